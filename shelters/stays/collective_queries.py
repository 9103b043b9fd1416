"""What may be read of collective stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import MATCHER, Actor
from shelters.access.policy import Permission, require, require_for
from shelters.accounts.models import Network
from shelters.capacity.models import BedOccupancy
from shelters.capacity.words import OccupancyKind
from shelters.database.transaction import acting_as
from shelters.errors import NotFoundError
from shelters.sealing.envelope import open_data_key, unseal
from shelters.sealing.keyring import Keyring
from shelters.stays.collective_states import SEATED
from shelters.stays.collectives import Collective, CollectiveOffer, Seat, SeatDraft, seat_place


@dataclass(frozen=True)
class Filled:
    """How full a collective stay is; beds that an emergency has are no seats any more."""

    seats: int
    taken: int
    confirmed: int

    @property
    def free(self) -> int:
        """Count the seats that nobody has."""
        return max(0, self.seats - self.taken)


async def collective_seen(
    session: AsyncSession, actor: Actor, collective_id: UUID, permission: Permission = Permission.COLLECTIVE_SEE
) -> Collective:
    """Give a collective stay that the actor may see and do this with."""
    require(actor, permission)
    collective = await session.get(Collective, collective_id)
    if collective is None:
        raise NotFoundError
    require_for(actor, permission, collective)
    return collective


async def collectives_seen(
    session: AsyncSession, actor: Actor, *, offset: int = 0, limit: int | None = None
) -> Sequence[Collective]:
    """List the collective stays that the actor sees: of her house, or offered to her network; the next one first."""
    require(actor, Permission.COLLECTIVE_SEE)
    order = col(Collective.ended_at).is_not(None), col(Collective.first)
    return (await session.scalars(select(Collective).order_by(*order).offset(offset).limit(limit))).all()


async def seats_seen(session: AsyncSession, actor: Actor, collective: Collective) -> Sequence[Seat]:
    """List the seats that the actor sees: a house all, a committee those of its own network."""
    require_for(actor, Permission.COLLECTIVE_SEE, collective)
    seats = select(Seat).where(col(Seat.collective_id) == collective.id).order_by(col(Seat.taken_at))
    return (await session.scalars(seats)).all()


async def filled(session: AsyncSession, collective: Collective) -> Filled:
    """Count the seats of a collective stay, which each network may know without knowing whose they are."""
    async with acting_as(session, MATCHER):
        seats_there = select(BedOccupancy.bed_id).where(
            col(BedOccupancy.collective_id) == collective.id, col(BedOccupancy.kind) == OccupancyKind.COLLECTIVE
        )
        beds = set(await session.scalars(seats_there))
        seats = await session.scalars(
            select(Seat).where(col(Seat.collective_id) == collective.id, col(Seat.state).in_(SEATED))
        )
        states = [seat.state for seat in seats]
    return Filled(len(beds), len(states), states.count("confirmed"))


async def networks_offered(session: AsyncSession, collective: Collective) -> Sequence[Network]:
    """List the networks to which seats are offered, as far as row security shows them."""
    networks = (
        select(Network)
        .join(CollectiveOffer, col(CollectiveOffer.request_network_id) == col(Network.id))
        .where(col(CollectiveOffer.collective_id) == collective.id)
        .order_by(col(Network.name))
    )
    return (await session.scalars(networks)).all()


async def networks_to_invite(session: AsyncSession, actor: Actor) -> Sequence[Network]:
    """List the networks to which seats can be offered."""
    require(actor, Permission.COLLECTIVE_MAKE)
    async with acting_as(session, MATCHER):
        return (await session.scalars(select(Network).order_by(col(Network.name)))).all()


def participant_of(keyring: Keyring, seat: Seat) -> SeatDraft:
    """Open what is known of whom a seat is for."""
    where = seat.id, seat.request_network_id
    key = open_data_key(keyring, seat.data_key, seat_place(*where, "data_key"))
    return SeatDraft.model_validate(unseal(key, seat.participant, seat_place(*where, "participant")))
