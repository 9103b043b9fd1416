"""Evacuations: opened with the house's exposure, with a line for each party, and read as far as each has come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from shelters.access.actor import MATCHER, Actor, Role
from shelters.access.policy import Permission, require, require_for
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.capacity.models import House
from shelters.clock import now
from shelters.database.queue import enqueue
from shelters.database.row import take
from shelters.database.transaction import acting_as
from shelters.errors import N_, ConflictError, NotFoundError
from shelters.news.commands import settle_about, tell_committee
from shelters.news.kinds import NewsKind
from shelters.placement.findings import found_in
from shelters.placement.holds import end_hold, lock_proposal
from shelters.placement.models import Evacuation, EvacuationLine, Proposal
from shelters.placement.options import WhyNotGroup
from shelters.placement.states import HOLDING, ProposalState, ProposalStep
from shelters.requests.models import Request
from shelters.sealing.keyring import Keyring
from shelters.stays.locks import lock_in_order
from shelters.stays.models import Stay
from shelters.stays.states import EXPECTED, INSIDE, LIVE

KIND: Final = "evacuation"


class Progress(StrEnum):
    """How far the move of one party has come."""

    LOOKING = "looking"
    NO_PLACE = "no_place"
    FOR_COMMITTEE = "for_committee"
    FOR_HOUSE = "for_house"
    CONFIRMED = "confirmed"
    ON_THE_WAY = "on_the_way"
    SAFE = "safe"
    LEFT = "left"


PROGRESS: Final[dict[Progress, str]] = {
    Progress.LOOKING: N_("Se busca lugar"),
    Progress.NO_PLACE: N_("Sin lugar todavía"),
    Progress.FOR_COMMITTEE: N_("Espera a su comité"),
    Progress.FOR_HOUSE: N_("Espera a la otra casa"),
    Progress.CONFIRMED: N_("La otra casa aceptó"),
    Progress.ON_THE_WAY: N_("En camino"),
    Progress.SAFE: N_("Ya está en otra casa"),
    Progress.LEFT: N_("Ya no está ni va a llegar"),
}
# Where nobody needs to do anything more.
DONE: Final = frozenset({Progress.SAFE, Progress.LEFT})


@dataclass(frozen=True)
class MovingLine:
    """A party of an exposed house, how far its move has come, and to its committee what stands in the way."""

    line: EvacuationLine
    progress: Progress
    proposal: Proposal | None
    next_stay: Stay | None
    reasons: list[WhyNotGroup]


async def open_evacuation(session: AsyncSession, actor: Actor, house: House) -> Evacuation:
    """Open the evacuation of a house that was just exposed, and queue the run that looks for places."""
    evacuation = Evacuation(
        id=uuid4(),
        network_id=house.network_id,
        house_id=house.id,
        opened_by=actor.person_id,
        opened_at=now(),
        asked_at=now(),
    )
    async with acting_as(session, MATCHER):
        session.add(evacuation)
        await session.flush()
        lines = [_line(evacuation, stay, urgency) for stay, urgency in await _live_stays(session, house.id)]
        session.add_all(lines)
        await session.flush()
    record(session, actor, Action.EVACUATION_OPENED, evacuation.id, parties=len(lines))
    await enqueue(session, KIND, evacuation.id.bytes)
    for network_id in {house.network_id, *(line.request_network_id for line in lines)}:
        await tell_committee(session, NewsKind.HOUSE_EXPOSED, network_id, evacuation.id)
    return evacuation


async def _live_stays(session: AsyncSession, house_id: UUID) -> list[tuple[Stay, int]]:
    stays = (
        select(Stay, Request.urgency)
        .join(Request, col(Request.id) == col(Stay.request_id))
        .where(col(Stay.house_id) == house_id, col(Stay.state).in_(LIVE))
    )
    return [(stay, urgency) for stay, urgency in await session.execute(stays)]


def _line(evacuation: Evacuation, stay: Stay, urgency: int) -> EvacuationLine:
    return EvacuationLine(
        evacuation_id=evacuation.id,
        stay_id=stay.id,
        network_id=evacuation.network_id,
        house_id=evacuation.house_id,
        request_network_id=stay.request_network_id,
        request_id=stay.request_id,
        code=stay.code,
        urgency=urgency,
        resident=stay.state in INSIDE,
    )


async def end_evacuation(session: AsyncSession, actor: Actor, house: House) -> None:
    """End the evacuation of a house that is not exposed any more; places that nobody accepted yet are free."""
    underway = select(Evacuation).where(col(Evacuation.house_id) == house.id, col(Evacuation.ended_at).is_(None))
    async with acting_as(session, MATCHER):
        evacuation: Evacuation | None = await session.scalar(underway)
        if evacuation is None:
            return
        evacuation.ended_at = now()
        held = await lock_held(session, _held_for(house.id))
        for proposal in held:
            await end_hold(session, proposal, ProposalStep.REVOKE)
    for proposal in held:
        record(session, actor, Action.PROPOSAL_REVOKED, proposal.request_id)
    record(session, actor, Action.EVACUATION_ENDED, evacuation.id)
    await settle_about(session, evacuation.id, NewsKind.HOUSE_EXPOSED)


def _held_for(house_id: UUID) -> SelectOfScalar[Proposal]:
    """Select what is held elsewhere for the parties of a house."""
    stays = select(Stay.id).where(col(Stay.house_id) == house_id)
    return select(Proposal).where(col(Proposal.moves).in_(stays), col(Proposal.state).in_(HOLDING))


async def houses_held(session: AsyncSession, house_id: UUID) -> list[UUID]:
    """Name the houses in which places are held for the parties of a house, as the matcher sees them."""
    return [proposal.house_id for proposal in await session.scalars(_held_for(house_id))]


async def lock_held(session: AsyncSession, wanted: SelectOfScalar[Proposal]) -> list[Proposal]:
    """Take proposals that hold beds, after their requests; whoever ended one meanwhile has the last word."""
    seen = (await session.scalars(wanted.order_by(col(Proposal.id)))).all()
    await lock_in_order(session, [], [proposal.request_id for proposal in seen])
    locked = [await lock_proposal(session, proposal.id) for proposal in seen]
    return [proposal for proposal in locked if proposal.state in HOLDING]


async def evacuation_seen(session: AsyncSession, actor: Actor, evacuation_id: UUID) -> Evacuation:
    """Give an evacuation that concerns the actor's network or house."""
    require(actor, Permission.EVACUATION_SEE)
    evacuation = await session.get(Evacuation, evacuation_id)
    if evacuation is None:
        raise NotFoundError
    require_for(actor, Permission.EVACUATION_SEE, evacuation)
    return evacuation


async def open_evacuations(session: AsyncSession, actor: Actor) -> list[Evacuation]:
    """List the evacuations under way that concern the actor's network or house, the latest first."""
    require(actor, Permission.EVACUATION_SEE)
    underway = select(Evacuation).where(col(Evacuation.ended_at).is_(None)).order_by(col(Evacuation.opened_at).desc())
    return list((await session.scalars(underway)).all())


async def ask_again(session: AsyncSession, actor: Actor, evacuation_id: UUID) -> Evacuation:
    """Look once more for places for those who have none; whoever has one keeps it."""
    await evacuation_seen(session, actor, evacuation_id)
    require(actor, Permission.HOUSE_EXPOSE)
    async with acting_as(session, MATCHER):
        evacuation = await take(session, Evacuation, evacuation_id)
        if evacuation.ended_at is not None:
            raise ConflictError(N_("Este movimiento ya terminó. Vuelve a cargar la página."))
        evacuation.asked_at, evacuation.failure = now(), None
        await session.flush()
    record(session, actor, Action.EVACUATION_ASKED, evacuation.house_id)
    await enqueue(session, KIND, evacuation.id.bytes)
    return evacuation


async def look_again_for(session: AsyncSession, stay_id: UUID) -> None:
    """Look once more for a place for one party, where its house is still being left."""
    of_stay = select(EvacuationLine.evacuation_id).where(col(EvacuationLine.stay_id) == stay_id)
    underway = select(Evacuation).where(col(Evacuation.id).in_(of_stay), col(Evacuation.ended_at).is_(None))
    async with acting_as(session, MATCHER):
        evacuation: Evacuation | None = await session.scalar(underway)
        if evacuation is None:
            return
        evacuation.asked_at = now()
    await enqueue(session, KIND, evacuation.id.bytes)


async def moving_lines(
    session: AsyncSession, actor: Actor, keyring: Keyring, evacuation: Evacuation
) -> list[MovingLine]:
    """List the parties that the actor sees with how far each has come: residents first, then the most urgent."""
    require_for(actor, Permission.EVACUATION_SEE, evacuation)
    lines = (
        await session.scalars(
            select(EvacuationLine)
            .where(col(EvacuationLine.evacuation_id) == evacuation.id)
            .order_by(col(EvacuationLine.resident).desc(), col(EvacuationLine.urgency), col(EvacuationLine.code))
        )
    ).all()
    ids = [line.stay_id for line in lines]
    # How far a move is, is told to both sides; where it leads, only to whom row security shows it.
    async with acting_as(session, MATCHER):
        stays = {stay.id: stay for stay in await session.scalars(select(Stay).where(col(Stay.id).in_(ids)))}
        after = await session.scalars(select(Stay).where(col(Stay.follows).in_(ids)).order_by(col(Stay.first)))
        following = {stay.follows: stay for stay in after if stay.state in LIVE or stay.ended_at}
        put = select(Proposal).where(col(Proposal.moves).in_(ids)).order_by(col(Proposal.made_at))
        proposals = {proposal.moves: proposal for proposal in await session.scalars(put)}
    moving = [
        _moving(line, evacuation, stays[line.stay_id], following.get(line.stay_id), proposals.get(line.stay_id))
        for line in lines
    ]
    return await _with_reasons(session, actor, keyring, moving)


def _moving(
    line: EvacuationLine, evacuation: Evacuation, stay: Stay, after: Stay | None, proposal: Proposal | None
) -> MovingLine:
    return MovingLine(line, _progress(evacuation, stay, after, proposal), proposal, after, [])


async def _with_reasons(
    session: AsyncSession, actor: Actor, keyring: Keyring, moving: list[MovingLine]
) -> list[MovingLine]:
    """Add why there is no place to those of the actor's own committee: a house is not told what a party fears."""
    if actor.role is not Role.COMMITTEE:
        return moving
    without = [each.line.request_id for each in moving if each.progress is Progress.NO_PLACE]
    seen = await session.scalars(select(Request).where(col(Request.id).in_(without)))
    hers = {request.id: request for request in seen}
    return [
        replace(each, reasons=[WhyNotGroup(*reason) for reason in found_in(keyring, request, each.line) or []])
        if (request := hers.get(each.line.request_id))
        else each
        for each in moving
    ]


def _progress(evacuation: Evacuation, stay: Stay, after: Stay | None, proposal: Proposal | None) -> Progress:
    if after is not None and after.state in LIVE:
        return _of_next(after)
    if stay.state not in LIVE:
        return Progress.LEFT
    if proposal is not None and proposal.held_until is not None and proposal.held_until > now():
        waits = {ProposalState.OFFERED.value: Progress.FOR_COMMITTEE, ProposalState.CHOSEN.value: Progress.FOR_HOUSE}
        if proposal.state in waits:
            return waits[proposal.state]
    solved = evacuation.solved_at is not None and evacuation.solved_at >= evacuation.asked_at
    return Progress.NO_PLACE if solved else Progress.LOOKING


def _of_next(after: Stay) -> Progress:
    if after.state in EXPECTED:
        return Progress.ON_THE_WAY if after.arrive_by else Progress.CONFIRMED
    return Progress.SAFE
