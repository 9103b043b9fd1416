"""Links of Ceiba as tests make, open and answer them."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from shelters.access.actor import DOOR, Actor
from shelters.accounts.models import Person
from shelters.links.answering import LinkReply, answer_link, open_link
from shelters.links.commands import make_link, token_of_link
from shelters.links.models import HostLink, LinkAnswer
from shelters.placement.models import Proposal
from tests.scene import Scene

SECRET: Final = "the token of a session"
CONFIRMED, CHANGED, ACCEPTED = (LinkReply(each) for each in list(LinkAnswer)[:3])


async def made(scene: Scene, who: Person | None = None, proposal: Proposal | None = None) -> tuple[HostLink, str]:
    """Let somebody make a link for Ceiba, and give it with its token."""
    async with scene.acting(who or scene.world.steward) as (session, actor):
        link = await make_link(session, actor, SECRET, scene.ceiba.id, proposal.id if proposal else None)
    return link, token_of_link(SECRET, link.id)


async def answered(scene: Scene, token: str, reply: LinkReply) -> HostLink:
    """Answer by a link, as the door does."""
    async with scene.acting(DOOR) as (session, _):
        return await answer_link(session, scene.keyring, token, reply)


async def opened(scene: Scene, token: str) -> Actor:
    """Open a link, and say as whom it is answered."""
    async with scene.acting(DOOR) as (session, _):
        return (await open_link(session, token))[1]


async def state_of(scene: Scene, link_id: UUID) -> HostLink:
    """Read a link as its network's steward does."""
    async with scene.acting(scene.world.steward) as (session, _):
        return await session.get_one(HostLink, link_id)


async def proposed(scene: Scene) -> Proposal:
    """Bring a request before Ceiba."""
    return await scene.choose(await scene.file())
