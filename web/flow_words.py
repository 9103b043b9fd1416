"""Times and events of two ranges side by side: as a page shows them, and as the lines of a file."""

from __future__ import annotations

from collections.abc import Iterator

from shelters.capacity.labels import KINDS
from shelters.capacity.words import HouseKind
from shelters.planning.counts import REST
from shelters.planning.flow import NO_TIMES, Flow, Times
from shelters.planning.labels import EVENTS
from shelters.planning.parts import Told
from shelters.requests.labels import URGENCIES
from web.export import Figure
from web.language import say
from web.planning_words import decline_row

# Words, and what they stand for in this range and in the one before.
Line = tuple[str, int | None, int | None]
Timed = tuple[str, Times, Times]


def timed(found: Flow, before: Flow) -> dict[str, list[Timed]]:
    """Give hours by urgency, and nights by kind of house."""
    hours = [(say(URGENCIES[tier]), times, before.hours[tier]) for tier, times in found.hours.items()]
    nights = [
        (say(KINDS[HouseKind(kind)]), times, before.nights.get(kind, NO_TIMES)) for kind, times in found.nights.items()
    ]
    return {"hours": hours, "nights": nights}


def counted(found: Flow, before: Flow) -> dict[str, list[Line]]:
    """Give declines by reason, the most frequent first and the rest last, and the other events."""
    declines = [(decline_row(row), number, of(before.declines, row)) for row, number in in_order(found.declines)]
    events = [(say(EVENTS[kind]), number, before.events[kind]) for kind, number in found.events.items()]
    return {"declines": declines, "events": events}


def in_order(told: Told) -> list[tuple[str, int | None]]:
    """List rows, the most frequent first and the rest last; rows of which there were none are left out."""
    rows = [(row, number) for row, number in told.items() if number != 0]
    return sorted(rows, key=lambda row: (row[0] == REST, -(row[1] or 0)))


def of(told: Told, row: str) -> int | None:
    """Give what is told of a row: none where there was none, nothing where it may be in the rest."""
    return told.get(row, None if REST in told else 0)


def figures_of(found: Flow, before: Flow) -> list[Figure]:
    """Write all as lines of a file."""
    return [*_times(found, before), *_counts(found, before)]


def _times(found: Flow, before: Flow) -> Iterator[Figure]:
    for tier, times in found.hours.items():
        yield from _both("hours", tier.name.lower(), say(URGENCIES[tier]), times, before.hours[tier])
    for kind, times in found.nights.items():
        yield from _both("nights", kind, say(KINDS[HouseKind(kind)]), times, before.nights.get(kind, NO_TIMES))


def _both(figure: str, code: str, name: str, now: Times, before: Times) -> Iterator[Figure]:
    for part, value, earlier in (("median", now.middle, before.middle), ("nine_of_ten", now.most, before.most)):
        yield Figure(f"{figure}_{part}", code, name, _whole(value), _whole(earlier))


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def _counts(found: Flow, before: Flow) -> Iterator[Figure]:
    for row, number in in_order(found.declines):
        yield Figure("declined", row or "others", decline_row(row), number, of(before.declines, row))
    for kind, number in found.events.items():
        yield Figure("happened", kind, say(EVENTS[kind]), number, before.events[kind])
