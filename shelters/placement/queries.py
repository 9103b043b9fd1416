"""What may be read of proposals."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import Actor
from shelters.access.policy import Permission, require, require_for
from shelters.audit.actions import Action
from shelters.audit.commands import record_opening
from shelters.capacity.models import Bed, BedOccupancy, Language, Room
from shelters.capacity.rows import beds_in
from shelters.capacity.words import Offer, Sharing
from shelters.clock import now
from shelters.drafts import Draft
from shelters.errors import NotFoundError
from shelters.placement.attributes import brought_by
from shelters.placement.models import Proposal
from shelters.placement.states import ProposalState
from shelters.requests.models import Member
from shelters.requests.words import NeedLevel
from shelters.sealing.envelope import Place, open_data_key, unseal
from shelters.sealing.keyring import Keyring
from shelters.stays.models import Stay


class Brief(Draft):
    """What a host is told of a party: who comes and what they need, and nothing of where from or what they fear."""

    party: tuple[Member, ...]
    pets: bool
    needs: dict[Offer, NeedLevel]
    languages: dict[Language, NeedLevel]


def brief_place(proposal_id: UUID, network_id: UUID, column: str) -> Place:
    """Say where a sealed thing of a proposal belongs."""
    return Place("proposal", column, proposal_id, network_id)


def brief_of(keyring: Keyring, proposal: Proposal) -> Brief:
    """Open what the host is told."""
    where = proposal.id, proposal.request_network_id
    key = open_data_key(keyring, proposal.data_key, brief_place(*where, "data_key"))
    return Brief.model_validate(unseal(key, proposal.brief, brief_place(*where, "brief")))


def brief_read(session: AsyncSession, actor: Actor, keyring: Keyring, proposal: Proposal) -> Brief:
    """Open what a host is told for one who reads its page; the network that asks reads in its record that she did."""
    record_opening(session, actor, Action.BRIEF_READ, proposal.id, proposal.request_network_id)
    return brief_of(keyring, proposal)


def needs_asked(brief: Brief) -> tuple[str, ...]:
    """List what a party needs of a house, by the names that attributes have."""
    return (*(offer.value for offer in brief.needs), *(f"speaks_{code}" for code in brief.languages))


def rules_touched(brief: Brief) -> tuple[str, ...]:
    """List the rules of a house that somebody of the party depends on."""
    names = {name for member in brief.party for name in brought_by(member)}
    return tuple(sorted(names | ({"takes_pets"} if brief.pets else set())))


async def proposal_seen(
    session: AsyncSession, actor: Actor, proposal_id: UUID, permission: Permission = Permission.PROPOSAL_SEE
) -> Proposal:
    """Give a proposal that the actor may see and do this with."""
    proposal = await session.get(Proposal, proposal_id)
    if proposal is None:
        raise NotFoundError
    require_for(actor, permission, proposal)
    return proposal


async def extra_places_of(session: AsyncSession, proposal: Proposal) -> int:
    """Count the people of a proposal who would sleep in an extra place, as its host sees the room."""
    room = await session.get_one(Room, proposal.room_id)
    if room.sharing == Sharing.ONE_PARTY:
        return max(0, proposal.beds - sum(bed.in_use and not bed.extra for bed in await beds_in(session, room.id)))
    extra = select(col(Bed.id)).where(col(Bed.room_id) == room.id, col(Bed.extra))
    taken = select(func.count(col(BedOccupancy.bed_id).distinct())).where(
        col(BedOccupancy.proposal_id) == proposal.id, col(BedOccupancy.bed_id).in_(extra)
    )
    return int(await session.scalar(taken) or 0)


async def moves_inside(session: AsyncSession, proposal: Proposal) -> bool:
    """Say whether a proposal moves a party that has its place in the same house already."""
    stay = await session.get(Stay, proposal.moves) if proposal.moves else None
    return stay is not None and stay.house_id == proposal.house_id


async def proposals_of_request(session: AsyncSession, request_id: UUID) -> Sequence[Proposal]:
    """List the proposals of a request, the latest first, as far as row security shows them."""
    proposals = select(Proposal).where(col(Proposal.request_id) == request_id).order_by(col(Proposal.made_at).desc())
    return (await session.scalars(proposals)).all()


async def proposals_to_answer(session: AsyncSession, actor: Actor) -> Sequence[Proposal]:
    """List what waits for the host's answer, the most urgent first."""
    require(actor, Permission.PROPOSAL_ANSWER)
    waiting = (
        select(Proposal)
        .where(col(Proposal.state) == ProposalState.CHOSEN.value, col(Proposal.held_until) >= now())
        .order_by(col(Proposal.urgency), col(Proposal.held_until))
    )
    return (await session.scalars(waiting)).all()


async def proposals_out(session: AsyncSession, actor: Actor) -> Sequence[Proposal]:
    """List what the actor's network waits for hosts to answer."""
    require(actor, Permission.PROPOSAL_SEE)
    out = (
        select(Proposal)
        .where(col(Proposal.request_network_id) == actor.network_id, col(Proposal.state) == ProposalState.CHOSEN.value)
        .order_by(col(Proposal.held_until))
    )
    return (await session.scalars(out)).all()


async def houses_that_declined(session: AsyncSession, request_id: UUID) -> frozenset[UUID]:
    """Name the houses that said no to a request: it is not put to them again."""
    houses = select(Proposal.house_id).where(
        col(Proposal.request_id) == request_id, col(Proposal.state) == ProposalState.DECLINED.value
    )
    return frozenset(await session.scalars(houses))
