"""What the checker asks of the raw JSON before it trusts a single key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from optimizer.checker_links import link_violations
from optimizer.checker_values import (
    Json,
    Violation,
    is_amount,
    is_anything,
    is_beds,
    is_cost,
    is_flag,
    is_latitude,
    is_longitude,
    is_lot,
    is_name,
    is_names,
    is_nights,
    is_number,
    is_party,
    is_place,
    is_point,
    is_points,
    is_positive,
    is_sharing,
    is_taken,
    is_tier,
    is_weights,
    is_whole,
    is_window,
    is_zones,
)

Test: TypeAlias = Callable[[Json], bool]

SITE: dict[str, Test] = {
    "id": is_name,
    "lat?": is_latitude,
    "lon?": is_longitude,
    "attributes?": is_names,
    "max_nights?": is_positive,
}
SPACE: dict[str, Test] = {
    "id": is_name,
    "site": is_name,
    "beds": is_beds,
    "sharing": is_sharing,
    "attributes?": is_names,
    "taken?": is_taken,
    "kept_for_tier?": is_tier,
}
REQUEST: dict[str, Test] = {
    "id": is_name,
    "beds": is_party,
    "tier": is_tier,
    "start": is_window,
    "nights": is_nights,
    "shortest?": is_positive,
    "class?": is_name,
    "requires?": is_names,
    "refuses?": is_names,
    "prefers?": is_points,
    "origin?": is_point,
    "max_km?": is_amount,
    "avoid?": is_zones,
    "waiting?": is_amount,
    "lot?": is_lot,
    "pinned?": is_place,
    "promised?": is_place,
    "split?": is_flag,
}
CANDIDATE: dict[str, Test] = {"request": is_name, "space": is_name, "beds": is_beds, "cost?": is_cost}
ASSIGNMENT: dict[str, Test] = {"request": is_name, "space": is_name, "first": is_whole, "nights": is_nights}
UNPLACED: dict[str, Test] = {"request": is_name, "reasons?": is_anything}
LEVEL: dict[str, Test] = {"name": is_name, "value": is_number, "bound?": is_number, "proven": is_flag}


TOTAL: dict[str, Test] = {"weights": is_weights, "value": is_number, "bound?": is_number}


def _rows(document: dict[str, Any], key: str, shape: dict[str, Test]) -> Iterator[Violation]:
    rows = document.get(key)
    if not isinstance(rows, list):
        yield Violation("format", key, "is not a list")
        return
    for index, row in enumerate(rows):
        if not isinstance(row, dict):
            yield Violation("format", f"{key}[{index}]", "is not an object")
            continue
        for name, test in shape.items():
            bare = name.removesuffix("?")
            # An optional key may be absent or null; a needed one may be neither.
            missing = row.get(bare) is None
            if (missing and bare == name) or not (missing or test(row[bare])):
                yield Violation("format", f"{key}[{index}].{bare}", "is missing or has a wrong value")


def shape_violations(instance: Json, plan: Json) -> list[Violation]:
    """Return what is malformed in the instance or the plan; nothing else is checked while this is not empty."""
    if not isinstance(instance, dict) or instance.get("format") != "abrigo-instance/1":
        return [Violation("format", "instance", 'has no "format": "abrigo-instance/1"')]
    if not isinstance(plan, dict) or not is_nights(instance.get("nights")):
        return [Violation("format", "instance or plan", "is not an object, or has no nights that can be decided")]
    parts = [("sites", SITE), ("spaces", SPACE), ("requests", REQUEST)]
    if instance.get("candidates") is not None:
        parts.append(("candidates", CANDIDATE))
    found = [violation for key, shape in parts for violation in _rows(instance, key, shape)]
    for key, shape in (("assignments", ASSIGNMENT), ("unplaced", UNPLACED), ("levels", LEVEL)):
        found.extend(_rows(plan, key, shape))
    if plan.get("totals") is not None:
        found.extend(_rows(plan, "totals", TOTAL))
    return found or list(link_violations(instance))
