"""The rules of beds, holds and stays once more, as plainly as they can be said: what each step should bring about.

Rooms here are one party's alone, so that a room is taken or free on a night; who may do what is the caller's to know.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

HOLD_HOURS = 6
_EXPECTED = {"confirmed", "travelling"}
_INSIDE = {"arrived", "extended", "moved"}
_OPEN = {"ready", "unplaced"}


class RefusedError(Exception):
    """The model would not do this."""


@dataclass(frozen=True)
class Room:
    """A room, with what its house asks of its nights."""

    id: UUID
    house: UUID
    rest: int
    longest: int


@dataclass
class Asked:
    """A request."""

    earliest: date
    latest: date
    nights: int
    shortest: int
    state: str = "ready"
    declined: set[UUID] = field(default_factory=set)


@dataclass
class Offered:
    """A proposal."""

    request: UUID
    room: Room
    first: date
    until: date
    term: datetime
    state: str = "chosen"


@dataclass
class Lived:
    """A stay."""

    request: UUID
    room: Room
    first: date
    until: date
    state: str = "confirmed"
    arrived: bool = False


Block = tuple[UUID, date, date]


@dataclass
class Model:
    """All there is, at a moment."""

    now: datetime
    today: date
    requests: dict[UUID, Asked] = field(default_factory=dict)
    proposals: dict[UUID, Offered] = field(default_factory=dict)
    stays: dict[UUID, Lived] = field(default_factory=dict)
    # Nights of a room, by what takes them: whose rest it is, or a closure.
    rests: dict[tuple[UUID, date], UUID] = field(default_factory=dict)
    closed: set[tuple[UUID, date]] = field(default_factory=set)

    def held(self, room: UUID) -> list[Block]:
        """List what is held in a room and has not run out."""
        return [
            (key, each.first, each.until)
            for key, each in self.proposals.items()
            if each.room.id == room and each.state == "chosen" and each.term > self.now
        ]

    def stayed(self, room: UUID) -> list[Block]:
        """List the nights that stays take, or took, of a room."""
        blocks = [(key, each.first, each.until) for key, each in self.stays.items() if each.room.id == room]
        return [block for block in blocks if block[1] < block[2]]

    def hold(self, request_id: UUID, room: Room, first: date, nights: int) -> Offered:
        """Say what choosing a place gives; nothing is written, since the id is the program's to draw."""
        request = self.requests[request_id]
        overdue = self.overdue(request_id)
        if request.state not in _OPEN and not (request.state == "proposed" and overdue):
            raise RefusedError
        window = max(request.earliest, self.today), max(request.latest, self.today)
        if not window[0] <= first <= window[1] or not request.shortest <= nights <= request.nights:
            raise RefusedError
        until = first + timedelta(days=nights)
        if room.house in request.declined or nights > room.longest or not self._free(room, first, until):
            raise RefusedError
        return Offered(request_id, room, first, until, self.now + timedelta(hours=HOLD_HOURS))

    def held_now(self, proposal_id: UUID, offered: Offered) -> None:
        """Write a hold down."""
        for key in self.overdue(offered.request):
            self.proposals[key].state = "expired"
        self.requests[offered.request].state = "proposed"
        self.proposals[proposal_id] = offered

    def overdue(self, request_id: UUID | None = None) -> list[UUID]:
        """List the holds that ran out and that nobody has ended yet."""
        return [
            key
            for key, each in self.proposals.items()
            if each.state == "chosen" and each.term < self.now and request_id in {None, each.request}
        ]

    def _free(self, room: Room, first: date, until: date, stay_id: UUID | None = None) -> bool:
        """Say whether nobody has the room, or needs it to rest before or after, on any of these nights."""
        rest = timedelta(days=room.rest)
        people = [block for block in self.stayed(room.id) if block[0] != stay_id]
        if any(start - rest < until and first < end for _, start, end in people):
            return False
        if any(start - rest < until and first < end + rest for _, start, end in self.held(room.id)):
            return False
        nights = [(room.id, night) for night in _nights(first, until)]
        return not any(night in self.closed or self.rests.get(night, stay_id) != stay_id for night in nights)

    def accept(self, proposal_id: UUID) -> Lived:
        """Say what stay an acceptance gives."""
        offered = self.proposals[proposal_id]
        if offered.state != "chosen" or offered.term < self.now:
            raise RefusedError
        return Lived(offered.request, offered.room, offered.first, offered.until)

    def accepted_now(self, proposal_id: UUID, stay_id: UUID, lived: Lived) -> None:
        """Write an acceptance down."""
        self.proposals[proposal_id].state = "accepted"
        self.requests[lived.request].state = "placed"
        self.stays[stay_id] = lived
        self._rest(stay_id, lived.until)

    def end_hold(self, proposal_id: UUID, state: str) -> None:
        """Decline a proposal or let it go, however late."""
        offered = self.proposals[proposal_id]
        if offered.state != "chosen":
            raise RefusedError
        offered.state = state
        self.requests[offered.request].state = "ready"
        if state == "declined":
            self.requests[offered.request].declined.add(offered.room.house)

    def expire(self) -> None:
        """End every hold that ran out."""
        for key in self.overdue():
            self.end_hold(key, "expired")

    def set_out(self, stay_id: UUID) -> None:
        """Let her be on her way."""
        self._from(stay_id, _EXPECTED).state = "travelling"

    def arrive(self, stay_id: UUID) -> None:
        """Let her have come, on her first day or later."""
        stay = self._from(stay_id, _EXPECTED)
        if stay.first > self.today:
            raise RefusedError
        stay.state, stay.arrived = "arrived", True

    def end_before(self, stay_id: UUID, state: str) -> None:
        """Let a stay not begin: cancelled at any time, not arrived from its first day on."""
        stay = self._from(stay_id, _EXPECTED)
        if state == "not_arrived" and stay.first > self.today:
            raise RefusedError
        self._end(stay_id, state)
        self.requests[stay.request].state = "ready"

    def depart(self, stay_id: UUID) -> None:
        """Let her leave; the case is closed."""
        stay = self._from(stay_id, _INSIDE)
        self._end(stay_id, "departed")
        self.requests[stay.request].state = "closed"

    def extend(self, stay_id: UUID, until: date) -> None:
        """Let her stay longer, where her own bed is free."""
        stay = self._from(stay_id, _INSIDE)
        if until <= max(stay.until, self.today) or (until - stay.first).days > stay.room.longest:
            raise RefusedError
        if not self._free(stay.room, stay.until, until, stay_id):
            raise RefusedError
        stay.state, stay.until = "extended", until
        self._rest(stay_id, until)

    def close(self, room: Room, first: date, until: date) -> None:
        """Close nights on which nobody is there or expected."""
        people = self.stayed(room.id) + self.held(room.id)
        if first < self.today or until <= first or any(start < until and first < end for _, start, end in people):
            raise RefusedError
        for night in _nights(first, until):
            self.closed.add((room.id, night))
            self.rests.pop((room.id, night), None)

    def step(self, request_id: UUID, allowed: set[str], state: str) -> None:
        """Take a step of a request that nobody else takes part in."""
        request = self.requests[request_id]
        if request.state not in allowed:
            raise RefusedError
        request.state = state

    def _from(self, stay_id: UUID, states: set[str]) -> Lived:
        stay = self.stays[stay_id]
        if stay.state not in states:
            raise RefusedError
        return stay

    def _end(self, stay_id: UUID, state: str) -> None:
        stay = self.stays[stay_id]
        day = max(stay.first, min(stay.until, self.today))
        slept = stay.arrived and day > stay.first
        stay.until, stay.state = day, state
        self._forget_rest(stay_id)
        if slept:
            self._rest(stay_id, day)

    def _rest(self, stay_id: UUID, day: date) -> None:
        """Let a room rest from a day on, on the nights that nothing else takes."""
        self._forget_rest(stay_id)
        room = self.stays[stay_id].room
        people = self.stayed(room.id) + self.held(room.id)
        for night in _nights(day, day + timedelta(days=room.rest)):
            if (room.id, night) not in self.closed and not any(start <= night < end for _, start, end in people):
                self.rests.setdefault((room.id, night), stay_id)

    def _forget_rest(self, stay_id: UUID) -> None:
        self.rests = {night: whose for night, whose in self.rests.items() if whose != stay_id}


def _nights(first: date, until: date) -> list[date]:
    return [first + timedelta(days=offset) for offset in range((until - first).days)]
