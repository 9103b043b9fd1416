"""Two committees and two hosts act by turns, each step a real command; after each the database is as the model says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, ClassVar
from uuid import UUID

from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from sqlalchemy.ext.asyncio import AsyncSession

from shelters.access.actor import MATCHER, Actor
from shelters.capacity.nights import close_nights
from shelters.capacity.words import ClosureReason
from shelters.clock import today
from shelters.database.transaction import acting_as
from shelters.errors import AbrigoError
from shelters.placement.answers import accept_proposal
from shelters.placement.commands import choose_option, let_go
from shelters.placement.declining import decline_proposal
from shelters.placement.holds import expire_holds
from shelters.placement.tokens import Choice, write_token
from shelters.requests.commands import file_request, put_on_waiting_list, refer, withdraw
from shelters.requests.models import Request
from shelters.requests.states import OPEN
from shelters.stays.commands import record_arrival, record_departure, record_not_arrived
from shelters.stays.journeys import cancel_stay, extend_stay, set_out
from shelters.stays.states import EXPECTED, INSIDE
from tests.machine.comparing import Divergence, nights_of, nights_of_model, same
from tests.machine.model import HOLD_HOURS, Asked, Lived, Model, Offered, RefusedError, Room
from tests.machine.stage import BEGINNING, Stage, ids
from tests.races.runners import ALONE
from tests.scene import request_draft

# Anything there is, by a number taken round: mostly one that the step is meant for, and anything at all now and then.
ANY = some.integers(0, 9)
_MEANT = 7
DAYS = some.integers(0, 6)
NIGHTS = some.integers(1, 5)
LATER = some.sampled_from((0, 0, 0, 1, 2, 3, -1, 9))
ROOM = some.sampled_from((0, 0, 1, 2))
COMMITTEES = ("ana", "elena")
HOSTS = ("berta", "quetzal")
# The right person most of the time, and somebody else now and then.
WHO = some.sampled_from(("right",) * 12 + (*COMMITTEES, *HOSTS))


class BedMachine(RuleBasedStateMachine):
    """Interleaves people; the stage is shared, since nothing of a sequence stays."""

    stage: ClassVar[Stage]
    steps: ClassVar[int] = 0

    def __init__(self) -> None:
        """Begin with three rooms and no request."""
        super().__init__()
        self.stage.begin()
        self.model = Model(BEGINNING, today())
        self.rows: dict[UUID, Request] = {}
        self.committee: dict[UUID, str] = {}
        self.lines = int(self.stage.seen()["lines"])

    def teardown(self) -> None:
        """Ask `abrigo check`, and take everything back."""
        broken = self.stage.end()
        if broken:
            raise Divergence(broken)

    # --- what happens -------------------------------------------------------------------------------------------

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
        token = write_token(self.stage.keyring, row, Choice(where.id, where.house, first, nights, 0))
        right = self.committee[request_id]

        async def choose(session: AsyncSession, actor: Actor) -> Any:
            return await choose_option(session, actor, self.stage.keyring, request_id, token, HOLD_HOURS)

        expected = self._expected(who, {right}, lambda: self.model.hold(request_id, where, first, nights))
        made = self._do(_one(who, right), choose, expected)
        if isinstance(expected, Offered):
            self.model.held_now(made.id, expected)
        self._compare()

    @precondition(lambda self: self.model.proposals)
    @rule(who=WHO, proposal=ANY)
    def accept(self, who: str, proposal: int) -> None:
        """Say yes."""
        proposal_id = self._pick(self.model.proposals, proposal, "chosen")
        host = self._host(self.model.proposals[proposal_id])

        async def accept(session: AsyncSession, actor: Actor) -> Any:
            return await accept_proposal(session, actor, self.stage.keyring, proposal_id)

        expected = self._expected(who, {host}, lambda: self.model.accept(proposal_id))
        made = self._do(_one(who, host), accept, expected)
        if isinstance(expected, Lived):
            self.model.accepted_now(proposal_id, made.id, expected)
        self._compare()

    @precondition(lambda self: self.model.proposals)
    @rule(who=WHO, proposal=ANY)
    def decline(self, who: str, proposal: int) -> None:
        """Say no."""
        proposal_id = self._pick(self.model.proposals, proposal, "chosen")
        host = self._host(self.model.proposals[proposal_id])
        self._step(
            who,
            {host},
            lambda session, actor: decline_proposal(session, actor, self.stage.keyring, proposal_id, "other"),
            lambda: self.model.end_hold(proposal_id, "declined"),
        )

    @precondition(lambda self: self.model.proposals)
    @rule(who=WHO, proposal=ANY)
    def release(self, who: str, proposal: int) -> None:
        """Let a hold go."""
        proposal_id = self._pick(self.model.proposals, proposal, "chosen")
        right = self.committee[self.model.proposals[proposal_id].request]
        self._step(
            who,
            {right},
            lambda session, actor: let_go(session, actor, proposal_id),
            lambda: self.model.end_hold(proposal_id, "revoked"),
        )

    @precondition(lambda self: self.model.stays)
    @rule(who=WHO, stay=ANY, what=some.sampled_from(("set_out", "arrive", "miss", "cancel", "depart")))
    def stay(self, who: str, stay: int, what: str) -> None:
        """Take a step of a stay."""
        states = INSIDE if what == "depart" else EXPECTED
        stay_id, model = self._pick(self.model.stays, stay, *states), self.model
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

    @precondition(lambda self: self.model.requests)
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

    @rule(hours=some.sampled_from((1, 1, 7, 24)))
    def time(self, hours: int) -> None:
        """Let time pass, and nobody do anything about it."""
        self.stage.clock.pass_hours(hours)
        self.model.now, self.model.today = self.stage.clock.moment, today()
        self._compare()

    @rule()
    def expire(self) -> None:
        """Let the chore do what is due."""
        due = any(each.state == "chosen" and each.term < self.model.now for each in self.model.proposals.values())

        async def expire(session: AsyncSession, _actor: Actor) -> Any:
            async with acting_as(session, MATCHER):
                return await expire_holds(session, MATCHER)

        self._do("", expire, None)
        self.model.expire()
        self._compare(changed=due)

    # --- comparing ----------------------------------------------------------------------------------------------

    def _step(
        self, who: str, right: set[str], do: Any, rule_of_model: Callable[[], None], *, silent: bool = False
    ) -> None:
        expected = self._expected(who, right, rule_of_model)
        self._do(_one(who, min(right)), do, expected)
        self._compare(changed=not silent and not isinstance(expected, RefusedError))

    def _expected(self, who: str, right: set[str], rule_of_model: Callable[[], Any]) -> Any:
        """Ask the model, which does what it would allow; whoever is not the right person is refused before."""
        if who != "right" and who not in right:
            return RefusedError()
        try:
            return rule_of_model()
        except RefusedError as refusal:
            return refusal

    def _do(self, who: str, do: Any, expected: Any) -> Any:
        type(self).steps += 1
        made = self.stage.act(who, do)
        if isinstance(made, AbrigoError) != isinstance(expected, RefusedError):
            raise Divergence(f"the program: {made!r}, the model: {expected!r}")
        return made

    def _pick(self, things: dict[UUID, Any], number: int, *states: str) -> UUID:
        meant = [key for key, each in things.items() if each.state in states] if number < _MEANT else []
        keys = meant or list(things)
        return keys[-1 - number % len(keys)]

    def _host(self, thing: Offered | Lived) -> str:
        return HOSTS[0] if thing.room.rest else HOSTS[1]

    def _compare(self, *, changed: bool | None = None) -> None:
        seen, model = self.stage.seen(), self.model
        same("requests", ids(seen["requests"]), {key: each.state for key, each in model.requests.items()})
        same("proposals", ids(seen["proposals"]), {key: each.state for key, each in model.proposals.items()})
        stays = {key: (state, date.fromisoformat(until)) for key, (state, until) in ids(seen["stays"]).items()}
        same("stays", stays, {key: (each.state, each.until) for key, each in model.stays.items()})
        same("nights", nights_of(seen["rows"] or []), nights_of_model(self.model, self.stage.rooms))
        lines, self.lines = int(seen["lines"]) - self.lines, int(seen["lines"])
        if changed is not None and changed != (lines > 0):
            raise Divergence(f"{lines} lines in the record, and changed: {changed}")


def _one(who: str, right: str) -> str:
    return right if who == "right" else who
