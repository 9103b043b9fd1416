"""The past that is replayed: who asked since a day, the houses as they are, and the nights that were closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import MATCHER
from shelters.capacity.inventory import HouseInventory, inventory
from shelters.capacity.models import BedOccupancy
from shelters.capacity.occupancy import within
from shelters.capacity.words import OccupancyKind
from shelters.clock import beginning, day_of
from shelters.database.transaction import acting_as
from shelters.placement.models import Proposal
from shelters.placement.posing import Asking
from shelters.placement.states import ProposalState
from shelters.requests.apart import Apart
from shelters.requests.models import Request
from shelters.requests.queries import case_of
from shelters.requests.words import Consent
from shelters.sealing.keyring import Keyring

YEAR = timedelta(days=364)
# What takes beds whoever asks: the nights that houses closed, and those of collective stays.
_NOT_OF_CASES = (OccupancyKind.CLOSURE, OccupancyKind.COLLECTIVE)
# Whoever said no, or nothing: another place is looked for.
_CAME_TO_NOTHING = (ProposalState.DECLINED, ProposalState.EXPIRED)


@dataclass(frozen=True)
class Past:
    """What was asked between two days, in the order in which it came, and the houses of today.

    `declining` is the share of proposals that came to nothing.
    """

    since: date
    until: date
    houses: list[HouseInventory]
    asking: list[Asking]
    declining: float

    @property
    def came(self) -> tuple[int, ...]:
        """Number the night on which each request came."""
        return tuple((day_of(each.request.filed_at) - self.since).days for each in self.asking)


async def the_past(session: AsyncSession, keyring: Keyring, until: date) -> Past:
    """Open the cases of a whole year of weeks before a day; those that were erased are gone."""
    since = until - YEAR
    async with acting_as(session, MATCHER):
        taken = within(since, None) & col(BedOccupancy.kind).in_(_NOT_OF_CASES)
        houses = (await inventory(session, keyring, taken=taken)).houses
        asking = await _asked(session, keyring, since, until)
        return Past(since, until, houses, asking, await _declining(session, since))


async def _asked(session: AsyncSession, keyring: Keyring, since: date, until: date) -> list[Asking]:
    filed = select(Request).where(col(Request.filed_at) >= beginning(since), col(Request.filed_at) < beginning(until))
    apart = await _apart(session)
    found = [
        Asking(request, case, apart=apart.get(request.id, frozenset()))
        for request in await session.scalars(filed)
        if (case := case_of(keyring, request)).consent is not Consent.NOT_YET
    ]
    return sorted(found, key=lambda each: (day_of(each.request.filed_at), each.request.urgency, each.request.tie))


async def _apart(session: AsyncSession) -> dict[UUID, frozenset[UUID]]:
    apart: dict[UUID, frozenset[UUID]] = {}
    for one, other in await session.execute(select(col(Apart.request_id), col(Apart.other_id))):
        apart[one] = apart.get(one, frozenset()) | {other}
        apart[other] = apart.get(other, frozenset()) | {one}
    return apart


async def _declining(session: AsyncSession, since: date) -> float:
    """Give the share of proposals that came to nothing; where none was ever answered, none did."""
    answered = select(func.count()).select_from(Proposal).where(col(Proposal.answered_at) >= beginning(since))
    every = await session.scalar(answered) or 0
    in_vain = await session.scalar(answered.where(col(Proposal.state).in_(_CAME_TO_NOTHING))) or 0
    return in_vain / every if every else 0.0
