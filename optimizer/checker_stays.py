"""The rules that one party and one place decide between them."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

from optimizer.checker_geodesic import geodesic_km
from optimizer.checker_values import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

Raw: TypeAlias = dict[str, Any]
Name: TypeAlias = Any


class Pairing:
    """The instance and the plan, laid side by side for the rules to read."""

    def __init__(self, instance: Raw, plan: Raw) -> None:
        """Index both documents; assignments that name nothing known are set aside."""
        self.nights: int = instance["nights"]
        self.apart: list[list[Any]] = instance.get("apart") or []
        self.sites: dict[Any, Raw] = {row["id"]: row for row in instance["sites"]}
        self.spaces: dict[Any, Raw] = {row["id"]: row for row in instance["spaces"]}
        self.requests: dict[Any, Raw] = {row["id"]: row for row in instance["requests"]}
        listed = instance.get("candidates")
        self.explicit = listed is not None
        self.candidates: dict[tuple[Any, Any], Raw] = {(row["request"], row["space"]): row for row in listed or []}
        self.unplaced: Counter[Any] = Counter(row["request"] for row in plan["unplaced"])
        self.strangers: list[Raw] = []
        self.stays: dict[Any, list[Raw]] = defaultdict(list)
        for stay in sorted(plan["assignments"], key=lambda row: row["first"]):
            known = stay["request"] in self.requests and stay["space"] in self.spaces
            (self.stays[stay["request"]] if known else self.strangers).append(stay)

    def site_of(self, stay: Raw) -> Raw:
        """Return the site in which a stay is."""
        return self.sites[self.spaces[stay["space"]]["site"]]

    def attributes_of(self, space: Raw) -> set[str]:
        """Return what a space offers: its own attributes and its site's."""
        return set(space.get("attributes") or []) | set(self.sites[space["site"]].get("attributes") or [])

    def beds_of(self, stay: Raw) -> int:
        """Return the beds that the party takes in this space."""
        candidate = self.candidates.get((stay["request"], stay["space"]))
        beds: int = candidate["beds"] if candidate else self.requests[stay["request"]]["beds"]
        return beds


def foreign_violation(instance: Raw, plan: Raw) -> Violation | None:
    """Say once that a plan is about other requests, instead of once for each of them."""
    named = {row["request"] for key in ("assignments", "unplaced") for row in plan[key]}
    unknown = named - {row["id"] for row in instance["requests"]}
    if not unknown or 2 * len(unknown) < len(named):
        return None
    many = f"{len(unknown)} of {len(named)} requests are unknown"
    return Violation("unknown", "plan", f"does not belong to this instance: {many}")


def stay_violations(pairing: Pairing) -> Iterator[Violation]:
    """Yield every rule broken by one party in its place."""
    for stay in pairing.strangers:
        yield Violation("unknown", f"request {stay['request']}", f"or its space {stay['space']} is not in the instance")
    for name in pairing.unplaced:
        if name not in pairing.requests:
            yield Violation("unknown", f"request {name}", "is unplaced but not in the instance")
    for name, request in pairing.requests.items():
        stays = pairing.stays.get(name, [])
        about = f"request {name}"
        if pairing.unplaced[name] + bool(stays) != 1:
            yield Violation("listed", about, f"placed {len(stays)} times, unplaced {pairing.unplaced[name]} times")
        yield from _pin(request, stays, about)
        if stays:
            yield from _division(pairing, request, stays, about)
            yield from (found for stay in stays for found in _place(pairing, request, stay, about))


def _pin(request: Raw, stays: list[Raw], about: str) -> Iterator[Violation]:
    pin = request.get("pinned")
    if pin and [same_place(stay, pin) for stay in stays] != [True]:
        yield Violation("pinned", about, f"is not exactly in space {pin['space']} from night {pin['first']}")


def same_place(stay: Raw, place: Raw) -> bool:
    """Tell whether a stay is exactly what was pinned or promised."""
    return all(stay[key] == place[key] for key in ("space", "first", "nights"))


def _division(pairing: Pairing, request: Raw, stays: list[Raw], about: str) -> Iterator[Violation]:
    if len(stays) > (2 if request.get("split") else 1):
        yield Violation("twice", about, f"has {len(stays)} assignments")
    for former, latter in pairwise(stays):
        if former["first"] + former["nights"] != latter["first"]:
            yield Violation("twice", about, f"leaves on another night than it arrives on, {latter['first']}")
        if pairing.site_of(former)["id"] == pairing.site_of(latter)["id"]:
            yield Violation("twice", about, "is split inside one site")
    if request.get("pinned"):
        return
    earliest, latest = request["start"]
    if not earliest <= stays[0]["first"] <= latest:
        yield Violation("window", about, f"starts on night {stays[0]['first']}, outside {earliest}..{latest}")
    given, most = sum(stay["nights"] for stay in stays), request["nights"]
    least = request.get("shortest") or most
    if not least <= given <= most:
        yield Violation("length", about, f"is given {given} nights, not {least}..{most}")


def _place(pairing: Pairing, request: Raw, stay: Raw, about: str) -> Iterator[Violation]:
    if stay["first"] < 0 or stay["first"] + stay["nights"] > pairing.nights:
        yield Violation("horizon", about, f"stays outside the nights 0..{pairing.nights - 1}")
    if request.get("pinned"):
        return
    where = f"{about} in space {stay['space']}"
    longest = pairing.site_of(stay).get("max_nights")
    if longest is not None and stay["nights"] > longest:
        yield Violation("max_nights", where, f"stays {stay['nights']} nights, the site allows {longest}")
    if not pairing.explicit:
        yield from _attributes(pairing, request, stay, where)
        yield from _distances(pairing, request, stay, where)
    elif (stay["request"], stay["space"]) not in pairing.candidates:
        yield Violation("candidate", where, "is not an allowed pair")


def _attributes(pairing: Pairing, request: Raw, stay: Raw, where: str) -> Iterator[Violation]:
    space = pairing.spaces[stay["space"]]
    offered = pairing.attributes_of(space)
    missing = sorted(set(request.get("requires") or []) - offered)
    if missing:
        yield Violation("requires", where, f"lacks {', '.join(missing)}")
    refused = sorted(set(request.get("refuses") or []) & offered)
    if refused:
        yield Violation("refuses", where, f"has {', '.join(refused)}")
    kept = space.get("kept_for_tier")
    if kept is not None and request["tier"] > kept:
        yield Violation("kept", where, f"is kept for tier {kept}, the request has tier {request['tier']}")


def _distances(pairing: Pairing, request: Raw, stay: Raw, where: str) -> Iterator[Violation]:
    # Where anything is measured, the shape of the instance has been found to locate every site.
    site = pairing.site_of(stay)
    here: tuple[Any, Any] = (site.get("lat"), site.get("lon"))
    origin, limit = request.get("origin"), request.get("max_km")
    if origin and limit is not None and geodesic_km(origin[0], origin[1], *here) > limit:
        yield Violation("max_km", where, f"is farther than {limit} km")
    for zone in request.get("avoid") or []:
        if geodesic_km(zone["lat"], zone["lon"], *here) <= zone["km"]:
            yield Violation("avoid", where, f"is within {zone['km']} km of a point to avoid")
