"""What a proposal, a run over all requests and a place on the waiting list are."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Column, Identity
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from shelters.database.row import Row, moment
from shelters.placement.run_states import RunState
from shelters.placement.tokens import Choice
from shelters.placement.underway import Worked
from shelters.sealing.column import DataKeyColumn, SealedColumn
from shelters.sealing.envelope import Place, Sealed


class Proposal(Row, table=True):
    """A place put to a party and to a house; the host reads the brief, never the request."""

    __tablename__ = "proposal"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    request_network_id: UUID
    host_network_id: UUID
    request_id: UUID
    house_id: UUID
    room_id: UUID
    # The stay elsewhere that it would take over from; the request stays placed meanwhile.
    moves: UUID | None = None
    code: str
    urgency: int
    house_kind: str
    zone: str
    first: date
    until: date
    beds: int
    state: str
    made_at: datetime = moment()
    held_until: datetime | None = moment(default=None)
    answered_at: datetime | None = moment(default=None)
    reason: str | None = None
    # Her committee said before: if the house does not answer, hold the next best place without asking again.
    then_next: bool = False
    data_key: Sealed = Field(sa_type=DataKeyColumn("id", "request_network_id"))
    brief: Sealed = Field(sa_type=SealedColumn)

    @property
    def network_id(self) -> UUID:
        """The network whose request it is: what a run is applied for."""
        return self.request_network_id


class Correction(Row, table=True):
    """What somebody did not find at a house that said it has it; its hosts answer whether that is so."""

    __tablename__ = "correction"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    network_id: UUID
    house_id: UUID
    attribute: str
    asked_at: datetime = moment()
    answered_at: datetime | None = moment(default=None)
    right: bool | None = None


class UnmetNeed(Row, table=True):
    """A place that was asked for and was not there: where, when and how large; never whose."""

    __tablename__ = "unmet_need"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    at: datetime = moment()
    zone: str
    urgency: int
    beds: int
    first: date
    until: date
    reason: str


class Run(Worked, table=True):
    """One run over all open requests: what was solved, how well, and with what proof.

    While it is running, `placed` is the best so far, `most` a bound on it if one is known, and `seen_at` the moment at
    which its worker was last heard of. `follows` is the run of which some places had been taken. From `stop_asked_at`
    on its solver gives what it has.
    """

    __tablename__ = "run"

    network_id: UUID | None = None
    made_by: UUID | None = None
    made_at: datetime = moment()
    state: str = RunState.FINISHED.value
    phase: str = ""
    most: int | None = None
    follows: UUID | None = None
    stop_asked_at: datetime | None = moment(default=None)
    requests: int = 0
    placed: int = 0
    seconds: float = 0.0
    levels: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSONB, nullable=False))


class PlaceFound(Row):
    """Where there may be a place for a request; all of it is known, or nothing."""

    house_id: UUID | None = None
    room_id: UUID | None = None
    first: date | None = None
    nights: int | None = None

    @property
    def choice(self) -> Choice | None:
        """Give the place, if there is one."""
        if self.house_id is None or self.room_id is None or self.first is None or self.nights is None:
            return None
        return Choice(self.room_id, self.house_id, self.first, self.nights)


class RunLine(PlaceFound, table=True):
    """What a run proposes for one request; with no room, nothing fits, and what was found says why."""

    __tablename__ = "run_line"

    run_id: UUID = Field(primary_key=True)
    request_id: UUID = Field(primary_key=True)
    network_id: UUID
    found: Sealed | None = Field(default=None, sa_type=SealedColumn)
    overtaken: bool = False
    applied_at: datetime | None = moment(default=None)

    @property
    def place_of_found(self) -> Place:
        """Where the reasons belong: of one case, this run."""
        return Place("run_line", "found", self.run_id, self.network_id)


class Freed(Row, table=True):
    """A note that something may have opened, left by the database itself; whoever looks again takes it away."""

    __tablename__ = "freed"

    id: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    house_id: UUID | None = None
    at: datetime = moment()


class Waiting(PlaceFound, table=True):
    """What the waiting list knows of a request: since when, why, and the place that opened for it.

    `found` are the houses that would already do when it was last looked at, with how many nights: they are no news;
    and the reasons that keep it without a place, in groups. A place is told to one request until `told_until`.
    """

    __tablename__ = "waiting"

    request_id: UUID = Field(primary_key=True)
    network_id: UUID
    since: datetime = moment()
    looked_at: datetime = moment()
    found: Sealed | None = Field(default=None, sa_type=SealedColumn)
    told_at: datetime | None = moment(default=None)
    told_until: datetime | None = moment(default=None)

    @property
    def place_of_found(self) -> Place:
        """Where what was found belongs."""
        return Place("waiting", "found", self.request_id, self.network_id)


class Rearrangement(Row, table=True):
    """Room that is to be made for one request; until everybody has said yes, nothing changes."""

    __tablename__ = "rearrangement"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    network_id: UUID
    request_id: UUID
    asked_by: UUID | None = None
    made_at: datetime = moment()
    state: str
    until: datetime | None = moment(default=None)


class Move(Row, table=True):
    """A party's part in a rearrangement: its new place, and what its committee and the hosts there say.

    The party for which room is made has no stay yet.
    """

    __tablename__ = "move"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    rearrangement_id: UUID
    request_network_id: UUID
    request_id: UUID
    code: str
    stay_id: UUID | None = None
    from_house_id: UUID | None = None
    host_network_id: UUID
    house_id: UUID
    room_id: UUID
    first: date
    nights: int
    beds: int
    committee_said: bool | None = None
    host_said: bool | None = None

    @property
    def until(self) -> date:
        """The day on which the stay ends."""
        return self.first + timedelta(days=self.nights)


class Evacuation(Row, table=True):
    """A house that is exposed, and the search for places for its parties; solved anew as often as somebody asks."""

    __tablename__ = "evacuation"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    network_id: UUID
    house_id: UUID
    opened_by: UUID | None = None
    opened_at: datetime = moment()
    asked_at: datetime = moment()
    solved_at: datetime | None = moment(default=None)
    failure: str | None = None
    ended_at: datetime | None = moment(default=None)


class EvacuationLine(Row, table=True):
    """One party of an exposed house; `found` says what stood in the way where there was no place."""

    __tablename__ = "evacuation_line"

    evacuation_id: UUID = Field(primary_key=True)
    stay_id: UUID = Field(primary_key=True)
    network_id: UUID
    house_id: UUID
    request_network_id: UUID
    request_id: UUID
    code: str
    urgency: int
    resident: bool
    found: Sealed | None = Field(default=None, sa_type=SealedColumn)

    @property
    def place_of_found(self) -> Place:
        """Where the reasons belong: of one case, this evacuation."""
        return Place("evacuation_line", "found", self.evacuation_id, self.request_network_id)
