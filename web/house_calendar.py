"""The calendar of a house as the page shows it, and the nights that were ticked in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import date
from itertools import groupby
from uuid import UUID

from shelters.capacity.calendar import CalendarRow, HouseCalendar, Stretch
from shelters.capacity.models import Room
from shelters.capacity.nights import Mark
from shelters.capacity.untaken import OPEN
from shelters.capacity.words import NightState, OccupancyKind
from shelters.errors import N_, InvalidInputError
from web.calendar import Cell, Group, Row, Week
from web.language import say
from web.wording import beds as beds_in_words

# A code is cut to what fits in a cell; the stay's own page shows it whole.
CODE_SIGNS = 4
# As many signs of a word stand beside seven nights on a phone.
_FITS = 8


def week_of(calendar: HouseCalendar, codes: Mapping[UUID, str], ticked: Collection[str] = ()) -> Week:
    """Lay the calendar out: rooms taken whole together, and each shared room with a row for each bed.

    `codes` are those of the stays and proposals that the person may open.
    """
    groups = []
    for shared, rows in groupby(calendar.rows, key=lambda row: row.room.id if row.bed else None):
        members = list(rows)
        laid = tuple(_row(row, codes, ticked, calendar.tonight) for row in members)
        room = members[0].room
        groups.append(Group(laid, room.name, _room_address(room, calendar.nights[0])) if shared else Group(laid))
    shown = {NightState.FREE, *(state for row in calendar.rows for state in row.states)}
    return Week(calendar.nights, tuple(groups), calendar.free, tuple(state for state in NightState if state in shown))


def _row(row: CalendarRow, codes: Mapping[UUID, str], ticked: Collection[str], tonight: date) -> Row:
    cells = tuple(_cell(row, stretch, codes, ticked, tonight) for stretch in row.stretches)
    if row.bed:
        return Row(say("%(bed)s (extra)", bed=row.bed.label) if row.bed.extra else row.bed.label, cells)
    return Row(row.room.name, cells, _room_address(row.room, row.stretches[0].first), _brief(row.room.name))


def _brief(name: str) -> str:
    """Cut what does not fit beside seven nights on a phone; a name of short words stays as it is."""
    cut = " ".join(word if len(word) <= _FITS else f"{word[:3]}." for word in name.split())
    return cut if cut != name else ""


def _room_address(room: Room, first: date) -> str:
    return f"/rooms/{room.id}/nights?from={first.isoformat()}"


def _cell(
    row: CalendarRow, stretch: Stretch, codes: Mapping[UUID, str], ticked: Collection[str], tonight: date
) -> Cell:
    if stretch.state in OPEN:
        value = _value(row, stretch.first) if stretch.first >= tonight else ""
        return Cell(stretch.state, stretch.first, value=value, ticked=value in ticked)
    taken = stretch.taken_by
    link, code = _link(stretch, codes)
    note = beds_in_words(stretch.beds) if code and not row.bed and stretch.nights > 1 else ""
    return Cell(
        stretch.state,
        stretch.first,
        stretch.nights,
        title=code[:CODE_SIGNS] if taken else "",
        note=note,
        href=link,
        earlier=stretch.earlier,
        later=stretch.later,
    )


def _link(stretch: Stretch, codes: Mapping[UUID, str]) -> tuple[str, str]:
    """Give the address of what takes the nights, if the person may open it, and its code."""
    taken = stretch.taken_by
    if taken is None or stretch.state is NightState.TURNAROUND:
        return "", ""
    if taken.closure_id:
        return f"/closures/{taken.closure_id}", ""
    if taken.kind == OccupancyKind.COLLECTIVE:
        return f"/collectives/{taken.collective_id}", ""
    whose = taken.stay_id or taken.proposal_id
    if whose is None or whose not in codes:
        return "", ""
    return f"/{'stays' if taken.stay_id else 'proposals'}/{whose}", codes[whose]


def _value(row: CalendarRow, night: date) -> str:
    return f"{row.room.id}:{row.bed.number if row.bed else ''}:{night.isoformat()}"


def read_marks(values: Collection[str]) -> list[Mark]:
    """Read the ticked nights."""
    return [_mark(value) for value in values]


def _mark(value: str) -> Mark:
    with suppress(ValueError):
        room, bed, night = value.split(":")
        if not bed or (bed.isascii() and bed.isdigit() and len(bed) < 19):  # noqa: PLR2004 - what a bigint holds
            return Mark(UUID(room), date.fromisoformat(night), int(bed) if bed else None)
    raise InvalidInputError("night", N_("Marca las noches otra vez en el calendario."))
