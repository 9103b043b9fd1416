"""The invented year replayed: each filing, choice, answer, arrival and departure as the command of whoever does it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from shelters.access.actor import MATCHER, Actor
from shelters.capacity.houses import confirm_house
from shelters.capacity.nights import close_nights
from shelters.capacity.safety import SafetyStep
from shelters.database.transaction import transaction
from shelters.demo.arrivals import PAST
from shelters.demo.asking import RequestPlan
from shelters.demo.past import ClosurePlan, ProposalPlan, StayPlan
from shelters.demo.year import Region
from shelters.errors import AbrigoError
from shelters.placement.answers import accept_proposal
from shelters.placement.commands import choose_option, let_go
from shelters.placement.declines import COMMITTEE_REASONS, DECLINES, HOST_REASONS, DeclineReason
from shelters.placement.declining import decline_proposal
from shelters.placement.exposure import change_safety
from shelters.placement.holds import expire_holds
from shelters.placement.models import Proposal
from shelters.placement.options import options_for
from shelters.placement.states import ProposalState
from shelters.placement.tokens import Choice, write_token
from shelters.requests.commands import file_request, put_on_waiting_list, refer, withdraw
from shelters.requests.models import Request
from shelters.requests.states import RequestState
from shelters.sealing.keyring import Keyring
from shelters.stays.commands import record_arrival, record_departure, record_not_arrived
from shelters.stays.journeys import cancel_stay, extend_stay, set_out
from shelters.stays.models import Stay
from shelters.stays.states import StayState
from tests.moving_clock import MovingClock
from tests.replay import script
from tests.replay.cast import Cast, gather
from tests.replay.script import Script, hour

Command = Callable[[AsyncSession, Actor], Awaitable[Any]]
_ENDS = {RequestState.REFERRED: refer, RequestState.WITHDRAWN: withdraw, RequestState.UNPLACED: put_on_waiting_list}
HOLD_HOURS = 6


@dataclass
class Replay:
    """A year under way; `done` counts what was done and `refused` what the program would not do."""

    engine: AsyncEngine
    keyring: Keyring
    region: Region
    clock: MovingClock
    script: Script = field(default_factory=Script)
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    cast: Cast = field(default_factory=Cast)

    async def run(self, until: datetime) -> None:
        """Play from the first day until a moment."""
        self.clock.moment = self.region.at - PAST
        self.cast = await gather(self.engine, self.keyring, self.region)
        self._write(until)
        while (following := self.script.next(until)) is not None:
            self.clock.moment, act = following[0], following[1]
            await act()

    def _write(self, until: datetime) -> None:
        past = self.region.past
        proposals, self._stays = script.proposals_by_request(past), script.stays_by_proposal(past)
        for plan, end in past.requests:
            self.script.at(plan.filed_at, partial(self._file, plan, end, proposals[plan.id]))
        for closure in past.closures:
            known = max(self.clock.moment, hour(closure.first, 9) - script.KNOWN_BEFORE)
            self.script.at(known, partial(self._close, closure))
        moment = self.clock.moment
        while moment < until:
            self.script.at(moment, partial(self._weekly))
            moment += script.WEEK

    async def _do(self, name: str, who: Actor, command: Command) -> Any:
        """Let somebody do something in a transaction of its own; a refusal is counted and gives nothing."""
        try:
            async with transaction(self.engine, who) as session:
                made = await command(session, who)
        except AbrigoError:
            self.refused[name] += 1
            return None
        self.done[name] += 1
        return made

    async def _weekly(self) -> None:
        for house, host in self.cast.hosts.items():
            await self._do("confirm", host, lambda session, actor, house=house: confirm_house(session, actor, house))  # type: ignore[misc] # mypy sees no default

    async def _close(self, plan: ClosurePlan) -> None:
        room, host = self.cast.rooms[plan.space.room.id], self._host_of(plan.space.house.id)
        await self._do("close", host, lambda s, a: close_nights(s, a, room, plan.first, plan.until, plan.reason))

    def _host_of(self, plan_house: UUID) -> Actor:
        return self.cast.hosts[self.cast.houses[plan_house]]

    async def _file(self, plan: RequestPlan, end: RequestState, proposals: list[ProposalPlan]) -> None:
        who = self.cast.committees[plan.network]
        request = await self._do("file", who, lambda s, a: file_request(s, a, self.keyring, plan.draft))
        if request is None:
            return
        for proposal in proposals:
            self.script.at(proposal.made_at, partial(self._hold, request, proposal, end))
        if end in _ENDS and not any(each.state is ProposalState.ACCEPTED for each in proposals):
            last = max((each.answered_at or each.made_at for each in proposals), default=plan.filed_at)
            self.script.at(last + timedelta(hours=30), partial(self._end, request, end))

    async def _end(self, request: Request, end: RequestState) -> None:
        who = self._committee_of(request)
        await self._do(end.value, who, lambda s, a: _ENDS[end](s, a, request.id))

    def _committee_of(self, request: Request) -> Actor:
        return next(each for each in self.cast.committees.values() if each.network_id == request.network_id)

    async def _hold(self, request: Request, plan: ProposalPlan, end: RequestState) -> None:
        """Hold the place of the script; where the program's rules are stricter, the best of its own."""
        offered = plan.offered
        room, house = self.cast.rooms[offered.space.room.id], self.cast.houses[offered.space.house.id]
        choice = Choice(room, house, offered.first, (offered.until - offered.first).days)
        proposal = await self._choose("hold", request, write_token(self.keyring, request, choice))
        if proposal is None:
            who = self._committee_of(request)
            answer = await self._do("options", who, lambda s, a: options_for(s, a, self.keyring, request.id))
            if answer is not None and answer.options:
                proposal = await self._choose("hold instead", request, answer.options[0].token)
        if proposal is not None:
            answered = plan.answered_at or plan.made_at + timedelta(days=400)
            self.script.at(answered, partial(self._answer, request, proposal, plan, end))

    async def _choose(self, name: str, request: Request, token: str) -> Proposal | None:
        who = self._committee_of(request)
        made: Proposal | None = await self._do(
            name, who, lambda s, a: choose_option(s, a, self.keyring, request.id, token, HOLD_HOURS)
        )
        return made

    async def _answer(self, request: Request, proposal: Proposal, plan: ProposalPlan, end: RequestState) -> None:
        host, who = self.cast.hosts[proposal.house_id], self._committee_of(request)
        if plan.state is ProposalState.EXPIRED:
            self.clock.pass_hours(0.02)
            await self._do("expire", MATCHER, expire_holds)
        elif plan.state is ProposalState.DECLINED:
            await self._decline(proposal, plan.reason or DeclineReason.OTHER, host, who)
        elif plan.state is ProposalState.ACCEPTED:
            stay = await self._do("accept", host, lambda s, a: accept_proposal(s, a, self.keyring, proposal.id))
            if stay is not None:
                self._live(request, stay, self._stays[plan.id], end)

    async def _decline(self, proposal: Proposal, reason: DeclineReason, host: Actor, who: Actor) -> None:
        """Say no by whoever says that reason; one that wants more words than the script has is let go."""
        if DECLINES[reason].ask is not None or reason not in {*HOST_REASONS, *COMMITTEE_REASONS}:
            await self._do("let go", who, lambda s, a: let_go(s, a, proposal.id))
            return
        by = host if reason in HOST_REASONS else who
        await self._do("decline", by, lambda s, a: decline_proposal(s, a, self.keyring, proposal.id, reason.value))
        if reason is DeclineReason.HOUSE_EXPOSED:
            self.script.at(self.clock.moment + script.EXPOSED_FOR, partial(self._safe, proposal.house_id))

    async def _safe(self, house: UUID) -> None:
        for step in (SafetyStep.CLEAR, SafetyStep.REOPEN):
            await self._do("safe again", self.cast.planner, lambda s, a, step=step: change_safety(s, a, house, step))  # type: ignore[misc] # mypy sees no default

    def _live(self, request: Request, stay: Stay, plan: StayPlan, end: RequestState) -> None:
        """Write what becomes of a stay: as in the script, on the days that it really has."""
        who, host, now = self._committee_of(request), self.cast.hosts[stay.house_id], self.clock.moment
        first = max(hour(stay.first, 15), now + timedelta(minutes=5))

        def at(moment: datetime, name: str, by: Actor, command: Command) -> None:
            self.script.at(max(moment, now), partial(self._do, name, by, command))

        if plan.state is StayState.CANCELLED:
            at(now + timedelta(hours=2), "cancel", who, lambda s, a: cancel_stay(s, a, stay.id))
            self.script.at(now + timedelta(hours=3), partial(self._end, request, end))
            return
        at(first - timedelta(hours=3), "set out", who, lambda s, a: set_out(s, a, stay.id, 12))
        if plan.state is StayState.NOT_ARRIVED:
            at(first + timedelta(hours=6), "not arrived", host, lambda s, a: record_not_arrived(s, a, stay.id))
            self.script.at(first + timedelta(hours=8), partial(self._end, request, end))
            return
        at(first, "arrive", host, lambda s, a: record_arrival(s, a, stay.id))
        until = stay.until + (plan.until - plan.proposal.offered.until)
        if until > stay.until:
            at(
                hour(stay.until, 10) - script.EXTENDS_BEFORE,
                "extend",
                host,
                lambda s, a: extend_stay(s, a, stay.id, until),
            )
        leaves = max(hour(until, 11), first + timedelta(hours=2))
        at(leaves, "depart", host, lambda s, a: record_departure(s, a, stay.id))
