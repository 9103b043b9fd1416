"""What the invented year leaves behind: how each request ended, each proposal, each stay, each closure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from shelters.capacity.words import ClosureReason
from shelters.demo.asking import RequestPlan
from shelters.demo.spaces import Space
from shelters.placement.declines import DeclineReason
from shelters.placement.states import ProposalState
from shelters.requests.states import RequestState
from shelters.stays.states import StayState


@dataclass(frozen=True, slots=True)
class ClosurePlan:
    """Nights on which a whole room took nobody."""

    id: UUID
    space: Space
    first: date
    until: date
    reason: ClosureReason


@dataclass(frozen=True, slots=True)
class Offered:
    """Beds found for a request, from the first night until (not including) the last date."""

    space: Space
    beds: list[int]
    first: date
    until: date
    km: int


@dataclass(frozen=True, slots=True)
class ProposalPlan:
    """A place that was put to a party and a house, and what came of it."""

    id: UUID
    request: RequestPlan
    offered: Offered
    state: ProposalState
    made_at: datetime
    held_until: datetime
    answered_at: datetime | None
    reason: DeclineReason | None


@dataclass(frozen=True, slots=True)
class StayPlan:
    """A stay, with the nights it really took, and those that the beds rest after it."""

    id: UUID
    proposal: ProposalPlan
    until: date
    state: StayState
    arrived_at: datetime | None
    ended_at: datetime | None
    rested_until: date

    @property
    def first(self) -> date:
        """Give its first night."""
        return self.proposal.offered.first


@dataclass(frozen=True, slots=True)
class WaitPlan:
    """A request for which no house had a place, since when, and what was in the way."""

    request: RequestPlan
    since: datetime
    reasons: list[tuple[str, str | None]]


@dataclass(slots=True)
class Past:
    """All of it."""

    requests: list[tuple[RequestPlan, RequestState]] = field(default_factory=list)
    waits: list[WaitPlan] = field(default_factory=list)
    proposals: list[ProposalPlan] = field(default_factory=list)
    stays: list[StayPlan] = field(default_factory=list)
    closures: list[ClosurePlan] = field(default_factory=list)
