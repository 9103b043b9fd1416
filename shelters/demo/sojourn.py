"""How an invented stay went: it began or did not, was shorter or longer than planned, and the beds followed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from shelters.clock import REGION
from shelters.demo.chance import drawn_id, happens, weighted
from shelters.demo.past import Offered, ProposalPlan, StayPlan
from shelters.demo.spaces import Calendar
from shelters.stays.states import StayState

_NEVER_BEGUN = {StayState.NOT_ARRIVED: 0.03, StayState.CANCELLED: 0.03, None: 0.94}
_INSIDE = {StayState.ARRIVED: 0.86, StayState.EXTENDED: 0.14}
_LONGER = 0.12
_SHORTER = 0.2
# Of those who leave today, so many have gone by now.
_LEFT_ALREADY = 0.5


class Sojourn:
    """Draws stays, and takes their beds."""

    def __init__(self, random: Random, calendar: Calendar, now: datetime) -> None:
        """Remember what night it is."""
        self._random, self._calendar, self._now = random, calendar, now

    def of(self, proposal: ProposalPlan) -> StayPlan:
        """Draw the stay that an accepted proposal became."""
        first, today = proposal.offered.first, self._calendar.today
        missed = weighted(self._random, _NEVER_BEGUN)
        if missed is StayState.CANCELLED or (missed is StayState.NOT_ARRIVED and first < today):
            return self._never_begun(proposal, missed)
        until = self._until(proposal.offered)
        self._take(proposal.offered, first, until)
        if first >= today:
            return self._expected(proposal, until)
        if until < today or (until == today and happens(self._random, _LEFT_ALREADY)):
            return self._stay(proposal, until, StayState.DEPARTED, ended_at=self._at(until, 7, 13))
        # Somebody who should have come last night and has not: the first thing a committee must see.
        if first == today - timedelta(days=1) and happens(self._random, 0.12):
            return self._stay(proposal, until, StayState.TRAVELLING)
        return self._stay(proposal, until, weighted(self._random, _INSIDE))

    def _never_begun(self, proposal: ProposalPlan, state: StayState) -> StayPlan:
        first = proposal.offered.first
        ended = self._at(first, 18, 23) if state is StayState.NOT_ARRIVED else self._now
        answered = proposal.answered_at or proposal.made_at
        ended = min(ended, answered + timedelta(hours=self._random.uniform(1, 30)), self._now)
        return StayPlan(drawn_id(self._random), proposal, first, state, None, max(ended, answered), first)

    def _expected(self, proposal: ProposalPlan, until: date) -> StayPlan:
        near = proposal.offered.first - self._calendar.today <= timedelta(days=1)
        travelling = near and happens(self._random, 0.5)
        return self._stay(proposal, until, StayState.TRAVELLING if travelling else StayState.CONFIRMED)

    def _stay(
        self, proposal: ProposalPlan, until: date, state: StayState, ended_at: datetime | None = None
    ) -> StayPlan:
        begun = state not in {StayState.CONFIRMED, StayState.TRAVELLING}
        answered = proposal.answered_at or proposal.made_at
        arrived_at = max(self._at(proposal.offered.first, 11, 22), answered) if begun else None
        if ended_at is not None and arrived_at is not None:
            ended_at = min(max(ended_at, arrived_at + timedelta(hours=2)), self._now)
        rested = self._rest(proposal.offered, until)
        return StayPlan(drawn_id(self._random), proposal, until, state, arrived_at, ended_at, rested)

    def _until(self, offered: Offered) -> date:
        """Say when she really leaves: some go earlier, some stay on where the beds are free."""
        nights = (offered.until - offered.first).days
        if happens(self._random, _SHORTER):
            earlier = offered.first + timedelta(days=max(1, round(nights * self._random.uniform(0.4, 1.0))))
            # Only what has happened can have been shorter than planned.
            return earlier if earlier <= self._calendar.today else offered.until
        if happens(self._random, _LONGER) and offered.first < self._calendar.today:
            later = offered.until + timedelta(days=self._random.randint(3, 14))
            start, stop = map(self._calendar.number, (offered.until, later))
            within = (later - offered.first).days <= offered.space.house.draft.max_nights
            if within and set(offered.beds) <= set(offered.space.free_beds(start, stop)):
                return later
        return offered.until

    def _take(self, offered: Offered, first: date, until: date) -> None:
        offered.space.take(offered.beds, *map(self._calendar.number, (first, until)))

    def _rest(self, offered: Offered, until: date) -> date:
        """Let the beds rest as the house wishes, where nobody else has them."""
        rested = until + timedelta(days=offered.space.house.draft.rest_nights)
        start, stop = map(self._calendar.number, (until, rested))
        if not set(offered.beds) <= set(offered.space.free_beds(start, stop)):
            return until
        offered.space.take(offered.beds, start, stop)
        return rested

    def _at(self, day: date, earliest: int, latest: int) -> datetime:
        """Draw a moment of a day between two hours of the region."""
        hour = self._random.uniform(earliest, latest)
        return datetime.combine(day, time(0), REGION) + timedelta(hours=hour)
