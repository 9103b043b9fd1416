"""What follows a no, one function for each consequence; all in the transaction of the no itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import uuid4

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shelters.access.actor import MATCHER, Actor
from shelters.capacity.corrections import correct_house
from shelters.capacity.models import House
from shelters.capacity.nights import close_nights
from shelters.capacity.occupancy import OF_PEOPLE, bounds, gaps, room_occupancy
from shelters.capacity.rows import rooms_of
from shelters.capacity.safety import SafetyStep
from shelters.capacity.words import ClosureReason
from shelters.clock import now
from shelters.database.queue import enqueue
from shelters.database.transaction import acting_as
from shelters.news.commands import tell_committee, tell_hosts, tell_planners
from shelters.news.kinds import NewsKind
from shelters.placement.declines import DeclineReason
from shelters.placement.evacuations import look_again_for
from shelters.placement.exposure import say_safety
from shelters.placement.holds import NEXT
from shelters.placement.models import Correction, Proposal, UnmetNeed
from shelters.requests.commands import advance, amend_case
from shelters.requests.models import Avoid, Request
from shelters.requests.queries import case_of
from shelters.requests.states import RequestStep
from shelters.requests.words import AvoidKind
from shelters.sealing.keyring import Keyring
from shelters.transitions import Consequence


@dataclass(frozen=True)
class Said:
    """What was said besides the reason, as far as it was asked for."""

    attribute: str | None = None
    rule: str | None = None
    until: date | None = None
    place: str | None = None
    around_km: int = 0
    most_km: int | None = None


@dataclass(frozen=True)
class No:
    """A proposal that came to nothing: who wrote it down, why, and what was said with it."""

    session: AsyncSession
    actor: Actor
    keyring: Keyring
    proposal: Proposal
    house: House
    reason: DeclineReason
    said: Said


async def _next_option(no: No) -> None:
    if no.proposal.moves is not None:
        await look_again_for(no.session, no.proposal.moves)
        return
    await enqueue(no.session, NEXT, no.proposal.id.bytes)


async def _pause(no: No) -> None:
    if no.proposal.moves is not None:
        # She stays where she is; her request is placed, and there is nothing to pause.
        return
    async with acting_as(no.session, MATCHER):
        request = await advance(no.session, no.proposal.request_id, RequestStep.PAUSE)
        request.pause_reason = no.reason.value


async def _check_first(no: No) -> None:
    proposal = no.proposal
    await tell_committee(
        no.session, NewsKind.CHECK_FIRST, proposal.request_network_id, proposal.request_id, proposal.code
    )


async def _zone_added(no: No) -> None:
    request = await no.session.get_one(Request, no.proposal.request_id)
    if no.said.place is None:
        await amend_case(no.session, no.keyring, request, max_km=no.said.most_km)
        return
    danger = Avoid(kind=AvoidKind.PLACE, place=no.said.place, km=no.said.around_km)
    avoided = case_of(no.keyring, request).avoid
    await amend_case(no.session, no.keyring, request, avoid=[each.model_dump() for each in {*avoided, danger}])


async def _unmet_need(no: No) -> None:
    proposal = no.proposal
    values = {name: getattr(proposal, name) for name in ("zone", "urgency", "beds", "first", "until", "reason")}
    async with acting_as(no.session, MATCHER):
        no.session.add(UnmetNeed(id=uuid4(), at=now(), **values))


async def _nights_closed(no: No) -> None:
    """Close the nights that were asked for, or every room until the house has rested; where people are, they stay."""
    if no.said.until is None:
        first, until = max(no.proposal.first, no.house.tonight), no.proposal.until
        reason, rooms = ClosureReason.HEALTH_OR_STAFF, [no.proposal.room_id]
    else:
        first, until = no.house.tonight, no.said.until + timedelta(days=1)
        reason, rooms = ClosureReason.REST, [room.id for room in await rooms_of(no.session, no.house.id)]
    for room_id in rooms:
        taken = await room_occupancy(no.session, room_id, first, until)
        of_people = [bounds(row) for row in taken if row.kind in OF_PEOPLE]
        for nights in gaps(first, until, of_people) if first < until else []:
            await close_nights(no.session, no.actor, room_id, *nights, reason)


async def _house_frozen(no: No) -> None:
    # She has just said that the house is not safe: it takes no one new from this moment. It was not exposed before, for
    # then there would have been no hold in it to say no to.
    await say_safety(no.session, no.actor, no.house, SafetyStep.EXPOSE)


async def _corrected(no: No) -> None:
    await correct_house(no.session, no.actor, no.keyring, no.house.id, no.said.rule or no.said.attribute or "")


async def _correction_asked(no: No) -> None:
    asked = Correction(
        id=uuid4(),
        network_id=no.house.network_id,
        house_id=no.house.id,
        attribute=no.said.attribute or "",
        asked_at=now(),
    )
    async with acting_as(no.session, MATCHER):
        await no.session.execute(insert(Correction).values(asked.model_dump()).on_conflict_do_nothing())
    await tell_hosts(no.session, NewsKind.CORRECTION_ASKED, no.house.id, no.house.id)


async def _review_asked(no: No) -> None:
    await tell_planners(no.session, NewsKind.REVIEW_ASKED, no.proposal.id, no.proposal.code)


FOLLOWING: Final[dict[Consequence, Callable[[No], Awaitable[None]]]] = {
    Consequence.NEXT_OPTION: _next_option,
    Consequence.PAUSED: _pause,
    Consequence.CHECK_FIRST: _check_first,
    Consequence.ZONE_ADDED: _zone_added,
    Consequence.UNMET_NEED: _unmet_need,
    Consequence.NIGHTS_CLOSED: _nights_closed,
    Consequence.HOUSE_FROZEN: _house_frozen,
    Consequence.CORRECTED: _corrected,
    Consequence.CORRECTION_ASKED: _correction_asked,
    Consequence.REVIEW_ASKED: _review_asked,
}
