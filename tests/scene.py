"""A small scene for placing a party: two houses of one network, one of another, and drafts to file."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select

from shelters.access.actor import OPERATOR, Actor, Role
from shelters.accounts.models import HouseHost, Person
from shelters.capacity.addresses import write_address
from shelters.capacity.houses import add_house
from shelters.capacity.models import House, HouseAddress, HouseDraft, Room, RoomDraft
from shelters.capacity.rooms import add_room
from shelters.circles.admission import invite
from shelters.circles.generations import Receiver, current_key, share_for
from shelters.circles.models import Circle, PersonKey, Share
from shelters.clock import now, today
from shelters.database.transaction import AbrigoSession, transaction
from shelters.drafts import build
from shelters.placement.commands import choose_option
from shelters.placement.models import Proposal
from shelters.placement.options import Answer, options_for
from shelters.places import resolve, search
from shelters.requests.commands import file_request
from shelters.requests.models import Request, RequestDraft
from shelters.sealing.boxes import key_of_code, open_key
from shelters.sealing.keyring import Keyring
from tests.world import World, make_world, person

SECRET_ADDRESS = "Calle Inventada 12, portón verde"
MOTHER_AND_TWO = (
    {"age": "18-59", "gender": "woman", "relation": "self"},
    {"age": "6-11", "gender": "woman", "relation": "child"},
    {"age": "12-17", "gender": "man", "relation": "child"},
)


def place(name: str) -> str:
    """Give the id of a municipality by its name."""
    found = resolve(name)
    return getattr(found, "id", None) or search(name)[0].id


def request_draft(**changes: Any) -> RequestDraft:
    """Write a request for a mother with a daughter and a son, from tonight; `case` and `nights` change parts of it."""
    case = {"party": MOTHER_AND_TWO, "origin": place("Puebla, Puebla"), "consent": "region", **changes.pop("case", {})}
    nights = {
        "earliest": today(),
        "latest": today() + timedelta(days=1),
        "nights": 5,
        "shortest": 5,
        **changes.pop("nights", {}),
    }
    return build(RequestDraft, {"urgency": 1, "nights": nights, "case": case, **changes})


def house_draft(**changes: Any) -> HouseDraft:
    """Write a house that takes families of the whole region."""
    values = {
        "code_name": "Ceiba (inventada)",
        "kind": "shelter",
        "municipality_id": place("Oaxaca de Juárez, Oaxaca"),
        "setting": "town",
        "open_to": "region",
        "address": {"address": SECRET_ADDRESS, "access": "Tocar tres veces", "contact": "Por el canal de la red"},
    }
    return build(HouseDraft, values | changes)


def room_draft(name: str = "Uno", beds: int = 4, **changes: Any) -> RoomDraft:
    """Write a room with so many beds."""
    return build(RoomDraft, {"name": name, "beds": [{"label": f"Cama {n + 1}"} for n in range(beds)]} | changes)


@dataclass
class Scene:
    """A world with houses: `ceiba` of Mexico is hosted by Berta; `quetzal` of Guatemala is open to the region."""

    engine: AsyncEngine
    keyring: Keyring
    world: World
    ceiba: House
    ceiba_room: Room
    quetzal: House
    quetzal_room: Room
    invitations: dict[UUID, str] = field(default_factory=dict)

    @asynccontextmanager
    async def acting(self, who: Person | Actor) -> AsyncIterator[tuple[AbrigoSession, Actor]]:
        """Open a transaction as somebody."""
        actor = who if isinstance(who, Actor) else self.world.actor(who)
        async with transaction(self.engine, actor) as session:
            yield session, actor

    async def file(self, who: Person | None = None, **changes: Any) -> Request:
        """File a request, of Mexico's committee unless another is named."""
        async with self.acting(who or self.world.committee) as (session, actor):
            return await file_request(session, actor, self.keyring, request_draft(**changes))

    async def options(self, request: Request, who: Person | None = None) -> Answer:
        """Compute the options of a request."""
        async with self.acting(who or self.world.committee) as (session, actor):
            return await options_for(session, actor, self.keyring, request.id)

    async def choose(self, request: Request, number: int = 0, *, hold_hours: int = 6) -> Proposal:
        """Choose one of the options of a request."""
        token = (await self.options(request)).options[number].token
        async with self.acting(self.world.committee) as (session, actor):
            return await choose_option(session, actor, self.keyring, request.id, token, hold_hours)

    async def add(self, network_id: UUID, house: HouseDraft, *rooms: RoomDraft) -> tuple[House, Room]:
        """Add a house that was confirmed just now, with its rooms; give the last one.

        Whoever is invited as its host can open its address; where somebody is let in without that, see `let_host`.
        """
        async with self.acting(OPERATOR) as (session, actor):
            unaddressed = house.model_copy(update={"address": HouseAddress()})
            added = await add_house(session, actor, self.keyring, network_id, unaddressed)
            self.invitations[added.id] = await invite(session, actor, network_id, Role.HOST, frozenset({added.id}))
            await write_address(session, self.keyring, added, house.address)
            added.confirmed_at = now()
            made = [await add_room(session, actor, self.keyring, added.id, room) for room in rooms]
            return added, made[-1]

    async def colleague(self) -> Person:
        """Add another member of Mexico's committee, who has no key yet."""
        flora = person(self.world.mx, "flora", Role.COMMITTEE)
        async with self.acting(OPERATOR) as (session, _):
            session.add(flora)
        return flora

    async def let_host(self, house: House, host: Person) -> None:
        """Let somebody host a house, with the key that its invitation carries."""
        async with self.acting(OPERATOR) as (session, _):
            session.add(HouseHost(network_id=house.network_id, house_id=house.id, person_id=host.id))
            await session.flush()
            key = await current_key(session, Circle(house.network_id, house.id))
            (share,) = await session.scalars(select(Share).where(col(Share.circle_key_id) == key.id))
            own = await session.get_one(PersonKey, host.id)
            opened = open_key(key_of_code(self.invitations[house.id]), share.closed, share.place)
            session.add(share_for(key, opened, Receiver(own.public_key, host.id)))
            await session.delete(share)
        self.world.hosted[host.id] = self.world.hosted.get(host.id, frozenset()) | {house.id}


async def make_scene(engine: AsyncEngine, keyring: Keyring) -> Scene:
    """Store the world and its houses."""
    world = await make_world(engine)
    scene = Scene(engine, keyring, world, None, None, None, None)  # type: ignore[arg-type] # filled in below
    scene.ceiba, scene.ceiba_room = await scene.add(world.mx.id, house_draft(), room_draft())
    far = house_draft(code_name="Quetzal (inventada)", municipality_id=place("Quetzaltenango"))
    scene.quetzal, scene.quetzal_room = await scene.add(world.gt.id, far, room_draft())
    await scene.let_host(scene.ceiba, world.host)
    return scene
