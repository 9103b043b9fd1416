"""Keeping people apart: from the moment it is said, no place is held for one beside the other.

A committee learns nothing of the other: what is not possible reads like beds that are taken.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import MATCHER, Actor
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.database.transaction import acting_as
from shelters.errors import N_, ConflictError
from shelters.news.commands import tell_committee, tell_hosts, tell_planners
from shelters.news.kinds import NewsKind
from shelters.placement.declines import DECLINES, DeclineReason
from shelters.placement.declining import end_by_decline
from shelters.placement.following import FOLLOWING, No, Said
from shelters.placement.holds import lock_proposal
from shelters.placement.models import Proposal
from shelters.placement.states import HOLDING
from shelters.requests.apart import say_apart
from shelters.requests.models import Request
from shelters.sealing.keyring import Keyring
from shelters.stays.beside import beds_of, meets
from shelters.stays.locks import lock_in_order
from shelters.stays.models import Stay
from shelters.stays.states import LIVE

_WHY = DeclineReason.CO_RESIDENCE


async def keep_apart(session: AsyncSession, actor: Actor, keyring: Keyring, request_id: UUID, code: str) -> Request:
    """Say that two parties must not live together; what is held for one beside the other ends at once."""
    request, other = await say_apart(session, actor, request_id, code)
    async with acting_as(session, MATCHER):
        await _end_holds(session, keyring, request, other)
        await _warn_where_together(session, request, other)
    return request


async def _end_holds(session: AsyncSession, keyring: Keyring, request: Request, other: Request) -> None:
    """End what waits for a house beside the other: first what is held for her, then what is held for the other."""
    held = await _held(session, request, other)
    houses = await lock_in_order(session, [each.house_id for each in held], [request.id, other.id])
    if {each.id for each in await _held(session, request, other)} != {each.id for each in held}:
        raise ConflictError(N_("Algo cambió mientras lo escribías. Inténtalo otra vez."))
    for seen in sorted(held, key=lambda each: each.request_id != request.id):
        proposal = await lock_proposal(session, seen.id)
        opposite = other if proposal.request_id == request.id else request
        there = await beds_of(session, [opposite.id])
        if proposal.state in HOLDING and meets(there, proposal.house_id, proposal.first, proposal.until):
            no = No(session, MATCHER, keyring, proposal, houses[proposal.house_id], _WHY, Said())
            await _decline(no)


async def _held(session: AsyncSession, *requests: Request) -> list[Proposal]:
    of_both = select(Proposal).where(
        col(Proposal.request_id).in_([each.id for each in requests]), col(Proposal.state).in_(HOLDING)
    )
    return list((await session.scalars(of_both.order_by(col(Proposal.id)))).all())


async def _decline(no: No) -> None:
    session, proposal = no.session, no.proposal
    await end_by_decline(session, proposal, _WHY)
    # The record of both networks says that it ended, as for a hold that ran out: the reason would name a neighbour.
    record(session, MATCHER, Action.PROPOSAL_DECLINED, proposal.id)
    for consequence in DECLINES[_WHY].follows:
        await FOLLOWING[consequence](no)
    await tell_committee(
        session, NewsKind.PLACE_DECLINED, proposal.request_network_id, proposal.request_id, proposal.code
    )
    await tell_hosts(session, NewsKind.HOLD_RELEASED, proposal.house_id, proposal.house_id, proposal.code)


async def _warn_where_together(session: AsyncSession, request: Request, other: Request) -> None:
    """Warn where both have a place in one house: her committee if it knows both, else the regional team alone."""
    hers = select(Stay).where(col(Stay.request_id) == request.id, col(Stay.state).in_(LIVE))
    there = await beds_of(session, [other.id])
    for stay in (await session.scalars(hers)).all():
        if not meets(there, stay.house_id, stay.first, stay.until):
            continue
        if other.network_id == request.network_id:
            await tell_committee(session, NewsKind.APART_TOGETHER, request.network_id, stay.id, request.code)
        else:
            await tell_planners(session, NewsKind.APART_ACROSS, stay.id, request.code)
