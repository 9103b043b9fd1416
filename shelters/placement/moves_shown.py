"""Moves and rearrangements as whoever is asked, and whoever asked, reads them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import MATCHER, Actor, Role
from shelters.access.policy import Permission, require_for
from shelters.database.transaction import acting_as
from shelters.placement.afar import km_told
from shelters.placement.models import Move, Rearrangement
from shelters.placement.moves import move_seen, moves_of
from shelters.placement.proposed import houses_with_zones
from shelters.placement.queries import Brief
from shelters.placement.room_states import RoomState
from shelters.places import zone
from shelters.requests.models import Request
from shelters.requests.queries import case_of
from shelters.sealing.keyring import Keyring
from shelters.stays.models import Stay
from shelters.stays.states import INSIDE


@dataclass(frozen=True)
class MoveShown:
    """A move as whoever is asked reads it: a host the brief, a committee the kind of house and the zone."""

    move: Move
    made: Rearrangement
    brief: Brief
    kind: str
    zone: str
    own_network: bool
    # To a committee only: a house is not told how far she is.
    km: int | None
    said: bool | None
    # Her people live in the house that they would leave, and agreed beforehand to be asked.
    lives_there: bool


async def move_shown(session: AsyncSession, actor: Actor, keyring: Keyring, move_id: UUID) -> MoveShown:
    """Show a move to a person who is asked about it."""
    move = await move_seen(session, actor, move_id)
    async with acting_as(session, MATCHER):
        made = await session.get_one(Rearrangement, move.rearrangement_id)
        case = case_of(keyring, await session.get_one(Request, move.request_id))
        houses, zones = await houses_with_zones(session)
        stay = await session.get(Stay, move.stay_id) if move.stay_id else None
    house, own = houses[move.house_id], move.host_network_id == move.request_network_id
    return MoveShown(
        move=move,
        made=made,
        brief=Brief(party=case.party, pets=case.pets, needs=case.needs, languages=case.languages),
        kind=house.kind,
        zone=zone(house.zone).name if own else zones[house.zone],
        own_network=own,
        km=None if actor.role is Role.HOST else km_told(case, house, move.request_network_id),
        said=move.host_said if actor.role is Role.HOST else move.committee_said,
        lives_there=stay is not None and stay.state in INSIDE,
    )


@dataclass(frozen=True)
class RoomFor:
    """How far the latest attempt to make room for a request is; who is asked is not told, only how many."""

    state: RoomState
    missing: int


async def room_for(session: AsyncSession, actor: Actor, request: Request) -> RoomFor | None:
    """Give the latest attempt to make room for a request of the actor's network."""
    require_for(actor, Permission.REQUEST_SEE, request)
    latest = select(Rearrangement).where(col(Rearrangement.request_id) == request.id)
    async with acting_as(session, MATCHER):
        made = await session.scalar(latest.order_by(col(Rearrangement.made_at).desc()).limit(1))
        moves = await moves_of(session, made.id) if made else []
    if made is None:
        return None
    missing = sum((move.committee_said is None) + (move.host_said is None) for move in moves)
    return RoomFor(RoomState(made.state), missing)
