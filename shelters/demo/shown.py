"""What an invented region shows besides its year: a collective stay with seats taken, and a house that is exposed.

Done with the real commands by the people of the region, after its past was written.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import OPERATOR, Actor, Role
from shelters.accounts.models import HouseHost, Network, Person
from shelters.capacity.models import House, Room
from shelters.capacity.safety import SafetyStep
from shelters.capacity.words import HouseKind, Safety
from shelters.database.engine import Engine
from shelters.database.transaction import transaction
from shelters.errors import ConflictError, InvalidInputError
from shelters.placement.exposure import change_safety
from shelters.requests.words import AgeBand, Gender
from shelters.sealing.keyring import Keyring
from shelters.stays.collectives import Collective, CollectiveDraft, SeatDraft
from shelters.stays.gathering import offer_collective
from shelters.stays.models import Stay
from shelters.stays.seats import confirm_seat, take_seat
from shelters.stays.states import INSIDE

_DAYS = 10
_SOONEST, _LATEST = 9, 70
# So many groups live in a house that is shown exposed: enough to see, few enough to find places for.
_GROUPS = (2, 4)
_SEATS = 4


async def show_more(engine: Engine, keyring: Keyring) -> None:
    """Offer a collective stay and expose a house, each as the people whose doing it is."""
    async with transaction(engine, OPERATOR) as session:
        networks = (await session.scalars(select(Network).order_by(col(Network.country)))).all()
        houses = await _houses(session)
        lived_in = await _lived_in(session)
    collective = await _offered(engine, houses, networks)
    if collective is not None:
        await _seat(engine, keyring, collective, networks)
    if lived_in is not None:
        # The server looks for the places of its groups when it has started.
        async with transaction(engine, lived_in.host) as session:
            await change_safety(session, lived_in.host, lived_in.house.id, SafetyStep.EXPOSE)


@dataclass(frozen=True)
class _Hosted:
    """A house with its rooms, and who acts for it."""

    house: House
    rooms: tuple[UUID, ...]
    host: Actor


async def _hosted(session: AsyncSession, house: House) -> _Hosted:
    rooms = select(Room.id).where(col(Room.house_id) == house.id, col(Room.in_use)).order_by(col(Room.name))
    person = await session.scalar(select(HouseHost.person_id).where(col(HouseHost.house_id) == house.id).limit(1))
    host = Actor(Role.HOST, person, house.network_id, frozenset({house.id}))
    return _Hosted(house, tuple((await session.scalars(rooms)).all()), host)


async def _houses(session: AsyncSession) -> list[_Hosted]:
    """List the houses that could have a collective stay, those of care and healing first."""
    care_first = col(House.kind) != HouseKind.SELF_CARE_CENTRE.value
    houses = select(House).where(col(House.safety) == Safety.NORMAL.value)
    found = await session.scalars(houses.order_by(care_first, col(House.code_name)))
    return [await _hosted(session, house) for house in found.all()]


async def _lived_in(session: AsyncSession) -> _Hosted | None:
    """Find a house in which a few groups live."""
    house: House | None = await session.scalar(
        select(House)
        .join(Stay, col(Stay.house_id) == col(House.id))
        .where(col(House.safety) == Safety.NORMAL.value, col(Stay.state).in_(INSIDE))
        .group_by(col(House.id))
        .having(func.count(col(Stay.id)).between(*_GROUPS))
        .order_by(col(House.code_name))
        .limit(1)
    )
    return None if house is None else await _hosted(session, house)


async def _offered(engine: Engine, houses: Sequence[_Hosted], networks: Sequence[Network]) -> Collective | None:
    for hosted in houses:
        for days in range(_SOONEST, _LATEST, _DAYS // 2):
            with suppress(ConflictError, InvalidInputError):
                async with transaction(engine, hosted.host) as session:
                    return await offer_collective(session, hosted.host, hosted.house.id, _draft(hosted, days, networks))
    return None


def _draft(hosted: _Hosted, days: int, networks: Sequence[Network]) -> CollectiveDraft:
    first = hosted.house.tonight + timedelta(days=days)
    return CollectiveDraft(
        first=first,
        until=first + timedelta(days=_DAYS),
        decide_on=first - timedelta(days=5),
        fewest=_SEATS,
        most=_SEATS + 1,
        per_network=2,
        for_emergency=1,
        rooms=hosted.rooms,
        networks=tuple(network.id for network in networks),
    )


async def _seat(engine: Engine, keyring: Keyring, collective: Collective, networks: Sequence[Network]) -> None:
    for number, network in enumerate(networks[: _SEATS - 1]):
        async with transaction(engine, OPERATOR) as session:
            members = select(Person.id).where(
                col(Person.network_id) == network.id, col(Person.role) == Role.COMMITTEE.value
            )
            committee = Actor(Role.COMMITTEE, await session.scalar(members.limit(1)), network.id)
        async with transaction(engine, committee) as session:
            draft = SeatDraft(age=AgeBand.AGE_18_59, gender=Gender.WOMAN)
            seat = await take_seat(session, committee, keyring, collective.id, draft)
            if number:
                await confirm_seat(session, committee, seat.id)
