"""The invented year as a script: what each person does, and when, in the order in which it happened."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from uuid import UUID

from shelters.clock import REGION
from shelters.demo.past import Past, ProposalPlan, StayPlan

Act = Callable[[], Awaitable[None]]


@dataclass
class Script:
    """What is still to happen; acts may add others, which come when their moment comes."""

    _waiting: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _order: count[int] = field(default_factory=count)

    def at(self, moment: datetime, act: Act) -> None:
        """Let something happen at a moment."""
        heapq.heappush(self._waiting, (moment, next(self._order), act))

    def next(self, until: datetime) -> tuple[datetime, Act] | None:
        """Take what happens next, up to a moment."""
        if not self._waiting or self._waiting[0][0] > until:
            return None
        moment, _, act = heapq.heappop(self._waiting)
        return moment, act


def proposals_by_request(past: Past) -> dict[UUID, list[ProposalPlan]]:
    """List the proposals of each request in the order in which they were made."""
    groups: dict[UUID, list[ProposalPlan]] = defaultdict(list)
    for plan in sorted(past.proposals, key=lambda plan: plan.made_at):
        groups[plan.request.id].append(plan)
    return groups


def stays_by_proposal(past: Past) -> dict[UUID, StayPlan]:
    """Find the stay that came of a proposal."""
    return {stay.proposal.id: stay for stay in past.stays}


def hour(day: date, hours: int) -> datetime:
    """Give an hour of a day in the region."""
    return datetime.combine(day, time(hours), REGION)


WEEK = timedelta(days=7)
KNOWN_BEFORE = timedelta(days=21)
EXPOSED_FOR = timedelta(days=3)
EXTENDS_BEFORE = timedelta(days=1)
