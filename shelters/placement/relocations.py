"""Moving a stay to another house: a proposal beside the stay, which ends only where the new one begins."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import MATCHER, Actor
from shelters.access.policy import Permission
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.capacity.safety import FROZEN
from shelters.clock import now
from shelters.database.row import take
from shelters.database.transaction import acting_as
from shelters.errors import N_, ConflictError
from shelters.news.commands import tell_hosts
from shelters.news.kinds import NewsKind
from shelters.placement.commands import check_still_fits, hold_place
from shelters.placement.holds import lock_proposal
from shelters.placement.models import Proposal
from shelters.placement.options import asking_of
from shelters.placement.posing import Asking
from shelters.placement.queries import proposal_seen
from shelters.placement.states import HOLDING, ProposalStep, next_state
from shelters.placement.tokens import Choice
from shelters.requests.models import Request
from shelters.sealing.keyring import Keyring
from shelters.stays.commands import relocate
from shelters.stays.locks import lock_in_order
from shelters.stays.models import Stay
from shelters.stays.nights import lock_house
from shelters.stays.rooms import free_from
from shelters.stays.states import EXPECTED, LIVE

_OVER = N_("Esta estancia ya terminó: no hay a quién mover. Vuelve a cargar la página.")


async def propose_move(
    session: AsyncSession, keyring: Keyring, stay: Stay, asking: Asking, choice: Choice, hours: int
) -> Proposal:
    """Offer a place elsewhere for a stay, and hold its beds; the matcher acts, and the caller checked that it fits."""
    house = await lock_house(session, choice.house_id)
    proposal = await hold_place(session, keyring, asking, house, choice, hours, moves=stay.id)
    record(session, MATCHER, Action.BEDS_HELD, proposal.request_id, nights=choice.nights, beds=proposal.beds)
    record(session, MATCHER, Action.RELOCATION_PROPOSED, stay.id, nights=choice.nights, beds=proposal.beds)
    await session.flush()
    return proposal


async def hold_for_resident(
    session: AsyncSession, keyring: Keyring, stay: Stay, choice: Choice, hours: int
) -> Proposal:
    """Hold a place for people who have agreed to leave theirs, if it still is one; the caller has locked the house."""
    asking = await asking_of(session, keyring, await session.get_one(Request, stay.request_id))
    nights = {"nights": choice.nights, "shortest": choice.nights}
    asking = asked_anew(asking, earliest=choice.first, latest=choice.first, **nights)
    await check_still_fits(session, keyring, asking, choice)
    proposal = await propose_move(session, keyring, stay, asking, choice, hours)
    proposal.state = next_state(proposal.state, ProposalStep.CHOOSE)
    return proposal


def asked_anew(asking: Asking, **changes: date | int) -> Asking:
    """Ask a case anew for other nights than its request says."""
    return replace(asking, request=Request(**asking.request.model_dump() | changes))


async def confirm_move(session: AsyncSession, actor: Actor, proposal_id: UUID) -> Proposal:
    """Confirm with her committee's word that she would go there; from now on it waits for the house."""
    seen = await proposal_seen(session, actor, proposal_id, Permission.OPTION_CHOOSE)
    await lock_in_order(session, [seen.house_id], [seen.request_id])
    async with acting_as(session, MATCHER):
        proposal = await lock_proposal(session, proposal_id)
        proposal.state = next_state(proposal.state, ProposalStep.CHOOSE)
        if proposal.held_until is None or proposal.held_until < now():
            raise ConflictError(N_("El apartado venció. Pide otra vez que se busquen lugares."))
        await session.flush()
    record(session, actor, Action.RELOCATION_CONFIRMED, proposal.moves)
    await session.flush()
    return proposal


async def confirm_moves(session: AsyncSession, actor: Actor, proposals: Collection[UUID]) -> int:
    """Confirm several in one transaction, and say how many."""
    seen = [await proposal_seen(session, actor, each, Permission.OPTION_CHOOSE) for each in proposals]
    await lock_in_order(session, [each.house_id for each in seen], [each.request_id for each in seen])
    for proposal_id in sorted(proposals):
        await confirm_move(session, actor, proposal_id)
    return len(proposals)


async def take_over(session: AsyncSession, actor: Actor, proposal: Proposal) -> None:
    """Let an accepted place take over from a stay: at once where that had not begun, else when the party arrives."""
    if proposal.moves is None:
        return
    stay = await stay_to_move(session, proposal.moves)
    if stay.state in EXPECTED:
        await relocate(session, actor, stay)
    else:
        await _free_from(session, stay, proposal.first)
    await tell_hosts(session, NewsKind.STAY_MOVES, stay.house_id, stay.id, stay.code)


async def stay_to_move(session: AsyncSession, stay_id: UUID) -> Stay:
    """Take a stay that is expected or under way; of one that is over nobody is moved."""
    async with acting_as(session, MATCHER):
        stay = await take(session, Stay, stay_id)
    if stay.state not in LIVE:
        raise ConflictError(_OVER)
    return stay


async def _free_from(session: AsyncSession, stay: Stay, day: date) -> None:
    """Free a resident's nights from the day of her move on, for others; the caller has locked her house.

    In a house that is exposed nobody else may have them: there she keeps her bed until she has arrived elsewhere.
    """
    async with acting_as(session, MATCHER):
        house = await lock_house(session, stay.house_id)
        if house.safety in FROZEN or day >= stay.until:
            return
        await free_from(session, stay, house, day)
        stay.until, stay.asked_until = day, None
        stay.version += 1


async def moves_underway(session: AsyncSession, stays: Collection[UUID]) -> set[UUID]:
    """Name the stays that a held place or a live stay elsewhere is to take over from, as the matcher sees them."""
    held = select(Proposal.moves).where(
        col(Proposal.moves).in_(stays), col(Proposal.state).in_(HOLDING), col(Proposal.held_until) > now()
    )
    followed = select(Stay.follows).where(col(Stay.follows).in_(stays), col(Stay.state).in_(LIVE))
    found = [*await session.scalars(held), *await session.scalars(followed)]
    return {stay for stay in found if stay is not None}
