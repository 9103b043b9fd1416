"""The bed-by-night truth: taking beds for nights, and giving them back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Date, and_, delete, func, or_, update
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.capacity.models import Bed, BedOccupancy, House, Room
from shelters.capacity.occupancy import OF_PEOPLE, bounds, end_holds, free_expired_holds, gaps, room_occupancy
from shelters.capacity.seasons import out_of_season
from shelters.capacity.words import OccupancyKind, Sharing
from shelters.clock import now
from shelters.database.row import take
from shelters.errors import N_, ConflictError
from shelters.stays.models import Stay

NO_LONGER_FREE = N_("Esas camas acaban de ocuparse. Mira las opciones otra vez: ya están al día.")


@dataclass(frozen=True)
class Nights:
    """Nights in a room, from the first until (not including) the last date, and how many beds."""

    room_id: UUID
    first: date
    until: date
    beds: int
    party_class: str | None = None


async def lock_house(session: AsyncSession, house_id: UUID) -> House:
    """Take the house until the transaction ends, so that its beds are given out one after the other."""
    return await take(session, House, house_id)


def with_rest(kind: str, first: date, until: date, rest_nights: int) -> tuple[date, date]:
    """Give the nights on which a bed takes nobody new: those of its people, and the rest before they come.

    After a stay its rest is a row of its own; after a hold it is still to be written, and is kept free.
    """
    rest, none = timedelta(days=rest_nights), timedelta(0)
    return first - (rest if kind in OF_PEOPLE else none), until + (rest if kind == OccupancyKind.HOLD else none)


async def hold_beds(
    session: AsyncSession,
    nights: Nights,
    proposal_id: UUID,
    held_until: datetime,
    *,
    rest_nights: int = 0,
    emergency: bool = False,
) -> None:
    """Hold beds for a proposal; the caller has locked the house.

    A party that has a room to itself takes every bed of it. In a shared room one night may be in one bed and the
    next in another of the same room: refusing that would leave her without a place while beds are free. An emergency
    may have seats of a collective stay that nobody has taken, as far as the house has said so.
    """
    room = await session.get(Room, nights.room_id)
    if room is None or not room.in_use or out_of_season(room, nights.first, nights.until):
        raise ConflictError(NO_LONGER_FREE)
    await free_expired_holds(session, nights.room_id)
    collective = None
    try:
        given = await _free_in(session, room, nights, rest_nights)
    except ConflictError:
        if not emergency:
            raise
        collective, given = await open_seats(session, nights)
    for bed_id, first, until in given:
        hold = _hold(room, nights, (bed_id, first, until), proposal_id, held_until)
        hold.collective_id, hold.for_emergency = collective, collective is not None
        session.add(hold)
    await session.flush()


async def _free_in(session: AsyncSession, room: Room, nights: Nights, rest_nights: int) -> list[tuple[int, date, date]]:
    """Find a bed for each night of each of the party; a party that has a room to itself takes all of it.

    Extra places are given where the beds do not suffice. For whom, the caller has asked the solver under the lock.
    """
    in_use = select(Bed).where(col(Bed.room_id) == room.id, col(Bed.in_use)).order_by(col(Bed.id))
    beds = (await session.scalars(in_use)).all()
    numbers, made_up = [bed.number for bed in beds], [bed.number for bed in beds if not bed.extra]
    taken = await taken_by_others(session, nights, rest_nights)
    if room.sharing == Sharing.ONE_PARTY:
        return list(assign_beds(numbers, taken, nights, len(numbers)))
    with suppress(ConflictError):
        return list(assign_beds(made_up, taken, nights, nights.beds))
    return list(assign_beds(numbers, taken, nights, nights.beds))


def _hold(
    room: Room, nights: Nights, given: tuple[int, date, date], proposal_id: UUID, held_until: datetime
) -> BedOccupancy:
    bed_id, first, until = given
    return BedOccupancy(
        network_id=room.network_id,
        house_id=room.house_id,
        room_id=room.id,
        bed_id=bed_id,
        nights=Range(first, until),
        kind=OccupancyKind.HOLD,
        party_class=nights.party_class,
        proposal_id=proposal_id,
        expires_at=held_until,
    )


async def open_seats(session: AsyncSession, nights: Nights) -> tuple[UUID | None, list[tuple[int, date, date]]]:
    """Take as many seats of a collective stay out of it as the party has beds, for its nights alone."""
    seats = select(BedOccupancy).where(
        col(BedOccupancy.room_id) == nights.room_id,
        col(BedOccupancy.kind) == OccupancyKind.COLLECTIVE,
        col(BedOccupancy.for_emergency),
        col(BedOccupancy.seat_id).is_(None),
        col(BedOccupancy.nights).op("@>", is_comparison=True)(Range(nights.first, nights.until)),
    )
    rows = (await session.scalars(seats.order_by(col(BedOccupancy.bed_id)).limit(nights.beds))).all()
    if len(rows) < nights.beds:
        raise ConflictError(NO_LONGER_FREE)
    left = []
    for row in rows:
        kept = row.model_dump(exclude={"id", "nights"})
        holes = gaps(*bounds(row), [(nights.first, nights.until)])
        left += [BedOccupancy(id=uuid4(), nights=Range(*each), **kept) for each in holes]
        await session.delete(row)
    await session.flush()
    session.add_all(left)
    return rows[0].collective_id, [(row.bed_id, nights.first, nights.until) for row in rows]


def assign_beds(
    beds: Sequence[int], taken: dict[int, list[tuple[date, date]]], nights: Nights, wanted: int
) -> Iterable[tuple[int, date, date]]:
    """Give each wanted place a bed for its nights, changing beds as seldom as can be.

    Yields `(bed, first, until)`; a night with fewer free beds than wanted is a conflict.
    """
    given: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for _ in range(wanted):
        night = nights.first
        while night < nights.until:
            runs = {bed: _free_until(night, nights.until, taken.get(bed, []) + given[bed]) for bed in beds}
            bed = max(beds, key=lambda bed: runs[bed], default=None)
            if bed is None or runs[bed] <= night:
                raise ConflictError(NO_LONGER_FREE)
            given[bed].append((night, runs[bed]))
            yield bed, night, runs[bed]
            night = runs[bed]


def _free_until(night: date, until: date, taken: list[tuple[date, date]]) -> date:
    """Say until when a bed is free from this night on; the night itself if it is taken."""
    for first, last in taken:
        if first <= night < last:
            return night
        if night < first < until:
            until = first
    return until


async def taken_by_others(
    session: AsyncSession, nights: Nights, rest_nights: int, stay_id: UUID | None = None
) -> dict[int, list[tuple[date, date]]]:
    """Give for each bed of a room the nights on which it takes nobody new, but for those of one stay."""
    rest = timedelta(days=rest_nights)
    taken: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for row in await room_occupancy(session, nights.room_id, nights.first - rest, nights.until + rest):
        if stay_id is None or row.stay_id != stay_id:
            taken[row.bed_id].append(with_rest(row.kind, *bounds(row), rest_nights))
    return taken


async def release_hold(session: AsyncSession, proposal_id: UUID) -> None:
    """Give back the beds that a proposal held."""
    await end_holds(session, col(BedOccupancy.proposal_id) == proposal_id)


async def turn_hold_into_stay(
    session: AsyncSession, proposal_id: UUID, stay_id: UUID, *, until: date, rest_nights: int = 0
) -> None:
    """Let held beds become those of a stay, and rest after it; a hold that has gone is a conflict."""
    changed = await session.scalars(
        update(BedOccupancy)
        .where(
            col(BedOccupancy.proposal_id) == proposal_id,
            col(BedOccupancy.kind) == OccupancyKind.HOLD,
            col(BedOccupancy.expires_at) >= now(),
        )
        .values(kind=OccupancyKind.STAY, stay_id=stay_id, expires_at=None)
        .returning(BedOccupancy)
    )
    rows = changed.all()
    if not rows:
        raise ConflictError(N_("El apartado venció antes de la respuesta. El comité puede elegir otra vez."))
    await rest_after(session, [row for row in rows if bounds(row)[1] == until], until, rest_nights)
    await session.flush()


async def rest_after(session: AsyncSession, rows: Sequence[BedOccupancy], day: date, rest_nights: int) -> None:
    """Let the beds of a stay rest from a day on, where the house asks for it; a night that is closed is rest enough."""
    if not rows or not rest_nights:
        return
    until = day + timedelta(days=rest_nights)
    taken = await room_occupancy(session, rows[0].room_id, day, until)
    for row in rows:
        for first, last in gaps(day, until, [bounds(other) for other in taken if other.bed_id == row.bed_id]):
            session.add(
                BedOccupancy(
                    network_id=row.network_id,
                    house_id=row.house_id,
                    room_id=row.room_id,
                    bed_id=row.bed_id,
                    nights=Range(first, last),
                    kind=OccupancyKind.TURNAROUND,
                    stay_id=row.stay_id,
                )
            )


async def give_back_from(session: AsyncSession, stay_id: UUID, day: date, *, rest_nights: int = 0) -> None:
    """Give back the nights of a stay from this one on; the beds it leaves then rest from that day."""
    left = await session.scalars(
        select(BedOccupancy).where(
            col(BedOccupancy.stay_id) == stay_id,
            col(BedOccupancy.kind) == OccupancyKind.STAY,
            func.lower(col(BedOccupancy.nights), type_=Date()) < day,
            func.upper(col(BedOccupancy.nights)) >= day,
        )
    )
    beds = left.all()
    # A room that was left for another rests as long as it was to.
    here = col(BedOccupancy.room_id) == select(Stay.room_id).where(col(Stay.id) == stay_id).scalar_subquery()
    of_stay = and_(col(BedOccupancy.stay_id) == stay_id, or_(col(BedOccupancy.kind) == OccupancyKind.STAY, here))
    lower = func.lower(col(BedOccupancy.nights), type_=Date())
    await session.execute(delete(BedOccupancy).where(of_stay, lower >= day))
    await session.execute(
        update(BedOccupancy)
        .where(of_stay, func.upper(col(BedOccupancy.nights)) > day)
        .values(nights=func.daterange(lower, day))
    )
    await rest_after(session, beds, day, rest_nights)
    await session.flush()
