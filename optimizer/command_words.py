"""What a command prints of a run and of its plan."""

from __future__ import annotations

import math
import sys
from collections import Counter
from typing import TYPE_CHECKING

from optimizer.bottlenecks import bottlenecks
from optimizer.plan import LEVELS
from optimizer.shortages import Side, shortages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from optimizer import Plan, Problem, Progress
    from optimizer.checker import Violation

MOST_ALIKE = 20


class Teller:
    """Tells on standard error how a run gets on; what would be the same line again is left out."""

    def __init__(self) -> None:
        self._last = ""

    def __call__(self, progress: Progress) -> None:
        """Tell the values of the best plan, each beside its bound where it is not there yet."""
        levels = zip(LEVELS, progress.values, progress.bounds, strict=True)
        line = f"{progress.phase:12}  {'  '.join(_reached(*level) for level in levels)}"
        if line != self._last:
            print(f"{progress.seconds:8.2f} s  {line}", file=sys.stderr)
        self._last = line


def _reached(name: str, value: int, bound: float) -> str:
    return f"{name} {value}" if value == bound else f"{name} {value}/{_number(bound) or '?'}"


def level_table(plan: Plan) -> Iterator[str]:
    """Word the levels of a plan, a line for each."""
    yield f"{len(plan.assignments)} stays, {len(plan.unplaced)} requests without a place, {plan.seconds:.1f} s"
    for level in plan.levels:
        proven = "proven" if level.proven else ""
        yield f"{level.name:3} {level.value:10}  bound {_number(level.bound) or 'none known':<12}  {proven}".rstrip()
    for total in plan.totals:
        summed = " + ".join(f"{weight:g} {name}" for name, weight in total.weights.items())
        yield f"{summed} = {_number(total.value)}  bound {_number(total.bound) or 'none known'}"


def _number(value: float) -> str:
    """Write a number in full; nothing for one that is not known, and no sign before zero."""
    if not math.isfinite(value):
        return ""
    return str(int(value)) if value == int(value) else f"{value:.3f}"


def violation_lines(violations: Iterable[Violation], *, every: bool) -> Iterator[str]:
    """Word what breaks the rules, and of each rule no more than the first few unless every line is asked for."""
    told: Counter[str] = Counter()
    for violation in violations:
        told[violation.code] += 1
        if every or told[violation.code] <= MOST_ALIKE:
            yield str(violation)
    for code, count in told.items():
        if not every and count > MOST_ALIKE:
            yield f"{code}: and {count - MOST_ALIKE} more; --all prints them"


def shortage_lines(problem: Problem, plan: Plan, count: int) -> Iterator[str]:
    """Tell where a run was tight, and what one more bed would do there."""
    tight = bottlenecks(problem, plan, count)
    if not tight:
        yield "nothing was short: everyone who could be placed is, or the run ended before it knew"
    for each in tight:
        nights = f"nights {each.first}..{each.last}"
        yield f"{each.worth:+6.2f}  {' '.join(each.spaces)}, {nights}, held by {', '.join(each.holders) or 'nobody'}"
    found = shortages(problem, plan)
    for side in Side if found else ():
        yield f"by {side}:"
        for short in [each for each in found if each.side == side][:count]:
            yield f"{short.worth:+6.2f}  {short.name} ({short.spaces} short)"
