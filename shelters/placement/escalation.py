"""When a house does not answer, or says no: the next best place is looked for, and people decide.

It is held by itself only where the committee said so before it chose the first one, and once.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

import optimizer
from shelters.access.actor import MATCHER
from shelters.capacity.inventory import inventory
from shelters.errors import ConflictError
from shelters.news.commands import settle_about, tell_committee
from shelters.news.kinds import NewsKind
from shelters.placement.commands import hold_choice
from shelters.placement.models import Proposal
from shelters.placement.options import asking_of
from shelters.placement.posing import pose
from shelters.placement.states import ProposalState
from shelters.placement.tokens import Choice
from shelters.requests.models import Request
from shelters.requests.states import OPEN
from shelters.sealing.keyring import Keyring

_ENDED = (ProposalState.DECLINED, ProposalState.EXPIRED)


async def look_further(session: AsyncSession, keyring: Keyring, proposal_id: UUID, hold_hours: int) -> NewsKind | None:
    """Look for the next best place for whose proposal came to nothing; the matcher acts. Say what was told."""
    proposal = await session.get(Proposal, proposal_id)
    request = await session.get(Request, proposal.request_id) if proposal else None
    if proposal is None or request is None or proposal.state not in _ENDED or request.state not in OPEN:
        return None
    choice = await _next_best(session, keyring, proposal, request)
    told = NewsKind.NEXT_OPTION if choice else NewsKind.NOTHING_FITS
    if choice and proposal.then_next and await _held(session, keyring, request, choice, hold_hours):
        told = NewsKind.NEXT_HELD
    # One line on the board for each request: what came to nothing is told with what comes next.
    await settle_about(session, request.id, NewsKind.PLACE_DECLINED, NewsKind.HOLD_EXPIRED)
    await tell_committee(session, told, request.network_id, request.id, request.code)
    return told


async def _next_best(session: AsyncSession, keyring: Keyring, proposal: Proposal, request: Request) -> Choice | None:
    asking = await asking_of(session, keyring, request)
    # The house that did not answer is not asked again by itself; its committee still may.
    asking = replace(asking, declined=asking.declined | {proposal.house_id})
    posed = pose((await inventory(session, keyring)).houses, [asking])
    for option in optimizer.options(posed.problem, str(request.id), count=1):
        house, room = posed.rooms[option.space]
        return Choice(room.room.id, house.house.id, posed.night(option.first), option.nights)
    return None


async def _held(session: AsyncSession, keyring: Keyring, request: Request, choice: Choice, hold_hours: int) -> bool:
    try:
        async with session.begin_nested():
            await hold_choice(session, MATCHER, keyring, request, choice, hold_hours)
    except ConflictError:
        # What was undone is forgotten; the caller goes on with her request.
        await session.refresh(request)
        return False
    return True
