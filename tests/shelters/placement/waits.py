"""The waiting list in a test: looking again, reading what it says, and what opens a place."""

from __future__ import annotations

from uuid import UUID

from shelters.access.actor import MATCHER, OPERATOR
from shelters.capacity.rooms import add_room
from shelters.placement.answers import accept_proposal
from shelters.placement.commands import let_go
from shelters.placement.declining import decline_proposal
from shelters.placement.models import Proposal
from shelters.placement.rematch import rematch
from shelters.placement.waiting import Wait, waits_of
from shelters.requests.models import Request
from shelters.requests.queries import request_seen
from shelters.stays.models import Stay
from tests.scene import Scene, room_draft

AT_HOME = {"consent": "network"}


async def looked(scene: Scene) -> list[UUID]:
    """Look again, as the system does after a signal."""
    async with scene.acting(MATCHER) as (session, actor):
        return await rematch(session, actor, scene.keyring, told_hours=6)


async def state_of(scene: Scene, request: Request) -> str:
    """Read where a request stands."""
    async with scene.acting(scene.world.committee) as (session, actor):
        return (await request_seen(session, actor, request.id)).state


async def wait_of(scene: Scene, request: Request) -> Wait:
    """Read what the list says of a request to its committee."""
    async with scene.acting(scene.world.committee) as (session, actor):
        seen = await request_seen(session, actor, request.id)
        return (await waits_of(session, actor, scene.keyring, [seen]))[request.id]


async def accepted(scene: Scene, proposal: Proposal) -> Stay:
    """Accept as the host."""
    async with scene.acting(scene.world.host) as (session, actor):
        return await accept_proposal(session, actor, scene.keyring, proposal.id)


async def declining(scene: Scene, proposal: Proposal) -> None:
    async with scene.acting(scene.world.host) as (session, actor):
        await decline_proposal(session, actor, scene.keyring, proposal.id, "no_capacity")


async def letting_go(scene: Scene, proposal: Proposal) -> None:
    async with scene.acting(scene.world.committee) as (session, actor):
        await let_go(session, actor, proposal.id)


async def full(scene: Scene) -> tuple[Proposal, Request]:
    """Let the one house of the network be held for somebody, and somebody in greater need wait for it."""
    proposal = await scene.choose(await scene.file(case=AT_HOME, urgency=4))
    request = await scene.file(case=AT_HOME)
    assert await looked(scene) == []
    assert await state_of(scene, request) == "unplaced"
    return proposal, request


async def adding_a_room(scene: Scene, _proposal: Proposal) -> None:
    async with scene.acting(OPERATOR) as (session, actor):
        await add_room(session, actor, scene.keyring, scene.ceiba.id, room_draft("Dos"))
