"""What the checker asks of the raw JSON before it trusts a single key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

Json: TypeAlias = Any
Test: TypeAlias = Callable[[Json], bool]
PAIR = 2
TAKEN_SIZES = (3, 4)
HUGE = 1e300
MOST_NIGHTS = 100_000


@dataclass(frozen=True)
class Violation:
    """One broken rule: its code, what it is about, and what was found there."""

    code: str
    about: str
    detail: str

    def __str__(self) -> str:
        """Return the line that the command line prints."""
        return f"{self.code}: {self.about}: {self.detail}"


def _name(value: Json) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


def _whole(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _count(value: Json) -> bool:
    return _whole(value) and value >= 0


def _positive(value: Json) -> bool:
    return _whole(value) and value > 0


def _nights(value: Json) -> bool:
    return _positive(value) and value <= MOST_NIGHTS


def _number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < HUGE


def _point(value: Json) -> bool:
    return isinstance(value, list) and len(value) == PAIR and all(map(_number, value))


def _names(value: Json) -> bool:
    return isinstance(value, list) and all(isinstance(entry, str) for entry in value)


def _points(value: Json) -> bool:
    return isinstance(value, dict) and all(map(_count, value.values()))


def _window(value: Json) -> bool:
    return isinstance(value, list) and len(value) == PAIR and all(map(_whole, value)) and value[0] <= value[1]


def _taken(value: Json) -> bool:
    return isinstance(value, list) and all(
        isinstance(entry, list) and len(entry) in TAKEN_SIZES and all(map(_count, entry[:3])) and entry[0] < entry[1]
        for entry in value
    )


def _place(value: Json) -> bool:
    return (
        isinstance(value, dict)
        and _name(value.get("space"))
        and _whole(value.get("first"))
        and _nights(value.get("nights"))
    )


def _zones(value: Json) -> bool:
    return isinstance(value, list) and all(
        isinstance(zone, dict) and all(_number(zone.get(key)) for key in ("lat", "lon", "km")) for zone in value
    )


def _flag(value: Json) -> bool:
    return isinstance(value, bool)


def _anything(_value: Json) -> bool:
    return True


def _tier(value: Json) -> bool:
    return _whole(value) and value in range(1, 5)


def _sharing(value: Json) -> bool:
    return isinstance(value, str) and value in {"one_party", "beds", "one_class"}


SITE: dict[str, Test] = {"id": _name, "lat?": _number, "lon?": _number, "attributes?": _names, "max_nights?": _positive}
SPACE: dict[str, Test] = {
    "id": _name,
    "site": _name,
    "beds": _count,
    "sharing": _sharing,
    "attributes?": _names,
    "taken?": _taken,
    "kept_for_tier?": _tier,
}
REQUEST: dict[str, Test] = {
    "id": _name,
    "beds": _positive,
    "tier": _tier,
    "start": _window,
    "nights": _positive,
    "shortest?": _positive,
    "class?": _name,
    "requires?": _names,
    "refuses?": _names,
    "prefers?": _points,
    "origin?": _point,
    "max_km?": _number,
    "avoid?": _zones,
    "pinned?": _place,
    "promised?": _place,
    "split?": _flag,
}
CANDIDATE: dict[str, Test] = {"request": _name, "space": _name, "beds": _count, "cost?": _point}
ASSIGNMENT: dict[str, Test] = {"request": _name, "space": _name, "first": _whole, "nights": _nights}
UNPLACED: dict[str, Test] = {"request": _name, "reasons?": _anything}
LEVEL: dict[str, Test] = {"name": _name, "value": _number, "bound?": _number, "proven": _flag}

LEVEL_NAMES = frozenset({"T1", "T2", "T3", "T4", "K", "P", "D", "S"})


def _weights(value: Json) -> bool:
    return isinstance(value, dict) and value.keys() <= LEVEL_NAMES and all(map(_number, value.values()))


TOTAL: dict[str, Test] = {"weights": _weights, "value": _number, "bound?": _number}


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


def _repeated(document: dict[str, Any], key: str) -> Iterator[Violation]:
    counts = Counter(row["id"] for row in document[key])
    yield from (Violation("format", key, f"id {name!r} is given twice") for name, n in counts.items() if n > 1)


def _places(instance: dict[str, Any]) -> Iterator[Violation]:
    sites = {row["id"] for row in instance["sites"]}
    # Without a distance to measure, nothing needs to know where a site is.
    measured = instance.get("candidates") is None and any(
        request.get("origin") or request.get("avoid") or request.get("max_km") is not None
        for request in instance["requests"]
    )
    for request in instance["requests"] if instance.get("candidates") is None else ():
        if request.get("max_km") is not None and request.get("origin") is None:
            yield Violation("format", f"request {request['id']}", "has max_km and no origin")
    for space in instance["spaces"]:
        if space["site"] not in sites:
            yield Violation("format", f"space {space['id']}", f"unknown site {space['site']!r}")
    for site in instance["sites"]:
        lacking = [key for key in ("lat", "lon") if site.get(key) is None]
        if len(lacking) == 1 or (measured and lacking):
            yield Violation("format", f"site {site['id']}", f"has no {' and '.join(lacking)}")


def _references(instance: dict[str, Any]) -> Iterator[Violation]:
    spaces, requests = ({row["id"] for row in instance[key]} for key in ("spaces", "requests"))
    apart = instance.get("apart") or []
    for at, pair in enumerate(apart if isinstance(apart, list) else [apart]):
        named = isinstance(pair, list) and len(pair) == PAIR and all(map(_name, pair))
        if not named or any(name not in requests for name in pair):
            yield Violation("format", f"apart[{at}]", "is not a pair of requests of the instance")
    for at, row in enumerate(instance.get("candidates") or []):
        if row["request"] not in requests or row["space"] not in spaces:
            yield Violation("format", f"candidates[{at}]", "names an unknown request or space")


def shape_violations(instance: Json, plan: Json) -> list[Violation]:
    """Return what is malformed in the instance or the plan; nothing else is checked while this is not empty."""
    if not isinstance(instance, dict) or instance.get("format") != "abrigo-instance/1":
        return [Violation("format", "instance", 'has no "format": "abrigo-instance/1"')]
    if not isinstance(plan, dict) or not _positive(instance.get("nights")):
        return [Violation("format", "instance or plan", "is not an object, or has no positive number of nights")]
    parts = [("sites", SITE), ("spaces", SPACE), ("requests", REQUEST)]
    if instance.get("candidates") is not None:
        parts.append(("candidates", CANDIDATE))
    found = [violation for key, shape in parts for violation in _rows(instance, key, shape)]
    for key, shape in (("assignments", ASSIGNMENT), ("unplaced", UNPLACED), ("levels", LEVEL)):
        found.extend(_rows(plan, key, shape))
    if plan.get("totals") is not None:
        found.extend(_rows(plan, "totals", TOTAL))
    if not found:
        found = [violation for key in ("sites", "spaces", "requests") for violation in _repeated(instance, key)]
        found.extend([*_places(instance), *_references(instance)])
    return found
