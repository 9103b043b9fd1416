"""Rows that time questions about one request on the inventory of a crisis: 1,000 houses, 5,000 rooms."""

from __future__ import annotations

import time
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from optimizer import options, smallest_changes, why_not
from optimizer.generate import generate

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer import Problem


def options_for_one_request(*, quick: bool) -> dict[str, Any]:
    """Time the best three places for single requests."""
    return _timed(options, quick=quick)


def why_not_elsewhere(*, quick: bool) -> dict[str, Any]:
    """Time all the rules that fail in every space, for single requests."""
    return _timed(why_not, quick=quick)


def what_would_help(*, quick: bool) -> dict[str, Any]:
    """Time the smallest changes that would open more places, for single requests."""
    return _timed(smallest_changes, quick=quick)


def _timed(question: Callable[[Problem, str], object], *, quick: bool) -> dict[str, Any]:
    problem = generate("crisis-loose", 1)
    first, *times = [_milliseconds(question, problem, each.id) for each in problem.requests[: 41 if quick else 401]]
    return {
        "first call, ms": round(first),
        "median, ms": round(median(times), 1),
        "95 %, ms": round(quantiles(times, n=20)[-1], 1),
        "requests": len(times),
    }


def _milliseconds(question: Callable[[Problem, str], object], problem: Problem, request_id: str) -> float:
    started = time.perf_counter()
    question(problem, request_id)
    return 1000 * (time.perf_counter() - started)
