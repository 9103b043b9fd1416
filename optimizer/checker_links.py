"""What the parts of an instance say of each other, which the checker asks before it trusts a name."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from optimizer.checker_values import PAIR, Violation, is_name

if TYPE_CHECKING:
    from collections.abc import Iterator


def link_violations(instance: dict[str, Any]) -> Iterator[Violation]:
    """Yield every name that is given twice or to nothing, and every number that contradicts another."""
    for key in ("sites", "spaces", "requests"):
        yield from _repeated(instance, key)
    yield from _places(instance)
    yield from _parties(instance)
    yield from _pairs(instance)


def _repeated(document: dict[str, Any], key: str) -> Iterator[Violation]:
    counts = Counter(row["id"] for row in document[key])
    yield from (Violation("format", key, f"id {name!r} is given twice") for name, n in counts.items() if n > 1)


def _places(instance: dict[str, Any]) -> Iterator[Violation]:
    sites = {row["id"] for row in instance["sites"]}
    for space in instance["spaces"]:
        if space["site"] not in sites:
            yield Violation("format", f"space {space['id']}", f"unknown site {space['site']!r}")
    # Without a distance to measure, nothing needs to know where a site is.
    measured = instance.get("candidates") is None and any(
        request.get("origin") or request.get("avoid") or request.get("max_km") is not None
        for request in instance["requests"]
    )
    for site in instance["sites"]:
        lacking = [key for key in ("lat", "lon") if site.get(key) is None]
        if len(lacking) == 1 or (measured and lacking):
            yield Violation("format", f"site {site['id']}", f"has no {' and '.join(lacking)}")


def _parties(instance: dict[str, Any]) -> Iterator[Violation]:
    spaces = {row["id"] for row in instance["spaces"]}
    for request in instance["requests"]:
        about = f"request {request['id']}"
        limited = request.get("max_km") is not None and instance.get("candidates") is None
        if limited and request.get("origin") is None:
            yield Violation("format", about, "has max_km and no origin")
        if (request.get("shortest") or 0) > request["nights"]:
            yield Violation("format", about, "has a shortest stay that is longer than its nights")
        for key in ("pinned", "promised"):
            if request.get(key) and request[key]["space"] not in spaces:
                yield Violation("format", about, f"is {key} to an unknown space")


def _pairs(instance: dict[str, Any]) -> Iterator[Violation]:
    spaces, requests = ({row["id"] for row in instance[key]} for key in ("spaces", "requests"))
    apart = [] if instance.get("apart") is None else instance["apart"]
    for at, pair in enumerate(apart if isinstance(apart, list) else [apart]):
        named = isinstance(pair, list) and len(pair) == PAIR and all(map(is_name, pair))
        if not named or pair[0] == pair[1] or any(name not in requests for name in pair):
            yield Violation("format", f"apart[{at}]", "is not a pair of requests of the instance")
    for at, row in enumerate(instance.get("candidates") or []):
        if row["request"] not in requests or row["space"] not in spaces:
            yield Violation("format", f"candidates[{at}]", "names an unknown request or space")
