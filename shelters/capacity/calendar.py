"""The room calendar: rooms by nights, derived from what takes the beds; nobody types a count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import Actor
from shelters.capacity.models import Bed, BedOccupancy, Room
from shelters.capacity.occupancy import NIGHT, bounds, standing, within
from shelters.capacity.rows import beds_of, house_seen, rooms_of
from shelters.capacity.untaken import OPEN, untaken_in
from shelters.capacity.words import NightState, OccupancyKind, Sharing
from shelters.errors import N_, InvalidInputError

LONGEST = 92


# Of several beds of a room taken whole, the first of these says what the room is.
_ORDER = (
    OccupancyKind.STAY,
    OccupancyKind.HOLD,
    OccupancyKind.COLLECTIVE,
    OccupancyKind.CLOSURE,
    OccupancyKind.TURNAROUND,
)


@dataclass(frozen=True)
class Stretch:
    """Nights in a row of one state; taken nights of one stay, hold or closure are one stretch.

    `earlier` and `later` say that it goes on outside the nights shown; `beds` counts the beds that it takes.
    """

    state: NightState
    first: date
    nights: int
    taken_by: BedOccupancy | None = None
    beds: int = 0
    earlier: bool = False
    later: bool = False


@dataclass(frozen=True)
class CalendarRow:
    """A room taken whole, or one bed of a shared room."""

    room: Room
    bed: Bed | None
    stretches: tuple[Stretch, ...]

    @property
    def states(self) -> list[NightState]:
        """List the state of each night."""
        return [stretch.state for stretch in self.stretches for _ in range(stretch.nights)]


@dataclass(frozen=True)
class HouseCalendar:
    """The nights shown, a row for each room or bed, and how many beds are free in each night.

    `untaken` counts those that nothing takes, also while the host's word is old: what she is asked to confirm.
    `tonight` is the date where the house stands.
    """

    nights: tuple[date, ...]
    rows: tuple[CalendarRow, ...]
    free: tuple[int, ...]
    untaken: tuple[int, ...]
    tonight: date


async def calendar_of(session: AsyncSession, actor: Actor, house_id: UUID, first: date, days: int = 7) -> HouseCalendar:
    """Draw the calendar of a house the actor sees; while its host's word is old, no bed counts as free."""
    if not 1 <= days <= LONGEST:
        raise InvalidInputError("days", N_("El calendario muestra de 1 a 92 noches."))
    house = await house_seen(session, actor, house_id)
    nights = tuple(first + offset * NIGHT for offset in range(days))
    untaken_there = await untaken_in(session, house, nights)
    taken = await _by_bed(session, house_id, nights)
    beds_by_room = defaultdict(list)
    for bed in await beds_of(session, house_id):
        beds_by_room[bed.room_id].append(bed)
    rows = [
        row
        for room in await rooms_of(session, house_id)
        for row in _rows_of(room, beds_by_room[room.id], taken, untaken_there.of(room, nights))
    ]
    untaken = _untaken(rows, beds_by_room, len(nights))
    free = untaken if untaken_there.state is NightState.FREE else (0,) * days
    return HouseCalendar(nights, tuple(rows), free, untaken, house.tonight)


async def _by_bed(
    session: AsyncSession, house_id: UUID, nights: Sequence[date]
) -> dict[int | None, dict[date, BedOccupancy]]:
    shown = (nights[0], nights[-1] + NIGHT)
    rows = select(BedOccupancy).where(col(BedOccupancy.house_id) == house_id, within(*shown), standing())
    taken: dict[int | None, dict[date, BedOccupancy]] = defaultdict(dict)
    for row in (await session.scalars(rows)).all():
        start, end = bounds(row)
        for offset in range((min(end, shown[1]) - max(start, shown[0])).days):
            taken[row.bed_id][max(start, shown[0]) + offset * NIGHT] = row
    return taken


def _rows_of(
    room: Room,
    beds: list[Bed],
    taken: dict[int | None, dict[date, BedOccupancy]],
    untaken: dict[date, NightState],
) -> list[CalendarRow]:
    whole = room.sharing == Sharing.ONE_PARTY
    groups = [beds] if whole else [[bed] for bed in beds]
    return [
        CalendarRow(
            room,
            None if whole else group[0],
            _stretches([_on(night, group, taken) for night in untaken], untaken),
        )
        for group in groups
    ]


def _on(
    night: date, beds: Iterable[Bed], taken: dict[int | None, dict[date, BedOccupancy]]
) -> tuple[BedOccupancy | None, int]:
    """Say what takes these beds on a night, and how many of them."""
    found = [taken[bed.id][night] for bed in beds if night in taken[bed.id]]
    if not found:
        return None, 0
    chief = min(found, key=lambda row: _ORDER.index(OccupancyKind(row.kind)))
    return chief, sum(not bed.extra and _what(taken[bed.id].get(night)) == _what(chief) for bed in beds)


def _what(row: BedOccupancy | None) -> tuple[str, UUID | None] | None:
    """Tell stays, holds and closures apart; of turnarounds, only that there is one matters."""
    if row is None:
        return None
    turnaround = row.kind == OccupancyKind.TURNAROUND
    whose = row.closure_id or row.stay_id or row.proposal_id or row.collective_id
    return row.kind, None if turnaround else whose


def _stretches(cells: list[tuple[BedOccupancy | None, int]], untaken: dict[date, NightState]) -> tuple[Stretch, ...]:
    stretches, nights = [], list(untaken)
    keyed = [
        (_what(row) or _apart(night, untaken[night]), row, beds, night)
        for night, (row, beds) in zip(nights, cells, strict=True)
    ]
    for _, members in groupby(keyed, key=lambda cell: cell[0]):
        run = list(members)
        _, row, beds, first = run[0]
        stretches.append(_stretch(row, beds, (first, run[-1][3]), (nights[0], nights[-1]), untaken[first]))
    return tuple(stretches)


def _apart(night: date, state: NightState) -> tuple[str, date | None]:
    """Keep open nights apart: each can be marked for closing."""
    return state, night if state in OPEN else None


def _stretch(
    row: BedOccupancy | None, beds: int, span: tuple[date, date], shown: tuple[date, date], untaken: NightState
) -> Stretch:
    first, last = span
    count = (last - first).days + 1
    if row is None:
        return Stretch(untaken, first, count)
    start, end = bounds(row)
    earlier, later = first == shown[0] and start < first, last == shown[1] and end > last + NIGHT
    return Stretch(NightState(row.kind), first, count, row, beds, earlier=earlier, later=later)


def _untaken(rows: list[CalendarRow], beds_by_room: dict[UUID, list[Bed]], nights: int) -> tuple[int, ...]:
    """Count untaken beds: all of a room taken whole or none, each bed of a shared one by itself; no extra places."""
    weights = [sum(not bed.extra for bed in ([row.bed] if row.bed else beds_by_room[row.room.id])) for row in rows]
    states = [row.states for row in rows]
    return tuple(
        sum(weight for weight, row in zip(weights, states, strict=True) if row[night] in OPEN)
        for night in range(nights)
    )
