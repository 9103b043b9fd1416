"""A tight scene: what an urgent party needs is promised to another that could go elsewhere."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text

from shelters.access.actor import OPERATOR, Role
from shelters.accounts.models import HouseHost, Person
from shelters.capacity.contents import draft_of
from shelters.capacity.houses import change_house
from shelters.clock import today
from shelters.placement.answers import accept_proposal
from shelters.placement.jobs import Workshop
from shelters.placement.making_room import ask_for_room, seek_room
from shelters.placement.models import Rearrangement
from shelters.placement.moves import answer_move
from shelters.placement.moves_shown import room_for
from shelters.placement.room_states import RoomState
from shelters.placement.solving import Limits
from shelters.requests.models import Request
from shelters.stays.commands import record_arrival
from shelters.stays.models import Stay
from tests.scene import Scene
from tests.world import person

TONIGHT = {"earliest": today(), "latest": today()}
LIMITS = Limits(seconds=5, memory_mb=1024, longest=60)
TOMORROW = {"earliest": today() + timedelta(days=1), "latest": today() + timedelta(days=1)}


@dataclass
class Tight:
    """Ceiba takes animals and is promised to a party without; another with a dog needs it, and Quetzal is free."""

    scene: Scene
    stay: Stay
    urgent: Request
    flor: Person

    async def asked(self) -> Rearrangement:
        """Ask for room as the committee."""
        async with self.scene.acting(self.scene.world.committee) as (session, actor):
            return await ask_for_room(session, actor, self.scene.keyring, self.urgent.id)

    async def sought(self, program: str | None = None) -> Rearrangement:
        """Ask, and let the worker seek."""
        made = await self.asked()
        shop = Workshop(self.scene.engine, self.scene.keyring, LIMITS)
        if program is not None:
            shop = replace(shop, command=(sys.executable, "-c", program))
        await seek_room(shop, made.id, answer_hours=6)
        return made

    async def state(self) -> RoomState:
        """Read how the attempt stands."""
        async with self.scene.acting(self.scene.world.committee) as (session, actor):
            room = await room_for(session, actor, self.urgent)
            assert room is not None
            return room.state

    async def move_of(self, request_id: UUID) -> UUID:
        """Name the move of a request."""
        async with self.scene.acting(OPERATOR) as (session, _):
            query = text("select id from move where request_id = :id")
            return UUID(str(await session.scalar(query, {"id": request_id})))

    async def answer(self, who: Person, move: UUID, *, yes: bool = True) -> RoomState:
        """Say yes or no."""
        async with self.scene.acting(who) as (session, actor):
            return await answer_move(session, actor, self.scene.keyring, move, yes=yes)

    async def questions(self) -> list[tuple[Person, UUID]]:
        """List everybody who is asked, with what she is asked about."""
        moved, coming = await self.move_of(self.stay.request_id), await self.move_of(self.urgent.id)
        world = self.scene.world
        return [(world.committee, moved), (self.flor, moved), (world.host, coming)]


async def make_tight(scene: Scene, *, living: bool = False) -> Tight:
    """Build it; the party lives in Ceiba since today, or comes tomorrow."""
    world, keyring = scene.world, scene.keyring
    async with scene.acting(OPERATOR) as (session, actor):
        draft = draft_of(keyring, scene.ceiba)
        rules = draft.profile.rules.model_copy(update={"pets": True})
        profile = draft.profile.model_copy(update={"rules": rules})
        await change_house(session, actor, keyring, scene.ceiba.id, draft.model_copy(update={"profile": profile}), 1)
        flor = person(world.gt, "flor", Role.HOST)
        session.add(flor)
        await session.flush()
        session.add(HouseHost(network_id=world.gt.id, house_id=scene.quetzal.id, person_id=flor.id))
    world.hosted[flor.id] = frozenset({scene.quetzal.id})
    proposal = await scene.choose(await scene.file(urgency=3, nights=TONIGHT if living else TOMORROW))
    assert proposal.house_id == scene.ceiba.id
    async with scene.acting(world.host) as (session, actor):
        stay = await accept_proposal(session, actor, keyring, proposal.id)
        stay = await record_arrival(session, actor, stay.id) if living else stay
    return Tight(scene, stay, await scene.file(urgency=1, nights=TOMORROW, case={"pets": True}), flor)
