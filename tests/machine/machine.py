"""Two committees and two hosts act by turns, each step a real command; after each the database is as the model says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as some
from hypothesis.stateful import initialize, precondition, rule
from sqlalchemy.ext.asyncio import AsyncSession

from shelters.access.actor import MATCHER, Actor
from shelters.capacity.nights import close_nights
from shelters.capacity.words import ClosureReason
from shelters.clock import today
from shelters.database.transaction import acting_as
from shelters.placement.answers import accept_proposal
from shelters.placement.commands import choose_option, let_go
from shelters.placement.declining import decline_proposal
from shelters.placement.holds import expire_holds
from shelters.placement.tokens import Choice, write_token
from shelters.requests.commands import file_request, put_on_waiting_list, refer, withdraw
from shelters.requests.states import OPEN
from shelters.stays.commands import record_arrival, record_departure, record_not_arrived
from shelters.stays.journeys import cancel_stay, extend_stay, set_out
from shelters.stays.states import EXPECTED, INSIDE
from tests.machine.acting import HOSTS, Acting, one
from tests.machine.model import HOLD_HOURS, Asked, Lived, Offered, Room
from tests.races.runners import ALONE
from tests.scene import request_draft

# One of what there is, by a number taken round.
ANY = some.integers(0, 9)
DAYS = some.integers(0, 6)
NIGHTS = some.integers(1, 5)
LATER = some.sampled_from((0, 0, 0, 1, 2, 3, -1, 9))
ROOM = some.sampled_from((0, 0, 1, 2))
COMMITTEES = ("ana", "elena")
# The right person most of the time, and somebody else now and then.
WHO = some.sampled_from(("right",) * 12 + (*COMMITTEES, *HOSTS))


class BedMachine(Acting):
    """What anybody may try, by turns; whoever is not the right person is refused."""

    @initialize(earliest=some.tuples(DAYS, DAYS, DAYS), nights=some.tuples(NIGHTS, NIGHTS, NIGHTS))
    def begin(self, earliest: tuple[int, int, int], nights: tuple[int, int, int]) -> None:
        """Begin with three requests, so that people soon meet."""
        for who, first, length in zip((*COMMITTEES, COMMITTEES[0]), earliest, nights, strict=True):
            self._file(who, first, 9, length, length)
        self._compare()

    @rule(who=some.sampled_from(COMMITTEES), earliest=DAYS, wait=DAYS, nights=NIGHTS, shorter=some.booleans())
    def file(self, who: str, earliest: int, wait: int, nights: int, shorter: bool) -> None:  # noqa: FBT001 - drawn
        """File a request."""
        self._file(who, earliest, wait, nights, max(1, nights - 2) if shorter else nights)
        self._compare()

    def _file(self, who: str, earliest: int, wait: int, nights: int, shortest: int) -> None:
        first = today() + timedelta(days=earliest)
        asked = Asked(first, first + timedelta(days=wait), nights, shortest)
        draft = request_draft(
            case=ALONE, nights={"earliest": first, "latest": asked.latest, "nights": nights, "shortest": shortest}
        )
        made = self._do(who, lambda session, actor: file_request(session, actor, self.stage.keyring, draft), None)
        self.rows[made.id], self.committee[made.id], self.model.requests[made.id] = made, who, asked

    @precondition(lambda self: self.model.requests)
    @rule(who=WHO, request=ANY, room=ROOM, later=LATER, fewer=some.sampled_from((0, 0, 0, 1, 2, -1)))
    def hold(self, who: str, request: int, room: int, later: int, fewer: int) -> None:
        """Choose a place, mostly one that was asked for."""
        request_id = self._pick(self.model.requests, request, *OPEN)
        asked = self.model.requests[request_id]
        first, nights = max(asked.earliest, today()) + timedelta(days=later), max(1, asked.nights - fewer)
        self._hold(who, request_id, self.stage.rooms[room], first, nights)

    @precondition(lambda self: self.model.proposals)
    @rule(who=WHO, request=ANY, proposal=ANY, between=some.integers(0, 3), after=some.booleans())
    def hold_beside(self, who: str, request: int, proposal: int, between: int, after: bool) -> None:  # noqa: FBT001 - drawn
        """Choose a place just before or after somebody else's, where the house may need its rest."""
        request_id = self._pick(self.model.requests, request, *OPEN)
        other = self.model.proposals[self._pick(self.model.proposals, proposal, "chosen", "accepted")]
        nights = self.model.requests[request_id].nights
        first = other.until + timedelta(days=between) if after else other.first - timedelta(days=between + nights)
        self._hold(who, request_id, other.room, first, nights)

    def _hold(self, who: str, request_id: UUID, where: Room, first: date, nights: int) -> None:
        row = self.rows[request_id]
        token = write_token(self.stage.keyring, row, Choice(where.id, where.house, first, nights))
        right = self.committee[request_id]

        async def choose(session: AsyncSession, actor: Actor) -> Any:
            return await choose_option(session, actor, self.stage.keyring, request_id, token, HOLD_HOURS)

        expected = self._expected(who, {right}, lambda: self.model.hold(request_id, where, first, nights))
        made = self._do(one(who, right), choose, expected)
        if isinstance(expected, Offered):
            self.model.held_now(made.id, expected)
        self._compare()

    @precondition(lambda self: self.model.requests)
    @rule(request=ANY, room=ROOM, later=some.integers(0, 3))
    def place(self, request: int, room: int, later: int) -> None:
        """Choose a place, and have a yes at once."""
        self._place(self._pick(self.model.requests, request, *OPEN), room, later)

    @rule(who=some.sampled_from(COMMITTEES), room=ROOM, nights=NIGHTS)
    def move_in(self, who: str, room: int, nights: int) -> None:
        """Ask for tonight, choose a place, have a yes, and arrive."""
        self._file(who, 0, 0, nights, nights)
        stay_id = self._place(list(self.model.requests)[-1], room, 0)
        if stay_id is not None:
            self._stay("right", stay_id, "arrive")

    def _place(self, request_id: UUID, room: int, later: int) -> UUID | None:
        before = len(self.model.proposals)
        asked = self.model.requests[request_id]
        first = max(asked.earliest, today()) + timedelta(days=later)
        self._hold("right", request_id, self.stage.rooms[room], first, asked.nights)
        if len(self.model.proposals) > before:
            self._accept("right", list(self.model.proposals)[-1])
            return list(self.model.stays)[-1]
        return None

    @precondition(lambda self: self.model.overdue())
    @rule(who=WHO, overdue=ANY, room=ROOM, later=some.integers(0, 3))
    def hold_again(self, who: str, overdue: int, room: int, later: int) -> None:
        """Choose another place where nobody answered in time."""
        keys = self.model.overdue()
        request_id = self.model.proposals[keys[overdue % len(keys)]].request
        asked = self.model.requests[request_id]
        first = max(asked.earliest, today()) + timedelta(days=later)
        self._hold(who, request_id, self.stage.rooms[room], first, asked.nights)

    @precondition(lambda self: self._any(self.model.proposals, "chosen"))
    @rule(who=WHO, proposal=ANY)
    def accept(self, who: str, proposal: int) -> None:
        """Say yes."""
        self._accept(who, self._pick(self.model.proposals, proposal, "chosen"))

    def _accept(self, who: str, proposal_id: UUID) -> None:
        host = self._host(self.model.proposals[proposal_id])

        async def accept(session: AsyncSession, actor: Actor) -> Any:
            return await accept_proposal(session, actor, self.stage.keyring, proposal_id)

        expected = self._expected(who, {host}, lambda: self.model.accept(proposal_id))
        made = self._do(one(who, host), accept, expected)
        if isinstance(expected, Lived):
            self.model.accepted_now(proposal_id, made.id, expected)
        self._compare()

    @precondition(lambda self: self._any(self.model.proposals, "chosen"))
    @rule(who=WHO, proposal=ANY, declined=some.booleans())
    def end_hold(self, who: str, proposal: int, declined: bool) -> None:  # noqa: FBT001 - drawn
        """Say no, or let a hold go."""
        proposal_id = self._pick(self.model.proposals, proposal, "chosen")
        offered = self.model.proposals[proposal_id]

        async def end(session: AsyncSession, actor: Actor) -> Any:
            if declined:
                return await decline_proposal(session, actor, self.stage.keyring, proposal_id, "other")
            return await let_go(session, actor, proposal_id)

        host, committee = self._host(offered), self.committee[offered.request]
        # A committee declines too, in the defender's name; it alone lets go.
        right = {host, committee} if declined else {committee}
        state = "declined" if declined else "revoked"
        who = host if declined and who == "right" else who
        self._step(who, right, end, lambda: self.model.end_hold(proposal_id, state))

    @precondition(lambda self: self.model.stays)
    @rule(who=WHO, stay=ANY, what=some.sampled_from(("set_out", "arrive", "miss", "cancel", "depart")))
    def stay(self, who: str, stay: int, what: str) -> None:
        """Take a step of a stay."""
        states = INSIDE if what == "depart" else EXPECTED
        self._stay(who, self._pick(self.model.stays, stay, *states), what)

    def _stay(self, who: str, stay_id: UUID, what: str) -> None:
        model = self.model
        asking, host = self.committee[model.stays[stay_id].request], self._host(model.stays[stay_id])
        steps: dict[str, tuple[set[str], Any, Callable[[], None]]] = {
            "set_out": ({asking}, lambda s, a, i: set_out(s, a, i, 8), lambda: model.set_out(stay_id)),
            "arrive": ({host}, record_arrival, lambda: model.arrive(stay_id)),
            "miss": ({host}, record_not_arrived, lambda: model.end_before(stay_id, "not_arrived")),
            "cancel": ({asking, host}, cancel_stay, lambda: model.end_before(stay_id, "cancelled")),
            "depart": ({host}, record_departure, lambda: model.depart(stay_id)),
        }
        who_may, command, rule_of_model = steps[what]
        self._step(who, who_may, lambda session, actor: command(session, actor, stay_id), rule_of_model)

    @precondition(lambda self: self.model.stays)
    @rule(who=WHO, stay=ANY, longer=some.integers(-1, 6))
    def extend(self, who: str, stay: int, longer: int) -> None:
        """Let a stay last longer."""
        stay_id = self._pick(self.model.stays, stay, *INSIDE)
        lived = self.model.stays[stay_id]
        until = max(lived.until, today()) + timedelta(days=longer)
        self._step(
            who,
            {self._host(lived)},
            lambda session, actor: extend_stay(session, actor, stay_id, until),
            lambda: self.model.extend(stay_id, until),
        )

    @rule(who=WHO, room=some.integers(0, 2), later=some.integers(-1, 12), nights=some.integers(1, 2))
    def close(self, who: str, room: int, later: int, nights: int) -> None:
        """Close nights of a room."""
        where, first = self.stage.rooms[room], today() + timedelta(days=later)
        until = first + timedelta(days=nights)
        host = HOSTS[0] if where.rest else HOSTS[1]

        async def close(session: AsyncSession, actor: Actor) -> Any:
            return await close_nights(session, actor, where.id, first, until, ClosureReason.REST)

        already = all((where.id, first + timedelta(days=n)) in self.model.closed for n in range(nights))
        self._step(who, {host}, close, lambda: self.model.close(where, first, until), silent=already)

    @precondition(lambda self: sum(each.state in OPEN for each in self.model.requests.values()) > 2)
    @rule(who=WHO, request=ANY, what=some.sampled_from(("wait", "refer", "withdraw")))
    def request(self, who: str, request: int, what: str) -> None:
        """Let a request wait, or end it."""
        request_id, open_ = self._pick(self.model.requests, request), {"ready", "unplaced"}
        steps: dict[str, tuple[Any, set[str], str]] = {
            "wait": (put_on_waiting_list, {"ready"}, "unplaced"),
            "refer": (refer, open_, "referred"),
            "withdraw": (withdraw, open_, "withdrawn"),
        }
        command, allowed, state = steps[what]
        self._step(
            who,
            {self.committee[request_id]},
            lambda session, actor: command(session, actor, request_id),
            lambda: self.model.step(request_id, allowed, state),
        )

    @rule(hours=some.sampled_from((1, 3, 7, 24)))
    def time(self, hours: int) -> None:
        """Let time pass, and nobody do anything about it."""
        self.stage.clock.pass_hours(hours)
        self.model.now, self.model.today = self.stage.clock.moment, today()
        self._compare()

    @precondition(lambda self: self._any(self.model.proposals, "chosen"))
    @rule(proposal=ANY)
    def answer_late(self, proposal: int) -> None:
        """Let time pass until a hold has run out, and say yes then."""
        proposal_id = self._pick(self.model.proposals, proposal, "chosen")
        over = self.model.proposals[proposal_id].term - self.model.now + timedelta(hours=1)
        self.time(max(1, round(over / timedelta(hours=1))))
        self._accept("right", proposal_id)

    @precondition(lambda self: self._any(self.model.proposals, "chosen"))
    @rule(hours=some.sampled_from((0, 1, 3)))
    def expire(self, hours: int) -> None:
        """Let the chore do what is due, if anything is; some hours after a hold nothing is yet."""
        if hours:
            self.time(hours)
        due = any(each.state == "chosen" and each.term < self.model.now for each in self.model.proposals.values())

        async def expire(session: AsyncSession, _actor: Actor) -> Any:
            async with acting_as(session, MATCHER):
                return await expire_holds(session, MATCHER)

        self._do("", expire, None)
        self.model.expire()
        self._compare(changed=due)
