"""Looking for everybody who waits, in the order of need: who is told of a place, and who still has none.

Numbers only, so that it can be done off the event loop.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import optimizer
from optimizer import Option, Pin, Problem
from shelters.placement.everything import reasons_of
from shelters.placement.findings import Reasons
from shelters.placement.posing import Posed

# As many houses as there may be: what would do is compared with what did before.
_ALL: Final = 10_000


@dataclass(frozen=True)
class Waits:
    """A request as the list sees it: whether it waits, what did when it was last looked at, and what it was told.

    `known` gives for each house that would do how many nights it offered.
    """

    id: str
    listed: bool
    known: dict[str, int] = field(default_factory=dict)
    told: Pin | None = None


@dataclass(frozen=True)
class Found:
    """What looking found for a request: what is no news any more, the place it is told of, or why it has none."""

    known: dict[str, int]
    told: Option | None
    reasons: Reasons

    @property
    def kept(self) -> dict[str, Any]:
        """What the list keeps of it."""
        return {"known": self.known, "reasons": self.reasons}


def look(posed: Posed, waiting: Iterable[Waits]) -> dict[str, Found]:
    """Look for each in turn, the first in order first; a place that one is told of is not told to another."""
    left, found = posed.problem, {}
    for each in waiting:
        fitting = optimizer.options(left, each.id, count=_ALL)
        alone = fitting if left is posed.problem else optimizer.options(posed.problem, each.id, count=_ALL)
        told = _still(left, each) or _news(posed, each, fitting)
        found[each.id] = Found(
            known=_known(posed, each, fitting, alone),
            told=told,
            reasons=[] if fitting else reasons_of(posed, each.id),
        )
        # One that is being decided upon and has no other place: nobody after it is told of this one.
        kept = told or (fitting[0] if not each.listed and len(fitting) == 1 else None)
        left = _without(left, kept) if kept else left
    return found


def _still(problem: Problem, waits: Waits) -> Option | None:
    """Give the place that it was told of, while that is still one."""
    if waits.told is None:
        return None
    start, nights = waits.told.first, waits.told.nights
    asked = next(request for request in problem.requests if request.id == waits.id)
    narrowed = replace(
        problem,
        # Her beds, or what is posed beside them: extra places, seats of a collective stay.
        spaces=tuple(space for space in problem.spaces if space.id.startswith(waits.told.space)),
        requests=(replace(asked, start=(start, start), nights=nights, shortest=nights),),
    )
    return next(iter(optimizer.options(narrowed, waits.id, count=1)), None)


def _news(posed: Posed, waits: Waits, fitting: Sequence[Option]) -> Option | None:
    """Give the best place that would not do before, or for fewer nights; only who waits is told."""
    if not waits.listed:
        return None
    return next((each for each in fitting if each.nights > waits.known.get(_house(posed, each), 0)), None)


def _known(posed: Posed, waits: Waits, fitting: Sequence[Option], alone: Sequence[Option]) -> dict[str, int]:
    """Say what is no news any more; a house that was told to somebody before her is news when it comes to her."""
    possible = {_house(posed, each) for each in alone}
    kept = {house: nights for house, nights in waits.known.items() if house in possible}
    return kept | {_house(posed, each): each.nights for each in fitting}


def _house(posed: Posed, option: Option) -> str:
    return str(posed.rooms[option.space][0].house.id)


def _without(problem: Problem, option: Option) -> Problem:
    class_ = next(request.class_ for request in problem.requests if request.id == option.request)
    taken = option.first, option.first + option.nights, option.beds, class_
    spaces = (
        replace(space, taken=(*space.taken, taken)) if space.id == option.space else space for space in problem.spaces
    )
    return replace(problem, spaces=tuple(spaces))
