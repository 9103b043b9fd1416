"""Who runs in a race: people with sessions and requests of their own, so that they meet at the prize only."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shelters.access.actor import OPERATOR
from shelters.accounts.models import Person
from shelters.capacity.rooms import add_room
from shelters.clock import today
from shelters.placement.answers import accept_proposal
from shelters.placement.commands import choose_option, let_go
from shelters.placement.models import Proposal
from shelters.placement.tokens import Choice, write_token
from shelters.requests.models import Request
from shelters.stays.journeys import cancel_stay
from shelters.stays.models import Stay
from tests.apart.ground import Ground, Sender
from tests.scene import room_draft

ALONE = {"party": ({"age": "18-59", "gender": "woman", "relation": "self"},), "consent": "region"}


@dataclass
class Runners:
    """Everybody who runs, each with a request that fits the one bed of the last room."""

    ground: Ground
    senders: list[Sender]
    requests: list[Request]
    room_id: UUID
    hosts: list[Sender]

    @classmethod
    async def gather(cls, ground: Ground, number: int, hosts: int) -> Runners:
        """Add the room, sign everybody in, and file their requests."""
        scene = ground.scene
        async with scene.acting(OPERATOR) as (session, actor):
            room = await add_room(session, actor, scene.keyring, scene.ceiba.id, room_draft("Última", beds=1))
        return cls(
            ground,
            [await ground.sender(scene.world.committee) for _ in range(number)],
            [await scene.file(case=ALONE) for _ in range(number)],
            room.id,
            [await ground.sender(scene.world.host) for _ in range(hosts)],
        )

    @property
    def committee(self) -> Person:
        """Say who holds and lets go."""
        return self.ground.scene.world.committee

    def token(self, number: int = 0) -> str:
        """Write what the button of one runner carries."""
        scene = self.ground.scene
        choice = Choice(self.room_id, scene.ceiba.id, today(), self.requests[number].nights)
        return write_token(scene.keyring, self.requests[number], choice)

    async def hold(self) -> Proposal:
        """Let the first runner have the bed held."""
        scene, first = self.ground.scene, self.requests[0]
        async with scene.acting(self.committee) as (session, actor):
            return await choose_option(session, actor, scene.keyring, first.id, self.token(), 6)

    async def accept(self) -> Stay:
        """Let the first runner have a stay."""
        scene, proposal = self.ground.scene, await self.hold()
        async with scene.acting(scene.world.host) as (session, actor):
            return await accept_proposal(session, actor, scene.keyring, proposal.id)

    async def clear(self) -> None:
        """Free the bed for the next repetition, as people would."""
        live = "select id from {} where room_id = :room and state = '{}'"
        for row in await self.ground.rows(live.format("proposal", "chosen"), room=self.room_id):
            async with self.ground.scene.acting(self.committee) as (session, actor):
                await let_go(session, actor, row["id"])
        for row in await self.ground.rows(live.format("stay", "confirmed"), room=self.room_id):
            async with self.ground.scene.acting(self.committee) as (session, actor):
                await cancel_stay(session, actor, row["id"])
