"""The host's yes, with what follows from it; her no is in `declining.py`."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from shelters.access.actor import MATCHER, Actor
from shelters.access.policy import Permission
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.capacity.models import House
from shelters.capacity.safety import FROZEN
from shelters.clock import now
from shelters.database.transaction import acting_as
from shelters.errors import N_, ConflictError
from shelters.news.commands import tell_committee
from shelters.news.kinds import NewsKind
from shelters.placement.disclosure import can_hand_over, hand_over_sheet
from shelters.placement.holds import answered, lock_proposal
from shelters.placement.models import Proposal
from shelters.placement.queries import proposal_seen
from shelters.placement.relocations import stay_to_move, take_over
from shelters.placement.states import ProposalStep, next_state
from shelters.requests.commands import advance
from shelters.requests.states import RequestStep
from shelters.sealing.keyring import Keyring
from shelters.sealing.locks import Typed
from shelters.stays.following import house_left
from shelters.stays.locks import lock_in_order
from shelters.stays.models import Stay
from shelters.stays.nights import turn_hold_into_stay
from shelters.stays.rooms import Held, pass_to_room
from shelters.stays.states import StayState


async def _locked(session: AsyncSession, actor: Actor, proposal_id: UUID) -> tuple[Proposal, House]:
    proposal = await proposal_seen(session, actor, proposal_id, Permission.PROPOSAL_ANSWER)
    left = await house_left(session, proposal.moves)
    houses = await lock_in_order(session, [proposal.house_id, *left], [proposal.request_id])
    return await lock_proposal(session, proposal_id), houses[proposal.house_id]


async def accept_proposal(
    session: AsyncSession, actor: Actor, keyring: Keyring, proposal_id: UUID, typed: Typed | None = None
) -> Stay:
    """Accept: the stay is confirmed and the held beds are its; with her passphrase the host also hands the sheet over.

    Without it the sheet waits for her: a family is promised a bed in one tap. It waits too where no address is
    written, or nobody in the committee could open it.
    """
    proposal, house = await _locked(session, actor, proposal_id)
    stay = await accept_held(session, actor, proposal, house)
    if typed and typed.text and await can_hand_over(session, stay, house):
        await hand_over_sheet(session, actor, keyring, stay.id, typed)
    return stay


async def accept_held(session: AsyncSession, actor: Actor, proposal: Proposal, house: House) -> Stay:
    """Accept what the house has said yes to, now or beforehand; the caller has locked both. The sheet comes later."""
    proposal.state = next_state(proposal.state, ProposalStep.ACCEPT)
    if house.safety in FROZEN:
        raise ConflictError(N_("Esta casa no recibe a nadie mientras esté expuesta o cerrada."))
    proposal.answered_at = now()
    stay = await _moved_inside(session, actor, proposal, house) or await _begun(session, actor, proposal, house)
    record(session, actor, Action.PROPOSAL_ACCEPTED, proposal.id)
    await _tell(session, NewsKind.PLACE_ACCEPTED, proposal)
    await session.flush()
    return stay


async def _begun(session: AsyncSession, actor: Actor, proposal: Proposal, house: House) -> Stay:
    """Begin the stay of a proposal; where it moves another, that one ends with it or when the party arrives."""
    stay = _new_stay(proposal)
    # A committee to which the house said yes beforehand sees none of its beds.
    async with acting_as(session, MATCHER):
        session.add(stay)
        await session.flush()
        await turn_hold_into_stay(session, proposal.id, stay.id, until=stay.until, rest_nights=house.rest_nights)
        if proposal.moves is None:
            await advance(session, proposal.request_id, RequestStep.PLACE)
    await take_over(session, actor, proposal)
    return stay


async def _moved_inside(session: AsyncSession, actor: Actor, proposal: Proposal, house: House) -> Stay | None:
    """Let a stay go on in another room, where a proposal moves it inside its own house."""
    if proposal.moves is None:
        return None
    stay = await stay_to_move(session, proposal.moves)
    if stay.house_id != house.id:
        return None
    async with acting_as(session, MATCHER):
        held = Held(proposal.id, proposal.room_id, proposal.first, proposal.until)
        await pass_to_room(session, stay, house, held)
    record(session, actor, Action.STAY_MOVED, stay.id)
    return stay


def _new_stay(proposal: Proposal) -> Stay:
    return Stay(
        id=uuid4(),
        request_network_id=proposal.request_network_id,
        host_network_id=proposal.host_network_id,
        request_id=proposal.request_id,
        proposal_id=proposal.id,
        house_id=proposal.house_id,
        room_id=proposal.room_id,
        follows=proposal.moves,
        code=proposal.code,
        first=proposal.first,
        until=proposal.until,
        state=StayState.CONFIRMED,
    )


async def _tell(session: AsyncSession, kind: NewsKind, proposal: Proposal) -> None:
    """Tell the committee what a house answered, and remind nobody any more."""
    await answered(session, proposal)
    await tell_committee(session, kind, proposal.request_network_id, proposal.request_id, proposal.code)
    await session.flush()
