"""What became of each request of the invented year, up to this hour."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from shelters.clock import REGION
from shelters.demo.asking import RequestPlan
from shelters.demo.chance import drawn_id, happens, weighted
from shelters.demo.past import Offered, Past, ProposalPlan, WaitPlan
from shelters.demo.search import Search
from shelters.demo.sojourn import Sojourn
from shelters.demo.spaces import Calendar
from shelters.placement.declines import DeclineReason
from shelters.placement.states import ProposalState
from shelters.requests.states import RequestState
from shelters.requests.words import Consent, Urgency
from shelters.stays.states import StayState

# Hours a committee takes until it has chosen.
_HANDLING = {Urgency.IMMEDIATE: 2.5, Urgency.URGENT: 8, Urgency.PLANNED: 30, Urgency.PREVENTIVE: 55}
_HELD_HOURS = 6
_PROPOSALS_AT_MOST = 3
_CHOICES = 3
# After so many days nobody is found on the waiting list any more: she was helped elsewhere, or found a way.
_WAITS_DAYS = 12

_ANSWERS = {"accepted": 0.81, "house": 0.09, "party": 0.07, "nobody": 0.03}
_OF_THE_HOUSE = {
    DeclineReason.NO_CAPACITY: 0.25,
    DeclineReason.HEALTH_OR_STAFF: 0.2,
    DeclineReason.HOUSE_RESTING: 0.12,
    DeclineReason.HOUSE_EXPOSED: 0.04,
    DeclineReason.RISK_NOT_MANAGEABLE: 0.14,
    DeclineReason.NEEDS_NOT_MET: 0.1,
    DeclineReason.HOUSEHOLD_NOT_ALLOWED: 0.1,
    DeclineReason.OTHER: 0.05,
}
_OF_THE_PARTY = {
    DeclineReason.PREFERS_OTHER_PLACE: 0.25,
    DeclineReason.NOT_NOW: 0.2,
    DeclineReason.CULTURAL_MISMATCH: 0.15,
    DeclineReason.TOO_FAR: 0.2,
    DeclineReason.TOO_NEAR_TO_DANGER: 0.1,
    DeclineReason.NO_ANSWER: 0.05,
    DeclineReason.CONSENT_WITHDRAWN: 0.05,
}
_REASONS = {"house": _OF_THE_HOUSE, "party": _OF_THE_PARTY}
_UNMET = {RequestState.REFERRED: 0.62, RequestState.WITHDRAWN: 0.38}

_AFTER = {
    StayState.DEPARTED: RequestState.CLOSED,
    StayState.NOT_ARRIVED: RequestState.WITHDRAWN,
    StayState.CANCELLED: RequestState.WITHDRAWN,
}


class Course:
    """The year as it goes by: each request is followed in the order in which it came."""

    def __init__(self, random: Random, search: Search, calendar: Calendar, now: datetime) -> None:
        """Begin with nothing but the houses and their closures."""
        self._random, self._search, self._calendar, self._now = random, search, calendar, now
        self._sojourn = Sojourn(random, calendar, now)
        self.past = Past()

    def follow(self, plan: RequestPlan) -> None:
        """Let a request take its course."""
        self.past.requests.append((plan, self._end_of(plan)))

    def leave_open(self, plan: RequestPlan, *, with_a_house: bool) -> None:
        """Leave a request of today on the table, or with a house that has not answered yet."""
        if plan.draft.case.consent is Consent.NOT_YET:
            state = RequestState.SUBMITTED
        elif with_a_house and self._hold(
            plan, max(plan.filed_at, self._now - self._hours(self._random.uniform(0.2, 4)))
        ):
            state = RequestState.PROPOSED
        else:
            state = RequestState.READY
        self.past.requests.append((plan, state))

    def settle(self, plan: RequestPlan) -> None:
        """Let a request of these days have found its place at once."""
        made_at = plan.filed_at + self._hours(self._random.uniform(0.5, 2))
        offered = self._search.offer(plan, self._day(made_at))
        state = RequestState.READY
        if offered is not None:
            state = self._stay(self._answered(plan, offered, made_at, ProposalState.ACCEPTED))
        self.past.requests.append((plan, state))

    def places(self, plan: RequestPlan) -> int:
        """Say in how many houses a request could have a place, up to a few."""
        return self._search.houses_for(plan, self._day(plan.filed_at), _CHOICES)

    def _end_of(self, plan: RequestPlan) -> RequestState:
        if plan.draft.case.consent is Consent.NOT_YET:
            return RequestState.WITHDRAWN if self._gone_by(plan) else RequestState.SUBMITTED
        moment = plan.filed_at + self._hours(_HANDLING[plan.draft.urgency] * self._random.uniform(0.3, 1.7))
        declined: set[UUID] = set()
        for _ in range(_PROPOSALS_AT_MOST):
            if moment > self._now:
                return RequestState.READY
            offered = self._search.offer(plan, self._day(moment), declined)
            if offered is None:
                break
            proposal = self._propose(plan, offered, moment)
            if proposal.state is ProposalState.CHOSEN:
                return RequestState.PROPOSED
            if proposal.state is ProposalState.ACCEPTED:
                return self._stay(proposal)
            declined.add(offered.space.house.id)
            moment = (proposal.answered_at or moment) + self._hours(self._random.uniform(0.5, 4))
        return self._unmet(plan, moment)

    def _propose(self, plan: RequestPlan, offered: Offered, made_at: datetime) -> ProposalPlan:
        answer = weighted(self._random, _ANSWERS)
        state = {"accepted": ProposalState.ACCEPTED, "nobody": ProposalState.EXPIRED}.get(
            answer, ProposalState.DECLINED
        )
        reason = weighted(self._random, _REASONS[answer]) if answer in _REASONS else None
        return self._answered(plan, offered, made_at, state, reason)

    def _answered(
        self,
        plan: RequestPlan,
        offered: Offered,
        made_at: datetime,
        state: ProposalState,
        reason: DeclineReason | None = None,
    ) -> ProposalPlan:
        """Write down an answer, unless it is still to come."""
        held_until = made_at + self._hours(_HELD_HOURS)
        waited = _HELD_HOURS if state is ProposalState.EXPIRED else self._random.uniform(0.2, 5.8)
        answered_at = made_at + self._hours(waited)
        if answered_at > self._now:
            return self._chosen(plan, offered, made_at)
        proposal = ProposalPlan(drawn_id(self._random), plan, offered, state, made_at, held_until, answered_at, reason)
        self.past.proposals.append(proposal)
        return proposal

    def _chosen(self, plan: RequestPlan, offered: Offered, made_at: datetime) -> ProposalPlan:
        first, until = map(self._calendar.number, (offered.first, offered.until))
        offered.space.take(offered.beds, first, until)
        held_until = made_at + self._hours(_HELD_HOURS)
        proposal = ProposalPlan(
            drawn_id(self._random), plan, offered, ProposalState.CHOSEN, made_at, held_until, None, None
        )
        self.past.proposals.append(proposal)
        return proposal

    def _hold(self, plan: RequestPlan, made_at: datetime) -> bool:
        offered = self._search.offer(plan, self._calendar.today)
        if offered is not None:
            self._chosen(plan, offered, made_at)
        return offered is not None

    def _stay(self, proposal: ProposalPlan) -> RequestState:
        stay = self._sojourn.of(proposal)
        self.past.stays.append(stay)
        return _AFTER.get(stay.state, RequestState.PLACED)

    def _unmet(self, plan: RequestPlan, moment: datetime) -> RequestState:
        since = min(moment, self._now)
        self.past.waits.append(WaitPlan(plan, since, self._search.why_not(plan)))
        if self._gone_by(plan):
            return weighted(self._random, _UNMET)
        return RequestState.UNPLACED

    def _gone_by(self, plan: RequestPlan) -> bool:
        return plan.draft.nights.latest < self._calendar.today or (
            self._now - plan.filed_at > timedelta(days=_WAITS_DAYS) and happens(self._random, 0.9)
        )

    @staticmethod
    def _hours(hours: float) -> timedelta:
        return timedelta(hours=hours)

    @staticmethod
    def _day(moment: datetime) -> date:
        return moment.astimezone(REGION).date()
