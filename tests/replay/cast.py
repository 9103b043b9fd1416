"""Who acts in the replay: the networks with their committees, the houses with their hosts, all added by commands."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import OPERATOR, Actor, Role
from shelters.accounts.commands import add_network
from shelters.accounts.models import HouseHost, Person
from shelters.capacity.houses import add_house
from shelters.capacity.models import HouseAddress
from shelters.capacity.rooms import add_room
from shelters.capacity.words import Safety
from shelters.database.transaction import AbrigoSession, transaction
from shelters.demo.houses import HousePlan
from shelters.demo.networks import NETWORKS
from shelters.demo.year import Region
from shelters.sealing.keyring import Keyring


@dataclass
class Cast:
    """By the ids of the plan: who acts, and which rooms and houses are meant."""

    committees: dict[str, Actor] = field(default_factory=dict)
    hosts: dict[UUID, Actor] = field(default_factory=dict)
    houses: dict[UUID, UUID] = field(default_factory=dict)
    rooms: dict[UUID, UUID] = field(default_factory=dict)
    planner: Actor = field(default_factory=lambda: Actor(Role.PLANNER, uuid4()))


async def gather(engine: AsyncEngine, keyring: Keyring, region: Region) -> Cast:
    """Add the region's networks, people, houses and rooms."""
    cast = Cast()
    async with transaction(engine, OPERATOR) as session:
        for plan in NETWORKS:
            network = await add_network(session, OPERATOR, plan.name, plan.country)
            person = await _person(session, network.id, f"comite-{plan.country}", Role.COMMITTEE)
            cast.committees[plan.country] = Actor(Role.COMMITTEE, person, network.id)
    for number, house in enumerate(region.houses):
        async with transaction(engine, OPERATOR) as session:
            await _add(session, keyring, cast, house, number)
    return cast


async def _add(session: AbrigoSession, keyring: Keyring, cast: Cast, plan: HousePlan, number: int) -> None:
    network_id = cast.committees[plan.network].network_id
    assert network_id is not None
    # Whatever became of it by the end of the year, it began by taking people.
    draft = plan.draft.model_copy(update={"safety": Safety.NORMAL, "address": HouseAddress()})
    house = await add_house(session, OPERATOR, keyring, network_id, draft)
    cast.houses[plan.id] = house.id
    for room in plan.rooms:
        cast.rooms[room.id] = (await add_room(session, OPERATOR, keyring, house.id, room.draft)).id
    host = await _person(session, network_id, f"casa-{number}", Role.HOST)
    session.add(HouseHost(network_id=network_id, house_id=house.id, person_id=host))
    cast.hosts[house.id] = Actor(Role.HOST, host, network_id, frozenset({house.id}))


async def _person(session: AbrigoSession, network_id: UUID, name: str, role: Role) -> UUID:
    person = Person(network_id=network_id, name=name, role=role.value, password_hash="-")
    session.add(person)
    await session.flush()
    return person.id
