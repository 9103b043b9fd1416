"""What a house does with a collective stay: offer it, call it off; and what its day of decision does."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import MATCHER, Actor
from shelters.access.policy import Permission, require_for
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.capacity.models import Bed, BedOccupancy, House, Room
from shelters.capacity.occupancy import Stretches, bounds, free_expired_holds, nights_between, room_occupancy, runs
from shelters.capacity.rhythm import keeps_rhythm
from shelters.capacity.rows import house_seen, room_seen
from shelters.capacity.safety import FROZEN
from shelters.capacity.seasons import out_of_season
from shelters.capacity.words import OccupancyKind
from shelters.clock import now
from shelters.database.row import take
from shelters.database.transaction import acting_as
from shelters.errors import N_, ConflictError, InvalidInputError, NotFoundError
from shelters.news.commands import tell_committee, tell_hosts
from shelters.news.kinds import NewsKind
from shelters.stays.collective_queries import collective_seen
from shelters.stays.collective_states import SEATED, STANDING, CollectiveState, CollectiveStep, SeatStep, next_state
from shelters.stays.collective_states import next_seat as next_seat_state
from shelters.stays.collectives import Collective, CollectiveDraft, CollectiveOffer, Seat, offers_of
from shelters.stays.collectives import written as written_draft
from shelters.stays.nights import lock_house


async def offer_collective(session: AsyncSession, actor: Actor, house_id: UUID, draft: CollectiveDraft) -> Collective:
    """Offer a collective stay: its beds are taken at once, and each network it is offered to is told."""
    house = await house_seen(session, actor, house_id, lock=True)
    require_for(actor, Permission.COLLECTIVE_MAKE, house)
    await _check(session, house, draft)
    beds = await _free_beds(session, actor, house, draft)
    collective = Collective(
        id=uuid4(),
        network_id=house.network_id,
        house_id=house.id,
        house_kind=house.kind,
        zone=house.zone,
        made_by=actor.person_id,
        made_at=now(),
        **written_draft(draft),
    )
    session.add(collective)
    await session.flush()
    session.add_all(_taken(collective, bed, number) for number, bed in enumerate(reversed(beds)))
    await session.flush()
    async with acting_as(session, MATCHER):
        session.add_all(offers_of(collective, draft.networks))
    record(session, actor, Action.COLLECTIVE_OFFERED, collective.id, seats=draft.most)
    for network_id in draft.networks:
        await tell_committee(session, NewsKind.COLLECTIVE_OFFERED, network_id, collective.id)
    return collective


async def _check(session: AsyncSession, house: House, draft: CollectiveDraft) -> None:
    if house.safety in FROZEN:
        raise ConflictError(N_("Esta casa no recibe a nadie mientras esté expuesta o cerrada."))
    if draft.first < house.tonight or draft.decide_on < house.tonight:
        raise InvalidInputError("first", N_("Ese día ya pasó. Escribe hoy o un día después."))
    if not await keeps_rhythm(session, house, draft.first, draft.until):
        raise ConflictError(N_("Esas noches la casa descansa de huéspedes. Elige otras."))


async def _free_beds(session: AsyncSession, actor: Actor, house: House, draft: CollectiveDraft) -> list[Bed]:
    """Find as many beds as seats in the rooms that were chosen, each free on every night."""
    free: list[Bed] = []
    busy = set()
    for room_id in draft.rooms:
        room = await room_seen(session, actor, room_id)
        if room.house_id != house.id:
            raise NotFoundError
        await free_expired_holds(session, room.id)
        taken = await room_occupancy(session, room.id, draft.first, draft.until)
        away = out_of_season(room, draft.first, draft.until)
        busy |= {*away, *(bounds(row) for row in taken)}
        in_the_way = {row.bed_id for row in taken}
        free += [bed for bed in await _beds_of(session, room) if not away and bed.number not in in_the_way]
    if len(free) < draft.most:
        if busy:
            message = N_("En esas habitaciones hay camas ocupadas o cerradas estas noches: %(nights)s. Elige otras.")
            within = [nights_between(max(first, draft.first), min(until, draft.until)) for first, until in busy]
            raise ConflictError(message, nights=Stretches.of(runs(night for nights in within for night in nights)))
        message = N_("Esas habitaciones tienen %(beds)d camas. Elige más o baja el máximo.")
        raise InvalidInputError("most", message, beds=len(free))
    return free[: draft.most]


async def _beds_of(session: AsyncSession, room: Room) -> Sequence[Bed]:
    made_up = col(Bed.room_id) == room.id, col(Bed.in_use), col(Bed.extra).is_(False)
    beds = select(Bed).where(*made_up).order_by(col(Bed.id))
    return (await session.scalars(beds)).all()


def _taken(collective: Collective, bed: Bed, number: int) -> BedOccupancy:
    """Take a bed; the last ones are those that an emergency may have while nobody has the seat."""
    return BedOccupancy(
        network_id=collective.network_id,
        house_id=collective.house_id,
        room_id=bed.room_id,
        bed_id=bed.number,
        nights=Range(collective.first, collective.until),
        kind=OccupancyKind.COLLECTIVE.value,
        collective_id=collective.id,
        for_emergency=number < collective.for_emergency,
    )


async def call_off(session: AsyncSession, actor: Actor, collective_id: UUID) -> Collective:
    """Call a collective stay off: its beds are free, and each network that was coming is told."""
    seen = await collective_seen(session, actor, collective_id, Permission.COLLECTIVE_MAKE)
    async with acting_as(session, MATCHER):
        await lock_house(session, seen.house_id)
        collective = await take(session, Collective, collective_id)
        await _end(session, collective, CollectiveStep.CALL_OFF)
    record(session, actor, Action.COLLECTIVE_CALLED_OFF, collective.id)
    return collective


async def call_off_in(session: AsyncSession, house_id: UUID) -> list[Collective]:
    """Call off what stands in a house that takes nobody any more; the matcher acts, and the house is locked."""
    standing = select(Collective.id).where(col(Collective.house_id) == house_id, col(Collective.state).in_(STANDING))
    ended = [await take(session, Collective, each) for each in (await session.scalars(standing)).all()]
    for collective in ended:
        await _end(session, collective, CollectiveStep.CALL_OFF)
    return ended


async def decide_collectives(session: AsyncSession) -> int:
    """Decide whatever has its day: with enough confirmed it goes, with fewer it is called off; the matcher acts."""
    standing = select(Collective).where(col(Collective.state).in_(STANDING)).order_by(col(Collective.id))
    decided = 0
    for seen in (await session.scalars(standing)).all():
        house = await lock_house(session, seen.house_id)
        collective = await take(session, Collective, seen.id)
        if collective.state == CollectiveState.OFFERED and collective.decide_on <= house.tonight:
            await _decide(session, collective)
            decided += 1
        elif collective.state == CollectiveState.GOING and collective.until <= house.tonight:
            collective.state, collective.ended_at = next_state(collective.state, CollectiveStep.END).value, now()
    await session.flush()
    return decided


async def _decide(session: AsyncSession, collective: Collective) -> None:
    confirmed = await session.scalar(
        select(func.count()).where(col(Seat.collective_id) == collective.id, col(Seat.state) == "confirmed")
    )
    if (confirmed or 0) < collective.fewest:
        await _end(session, collective, CollectiveStep.CALL_OFF)
        record(session, MATCHER, Action.COLLECTIVE_CALLED_OFF, collective.id, confirmed=confirmed)
        return
    collective.state = next_state(collective.state, CollectiveStep.DECIDE).value
    await _lapse(session, collective, only="taken")
    record(session, MATCHER, Action.COLLECTIVE_GOES, collective.id, confirmed=confirmed)
    await _tell(session, collective, NewsKind.COLLECTIVE_GOES)


async def _end(session: AsyncSession, collective: Collective, step: CollectiveStep) -> None:
    collective.state, collective.ended_at = next_state(collective.state, step).value, now()
    await _tell(session, collective, NewsKind.COLLECTIVE_CALLED_OFF)
    await _lapse(session, collective)
    await session.execute(
        delete(BedOccupancy).where(
            col(BedOccupancy.collective_id) == collective.id, col(BedOccupancy.kind) == OccupancyKind.COLLECTIVE
        )
    )
    await session.flush()


async def _lapse(session: AsyncSession, collective: Collective, only: str | None = None) -> None:
    states = [only] if only else [state.value for state in SEATED]
    seats = select(Seat).where(col(Seat.collective_id) == collective.id, col(Seat.state).in_(states))
    for seat in (await session.scalars(seats)).all():
        seat.state, seat.answered_at = next_seat_state(seat.state, SeatStep.LAPSE).value, now()
        await free_bed_of(session, seat)


async def free_bed_of(session: AsyncSession, seat: Seat) -> None:
    """Give the bed of a seat back to its collective stay."""
    rows = select(BedOccupancy).where(col(BedOccupancy.seat_id) == seat.id)
    for row in (await session.scalars(rows)).all():
        row.seat_id = None
    await session.flush()


async def _tell(session: AsyncSession, collective: Collective, kind: NewsKind) -> None:
    networks = select(CollectiveOffer.request_network_id).where(col(CollectiveOffer.collective_id) == collective.id)
    for network_id in (await session.scalars(networks)).all():
        await tell_committee(session, kind, network_id, collective.id)
    await tell_hosts(session, kind, collective.house_id, collective.id)
