"""What the independent checker says of a plan of ours in a row that is no contest."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from optimizer import write, write_plan
from optimizer.checker import check

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer import Assignment, Plan, Problem

BROKEN = "rules broken"


def broken_by(problem: Problem, plan: Plan) -> list[str]:
    """List the rules and levels that a plan breaks."""
    return _broken(problem, json.loads(write_plan(plan)))


def broken_by_stays(problem: Problem, stays: Iterable[Assignment]) -> list[str]:
    """List the rules that some stays break, where nothing is said of levels."""
    rows = [
        {"request": stay.request, "space": stay.space, "first": stay.first, "nights": stay.nights} for stay in stays
    ]
    placed = {row["request"] for row in rows}
    unplaced = [{"request": each.id} for each in problem.requests if each.id not in placed]
    document = {"assignments": rows, "unplaced": unplaced, "levels": []}
    return [line for line in _broken(problem, document) if not line.startswith("level")]


def _broken(problem: Problem, document: dict[str, Any]) -> list[str]:
    return [str(violation) for violation in check(json.loads(write(problem)), document).violations]
