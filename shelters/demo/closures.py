"""When invented houses rest, are repaired, or may not be used."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from shelters.capacity.words import ClosureReason, HouseKind
from shelters.demo.chance import drawn_id, happens
from shelters.demo.past import ClosurePlan
from shelters.demo.spaces import Calendar, Space, takes_people

# Reason: how many times a year for a whole house, and how many nights.
_OF_A_HOUSE = {
    ClosureReason.REST: (1.2, (3, 8)),
    ClosureReason.HEALTH_OR_STAFF: (0.4, (4, 12)),
    ClosureReason.SAFETY: (0.15, (10, 40)),
    ClosureReason.OTHER: (0.1, (2, 6)),
}
_OF_A_ROOM = {ClosureReason.REPAIR: (0.5, (3, 14))}
_SEASON = {ClosureReason.SEASON: (1.0, (14, 25))}
_SEASONAL = frozenset({HouseKind.SELF_CARE_CENTRE, HouseKind.HOSTEL})
# How far ahead hosts have already said that they will be closed.
_KNOWN_AHEAD = 45
_STILL_SHUT = 45

_Span = tuple[int, int, ClosureReason]


def closures(random: Random, rooms: list[Space], calendar: Calendar) -> list[ClosurePlan]:
    """Close the rooms of a house on their nights, and say so."""
    house = rooms[0].house
    shut = [] if takes_people(house) else _shut(random, rooms, calendar)
    often = _OF_A_HOUSE | (_SEASON if house.draft.kind in _SEASONAL else {})
    spans = [(rooms, span) for span in _spans(random, often, calendar)]
    spans += [([room], span) for room in rooms for span in _spans(random, _OF_A_ROOM, calendar)]
    return shut + [closure for closed, span in spans for closure in _close(random, closed, span, calendar)]


def _shut(random: Random, rooms: list[Space], calendar: Calendar) -> list[ClosurePlan]:
    """Close a house that is exposed or closed: since some weeks, for some more, and nobody is to come after either."""
    today = calendar.number(calendar.today)
    span = (today - random.randint(6, 60), today + _STILL_SHUT, ClosureReason.SAFETY)
    closed = list(_close(random, rooms, span, calendar))
    for room in rooms:
        room.take(room.free_beds(span[1], calendar.length), span[1], calendar.length)
    return closed


def _spans(
    random: Random, often: dict[ClosureReason, tuple[float, tuple[int, int]]], calendar: Calendar
) -> Iterator[_Span]:
    last = calendar.number(calendar.today) + _KNOWN_AHEAD
    for reason, (times, nights) in often.items():
        for _ in range(int(times) + happens(random, times % 1)):
            first = random.randrange(last)
            yield first, first + random.randint(*nights), reason


def _close(random: Random, rooms: list[Space], span: _Span, calendar: Calendar) -> Iterator[ClosurePlan]:
    first, until, reason = span
    for room in rooms:
        beds = room.free_beds(first, until)
        if len(beds) == len(room.nights):
            room.take(beds, first, until)
            day = calendar.first + timedelta(days=first)
            yield ClosurePlan(drawn_id(random), room, day, day + timedelta(days=until - first), reason)
