"""The rules that parties decide between each other, night by night."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from optimizer.checker_values import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.checker_stays import Name, Pairing, Raw


class Sleeper(NamedTuple):
    """Whoever is in a space on one night: a party, or beds already taken."""

    beds: int
    kind: Any
    request: Any


def night_violations(pairing: Pairing) -> Iterator[Violation]:
    """Yield every space-night that holds too many or the wrong people together."""
    sleepers: dict[tuple[Any, int], list[Sleeper]] = defaultdict(list)
    for name, stays in pairing.stays.items():
        for stay in stays:
            sleeper = Sleeper(pairing.beds_of(stay), pairing.requests[name].get("class"), name)
            for night in range(stay["first"], stay["first"] + stay["nights"]):
                sleepers[stay["space"], night].append(sleeper)
    for (space, night), parties in sleepers.items():
        yield from _space_night(pairing.spaces[space], night, [*_taken(pairing.spaces[space], night), *parties])
    yield from _apart(pairing)


def _taken(space: Raw, night: int) -> Iterator[Sleeper]:
    for first, end, beds, *kind in space.get("taken") or []:
        if first <= night < end and beds:
            yield Sleeper(beds, kind[0] if kind else None, None)


def _space_night(space: Raw, night: int, together: list[Sleeper]) -> Iterator[Violation]:
    about = f"space {space['id']}, night {night}"
    used = sum(sleeper.beds for sleeper in together)
    if used > space["beds"]:
        yield Violation("beds", about, f"{used} beds used of {space['beds']}")
    if space["sharing"] == "one_party" and len(together) > 1:
        yield Violation("one_party", about, f"{len(together)} parties together")
    if space["sharing"] == "one_class" and len({sleeper.kind for sleeper in together}) > 1:
        yield Violation("one_class", about, "parties of different classes together")


def _apart(pairing: Pairing) -> Iterator[Violation]:
    for one, other in pairing.apart:
        shared = _site_nights(pairing, one) & _site_nights(pairing, other)
        if shared:
            site, night = min(shared, key=lambda pair: pair[1])
            yield Violation("apart", f"requests {one} and {other}", f"both in site {site} on night {night}")


def _site_nights(pairing: Pairing, name: Name) -> set[tuple[Any, int]]:
    return {
        (pairing.site_of(stay)["id"], night)
        for stay in pairing.stays.get(name, [])
        for night in range(stay["first"], stay["first"] + stay["nights"])
    }
