"""The value of each level, computed again, and whether the plan reports it honestly."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from optimizer.checker_geodesic import rounded_km
from optimizer.checker_stays import same_place
from optimizer.checker_values import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.checker_stays import Pairing, Raw

LEVELS = ("T1", "T2", "T3", "T4", "K", "P", "D", "S")
LARGER_IS_BETTER = frozenset({"T1", "T2", "T3", "T4", "K"})
RARE = 10  # an attribute is rare when at most one space in ten has it


def recomputed_levels(pairing: Pairing) -> dict[str, int]:
    """Return the value of every level by the formulas of the README."""
    levels = dict.fromkeys(LEVELS, 0)
    rare = _rare_attributes(pairing)
    for name, stays in pairing.stays.items():
        request = pairing.requests[name]
        levels[f"T{request['tier']}"] += 1
        promise = request.get("pinned") or request.get("promised")
        levels["K"] += promise is not None and [same_place(stay, promise) for stay in stays] == [True]
        levels["P"] += max(0, request["nights"] - sum(stay["nights"] for stay in stays))
        for stay in stays:
            points, kilometres = _cost(pairing, request, stay)
            levels["P"] += points
            levels["D"] += kilometres
            levels["S"] += _waste(pairing, request, stay, rare)
    return levels


def _rare_attributes(pairing: Pairing) -> set[str]:
    counts: Counter[str] = Counter()
    for space in pairing.spaces.values():
        counts.update(pairing.attributes_of(space))
    return {name for name, count in counts.items() if RARE * count <= len(pairing.spaces)}


def _cost(pairing: Pairing, request: Raw, stay: Raw) -> tuple[int, int]:
    if pairing.explicit:
        candidate = pairing.candidates.get((stay["request"], stay["space"]), {})
        points, kilometres = candidate.get("cost") or (0, 0)
        return points, kilometres
    offered = pairing.attributes_of(pairing.spaces[stay["space"]])
    points = sum(points for name, points in (request.get("prefers") or {}).items() if name not in offered)
    site, origin = pairing.site_of(stay), request.get("origin")
    return points, rounded_km(origin[0], origin[1], site["lat"], site["lon"]) if origin else 0


def _waste(pairing: Pairing, request: Raw, stay: Raw, rare: set[str]) -> int:
    space = pairing.spaces[stay["space"]]
    empty = space["beds"] - pairing.beds_of(stay) if space["sharing"] == "one_party" else 0
    wanted = {*(request.get("requires") or []), *(request.get("prefers") or {})}
    return empty + len((pairing.attributes_of(space) & rare) - wanted)


def level_violations(plan: Raw, levels: dict[str, int]) -> Iterator[Violation]:
    """Yield every level that the plan reports otherwise, or proves without proof."""
    reported = {row["name"]: row for row in plan["levels"]}
    all_proven = True
    for name in LEVELS:
        row = reported.get(name)
        if row is None:
            yield Violation("level", name, "is not reported")
            all_proven = False
            continue
        if row["value"] != levels[name]:
            yield Violation("level", name, f"is reported as {row['value']}, the plan gives {levels[name]}")
        yield from _bound(name, row, above_proven=all_proven)
        all_proven = all_proven and row["proven"]


def _bound(name: str, row: Raw, *, above_proven: bool) -> Iterator[Violation]:
    value, bound = row["value"], row.get("bound")
    if bound is not None and (bound < value if name in LARGER_IS_BETTER else bound > value):
        yield Violation("level", name, f"value {value} passes its own bound {bound}")
    if row["proven"] and bound != value:
        yield Violation("level", name, f"is called proven with value {value} and bound {bound}")
    if row["proven"] and not above_proven:
        yield Violation("level", name, "is called proven under a level that is not")


def total_violations(plan: Raw, levels: dict[str, int]) -> Iterator[Violation]:
    """Yield every sum of levels that the plan reports otherwise, or that passes its own bound."""
    for row in plan.get("totals") or []:
        cost = {name: -value if name in LARGER_IS_BETTER else value for name, value in levels.items()}
        value = sum(weight * cost[name] for name, weight in row["weights"].items())
        about = " + ".join(f"{weight:g} {name}" for name, weight in row["weights"].items())
        if row["value"] != value:
            yield Violation("total", about, f"is reported as {row['value']}, the plan gives {value:g}")
        if row.get("bound") is not None and row["bound"] > value:
            yield Violation("total", about, f"value {value:g} passes its own bound {row['bound']}")
