"""Moving a party: its committee asks for another room or house, and a host passes it to another room of her own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

import optimizer
from shelters.access.actor import MATCHER, Actor
from shelters.access.policy import Permission
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.capacity.inventory import HouseInventory, inventory
from shelters.capacity.models import House, Room
from shelters.capacity.safety import FROZEN
from shelters.clock import now
from shelters.database.transaction import acting_as
from shelters.errors import N_, ConflictError
from shelters.news.commands import tell_committee
from shelters.news.kinds import NewsKind
from shelters.placement.models import Proposal
from shelters.placement.options import OptionCard, asking_of, card_of, zone_names
from shelters.placement.posing import Asking, Posed, fits, pose, without_reserve
from shelters.placement.relocations import asked_anew, moves_underway, propose_move, stay_to_move
from shelters.placement.states import ProposalStep, next_state
from shelters.placement.tokens import Choice, read_token
from shelters.requests.models import Request
from shelters.requests.queries import request_seen
from shelters.sealing.keyring import Keyring
from shelters.stays.commands import locked_stay, recorded
from shelters.stays.locks import lock_in_order
from shelters.stays.models import Stay
from shelters.stays.nights import NO_LONGER_FREE, Nights, hold_beds, lock_house
from shelters.stays.queries import stay_seen
from shelters.stays.rooms import Held, pass_to_room
from shelters.stays.states import EXPECTED, LIVE

# A move is asked for so many days ahead at most.
FURTHEST: Final = 14
_SHOWN: Final = 5
# Held and taken in one transaction: nobody will ever see the hold.
_A_MOMENT: Final = timedelta(hours=1)

_NO_NIGHTS = N_("Esa noche ya no es de su estancia. Elige un día antes, o pide más días primero.")
_UNDERWAY = N_("Ya se pidió otro lugar para esta estancia. Espera la respuesta, o suelta lo apartado.")


@dataclass(frozen=True)
class MovesShown:
    """Where a party could pass to for the nights that are left, from a day on, and whether that is asked already."""

    stay: Stay
    first: date
    cards: list[tuple[OptionCard, bool]]
    underway: bool


async def moves_for(session: AsyncSession, actor: Actor, keyring: Keyring, stay_id: UUID, days: int) -> MovesShown:
    """Compute the best places for the rest of a stay, each with whether it is a room of the same house."""
    stay = await stay_seen(session, actor, stay_id, Permission.STAY_ASK)
    async with acting_as(session, MATCHER):
        house = await session.get_one(House, stay.house_id)
        first = _first(stay, house, days)
        asking = await _asking(session, keyring, stay, first)
        houses = (await inventory(session, keyring)).houses
        underway = bool(await moves_underway(session, [stay.id]))
    posed = pose(_without_its_room(houses, stay), [asking])
    found = optimizer.options(posed.problem, str(stay.request_id), count=_SHOWN)
    names = zone_names(houses)
    cards = [(card_of(keyring, asking, posed, names, each), _is_here(posed, each, stay)) for each in found]
    record(session, actor, Action.OPTIONS_SEEN, stay.request_id, options=len(cards))
    return MovesShown(stay, first, cards, underway)


def _is_here(posed: Posed, option: optimizer.Option, stay: Stay) -> bool:
    return posed.rooms[option.space][0].house.id == stay.house_id


def _first(stay: Stay, house: House, days: int) -> date:
    """Say from which night on a stay moves: whoever is still to come moves whole."""
    if stay.state in EXPECTED:
        return max(stay.first, house.tonight)
    return house.tonight + timedelta(days=max(0, min(days, FURTHEST)))


async def _asking(session: AsyncSession, keyring: Keyring, stay: Stay, first: date) -> Asking:
    """Ask the case of a stay anew, for the nights that are left from a day on; the matcher acts."""
    asking = await asking_of(session, keyring, await session.get_one(Request, stay.request_id))
    nights = (stay.until - first).days
    if stay.state not in LIVE or nights < 1:
        raise ConflictError(_NO_NIGHTS)
    return asked_anew(
        asking, earliest=first, latest=first, nights=nights, shortest=min(nights, asking.request.shortest)
    )


def _without_its_room(houses: Sequence[HouseInventory], stay: Stay) -> list[HouseInventory]:
    return [replace(house, rooms=[room for room in house.rooms if room.room.id != stay.room_id]) for house in houses]


async def ask_move(
    session: AsyncSession, actor: Actor, keyring: Keyring, stay_id: UUID, token: str, hold_hours: int
) -> Proposal:
    """Ask a house for a place that a party would pass to; it keeps what it has until that house says yes."""
    seen = await stay_seen(session, actor, stay_id, Permission.STAY_ASK)
    request = await request_seen(session, actor, seen.request_id, Permission.OPTION_CHOOSE)
    choice = read_token(keyring, request, token)
    await lock_in_order(session, [choice.house_id, seen.house_id], [request.id])
    stay = await stay_to_move(session, seen.id)
    async with acting_as(session, MATCHER):
        if await moves_underway(session, [stay.id]):
            raise ConflictError(_UNDERWAY)
        asking = await _still_fitting(session, keyring, stay, choice)
        proposal = await propose_move(session, keyring, stay, asking, choice, hold_hours)
        # It is her committee that asks: nobody needs to confirm it for her once more.
        proposal.state = next_state(proposal.state, ProposalStep.CHOOSE)
    record(session, actor, Action.RELOCATION_ASKED, stay.id)
    await session.flush()
    return proposal


async def _still_fitting(session: AsyncSession, keyring: Keyring, stay: Stay, choice: Choice) -> Asking:
    """Ask the solver again under the lock of the house: nights and rules may have changed since the page."""
    house = await session.get_one(House, stay.house_id)
    earliest = _first(stay, house, 0)
    asking = await _asking(session, keyring, stay, max(choice.first, earliest))
    here = await inventory(session, keyring, house_id=choice.house_id)
    if choice.first != earliest and stay.state in EXPECTED:
        raise ConflictError(NO_LONGER_FREE)
    if not fits(pose(_without_its_room(here.houses, stay), [asking]), asking, choice):
        raise ConflictError(NO_LONGER_FREE)
    return asking


async def rooms_for(session: AsyncSession, actor: Actor, keyring: Keyring, stay_id: UUID) -> list[Room]:
    """List the other rooms of a host's house in which a party could sleep for the nights that are left."""
    stay = await stay_seen(session, actor, stay_id, Permission.STAY_MOVE)
    async with acting_as(session, MATCHER):
        posed, asking = await _own_house(session, keyring, stay)
    rooms = {room.room.id: room.room for _, room in posed.rooms.values()}
    return [room for room in rooms.values() if fits(posed, asking, _choice(stay, asking, room.id))]


async def _own_house(session: AsyncSession, keyring: Keyring, stay: Stay) -> tuple[Posed, Asking]:
    """Pose the other rooms of the house of a stay; what it keeps for the most urgent is its host's to give."""
    house = await session.get_one(House, stay.house_id)
    asking = await _asking(session, keyring, stay, _first(stay, house, 0))
    here = await inventory(session, keyring, house_id=house.id)
    return without_reserve(pose(_without_its_room(here.houses, stay), [asking])), asking


def _choice(stay: Stay, asking: Asking, room_id: UUID) -> Choice:
    return Choice(room_id, stay.house_id, asking.request.earliest, asking.request.nights)


async def move_inside(session: AsyncSession, actor: Actor, keyring: Keyring, stay_id: UUID, room_id: UUID) -> Stay:
    """Pass a party to another room of the house from tonight, or from its first night; the host's doing is her yes."""
    stay = await locked_stay(session, actor, stay_id, Permission.STAY_MOVE)
    async with acting_as(session, MATCHER):
        house = await lock_house(session, stay.house_id)
        posed, asking = await _own_house(session, keyring, stay)
        choice = _choice(stay, asking, room_id)
        if house.safety in FROZEN or not fits(posed, asking, choice):
            raise ConflictError(NO_LONGER_FREE)
        nights = Nights(room_id, choice.first, choice.until, asking.case.beds, asking.case.party_class)
        await hold_beds(session, nights, stay.proposal_id, now() + _A_MOMENT, rest_nights=house.rest_nights)
        await pass_to_room(session, stay, house, Held(stay.proposal_id, room_id, choice.first, choice.until))
    await tell_committee(session, NewsKind.ROOM_CHANGED, stay.request_network_id, stay.id, stay.code)
    return await recorded(session, actor, stay, Action.STAY_MOVED)
