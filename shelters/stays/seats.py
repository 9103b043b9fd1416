"""What a committee does with the seats of a collective stay: take one for somebody, confirm it, give it up."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import Date, Integer, func, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import MATCHER, Actor
from shelters.access.policy import Permission, require, require_for
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.capacity.models import BedOccupancy
from shelters.capacity.words import OccupancyKind
from shelters.clock import now
from shelters.database.row import take
from shelters.database.transaction import acting_as
from shelters.errors import N_, ConflictError, InvalidInputError, NotFoundError
from shelters.requests.codes import new_code
from shelters.requests.words import Gender
from shelters.sealing.envelope import new_data_key, seal
from shelters.sealing.keyring import Keyring
from shelters.stays.collective_queries import collective_seen
from shelters.stays.collective_states import SEATED, STANDING, SeatStep, next_seat
from shelters.stays.collectives import Collective, Seat, SeatDraft, seat_place
from shelters.stays.gathering import free_bed_of
from shelters.stays.nights import lock_house

_WOMEN = frozenset({Gender.WOMAN, Gender.TRANS_WOMAN})
_NO_SEAT = N_("Ya no queda lugar en esta estancia colectiva.")


async def take_seat(
    session: AsyncSession, actor: Actor, keyring: Keyring, collective_id: UUID, draft: SeatDraft
) -> Seat:
    """Take a seat for somebody whom the composition of the group allows; her committee confirms it later."""
    require(actor, Permission.SEAT_TAKE)
    seen = await collective_seen(session, actor, collective_id)
    async with acting_as(session, MATCHER):
        await lock_house(session, seen.house_id)
        collective = await take(session, Collective, collective_id)
        await _check(session, collective, actor.network, draft)
        seat = _new_seat(actor, keyring, collective, draft, await _free_bed(session, collective))
        session.add(seat)
        await session.flush()
        await session.execute(
            update(BedOccupancy)
            .where(col(BedOccupancy.collective_id) == collective.id, col(BedOccupancy.bed_id) == seat.bed_id)
            .values(seat_id=seat.id)
        )
    record(session, actor, Action.SEAT_TAKEN, seat.id)
    return seat


async def _check(session: AsyncSession, collective: Collective, network_id: UUID, draft: SeatDraft) -> None:
    if collective.state not in STANDING:
        raise ConflictError(_NO_SEAT)
    if collective.women_only and draft.gender not in _WOMEN:
        raise InvalidInputError("gender", N_("Esta estancia colectiva es solo para mujeres."))
    if draft.language not in collective.languages:
        raise InvalidInputError("language", N_("En el grupo no se habla esa lengua. Elige otra en la que se entienda."))
    of_network = select(func.count()).where(
        col(Seat.collective_id) == collective.id,
        col(Seat.request_network_id) == network_id,
        col(Seat.state).in_(SEATED),
    )
    if (await session.scalar(of_network) or 0) >= collective.per_network:
        message = N_("De cada red van hasta %(most)d. Tu red ya los tiene.")
        raise ConflictError(message, most=collective.per_network)


async def _free_bed(session: AsyncSession, collective: Collective) -> int:
    """Find a bed that nobody has on any night; those that an emergency may have are the last to go."""
    upper, lower = (end(col(BedOccupancy.nights), type_=Date()) for end in (func.upper, func.lower))
    nights = func.sum(upper - lower, type_=Integer())
    whole = (collective.until - collective.first).days
    free = (
        select(BedOccupancy.bed_id)
        .where(
            col(BedOccupancy.collective_id) == collective.id,
            col(BedOccupancy.kind) == OccupancyKind.COLLECTIVE,
            col(BedOccupancy.seat_id).is_(None),
        )
        .group_by(col(BedOccupancy.bed_id))
        .having(nights == whole)
        .order_by(func.bool_or(col(BedOccupancy.for_emergency)), col(BedOccupancy.bed_id))
        .limit(1)
    )
    bed = await session.scalar(free)
    if bed is None:
        raise ConflictError(_NO_SEAT)
    return bed


def _new_seat(actor: Actor, keyring: Keyring, collective: Collective, draft: SeatDraft, bed_id: int) -> Seat:
    network_id, seat_id = actor.network, uuid4()
    key, data_key = new_data_key(keyring, seat_place(seat_id, network_id, "data_key"))
    return Seat(
        id=seat_id,
        collective_id=collective.id,
        network_id=collective.network_id,
        house_id=collective.house_id,
        request_network_id=network_id,
        code=new_code(),
        bed_id=bed_id,
        taken_at=now(),
        taken_by=actor.person_id,
        data_key=data_key,
        participant=seal(key, draft.model_dump(mode="json"), seat_place(seat_id, network_id, "participant")),
    )


async def confirm_seat(session: AsyncSession, actor: Actor, seat_id: UUID) -> Seat:
    """Confirm that she comes; each participant is confirmed by her own committee, one by one."""
    seat, collective = await _locked(session, actor, seat_id)
    if collective.state not in STANDING:
        raise ConflictError(N_("Esta estancia colectiva ya terminó."))
    async with acting_as(session, MATCHER):
        seat.state, seat.answered_at = next_seat(seat.state, SeatStep.CONFIRM).value, now()
        await session.flush()
    record(session, actor, Action.SEAT_CONFIRMED, seat.id)
    return seat


async def give_up_seat(session: AsyncSession, actor: Actor, seat_id: UUID) -> Seat:
    """Give a seat up: it is free for somebody else."""
    seat, _ = await _locked(session, actor, seat_id)
    async with acting_as(session, MATCHER):
        seat.state, seat.answered_at = next_seat(seat.state, SeatStep.GIVE_UP).value, now()
        await free_bed_of(session, seat)
    record(session, actor, Action.SEAT_GIVEN_UP, seat.id)
    return seat


async def _locked(session: AsyncSession, actor: Actor, seat_id: UUID) -> tuple[Seat, Collective]:
    require(actor, Permission.SEAT_TAKE)
    seen = await session.get(Seat, seat_id)
    if seen is None:
        raise NotFoundError
    require_for(actor, Permission.SEAT_TAKE, seen)
    async with acting_as(session, MATCHER):
        await lock_house(session, seen.house_id)
        return await take(session, Seat, seat_id), await take(session, Collective, seen.collective_id)
