"""What a collective stay is: nights of a house for a group from several networks, and a seat for each woman."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID, uuid4

from pydantic import Field as Bound
from pydantic import StringConstraints, model_validator
from sqlalchemy import Column
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from shelters.capacity.words import LANGUAGES
from shelters.database.row import Row, moment
from shelters.drafts import Draft
from shelters.errors import N_, InvalidInputError
from shelters.requests.words import AgeBand, Gender
from shelters.sealing.column import DataKeyColumn, SealedColumn
from shelters.sealing.envelope import Place, Sealed
from shelters.stays.collective_states import CollectiveState, SeatState

SPANISH = "spa"
ADULTS = frozenset({AgeBand.AGE_18_59, AgeBand.AGE_60_UP})
Tongue = Annotated[str, StringConstraints(pattern="^(" + "|".join((SPANISH, *LANGUAGES)) + ")$")]


class CollectiveDraft(Draft):
    """A collective stay as a host or the regional team writes it.

    `for_emergency` is how many seats that nobody has taken an immediate case may have: the house's own limit.
    """

    first: date
    until: date
    decide_on: date
    fewest: int = Bound(ge=2, le=40)
    most: int = Bound(ge=2, le=40)
    per_network: int = Bound(ge=1, le=40)
    for_emergency: int = Bound(0, ge=0, le=40)
    women_only: bool = True
    languages: tuple[Tongue, ...] = Bound((SPANISH,), min_length=1)
    rooms: tuple[UUID, ...] = Bound((), min_length=1)
    networks: tuple[UUID, ...] = Bound((), min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until <= self.first:
            raise InvalidInputError("until", N_("El último día va después del primero. Cambia uno de los dos."))
        if self.decide_on > self.first:
            raise InvalidInputError("decide_on", N_("Se decide a más tardar el día en que empieza."))
        if self.fewest > self.most:
            raise InvalidInputError("fewest", N_("El mínimo no puede pasar del máximo."))
        if self.for_emergency > self.most:
            raise InvalidInputError("for_emergency", N_("No pueden ser más que los lugares que hay."))
        return self


class SeatDraft(Draft):
    """Who would come, as far as the composition of the group asks: never a name."""

    age: AgeBand
    gender: Gender
    language: Tongue = SPANISH

    @model_validator(mode="after")
    def _adult(self) -> Self:
        if self.age not in ADULTS:
            raise InvalidInputError("age", N_("Las estancias colectivas son para personas adultas."))
        return self


class Collective(Row, table=True):
    """A collective stay of a house; its beds stand in the bed-by-night truth like any other's."""

    __tablename__ = "collective"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    network_id: UUID
    house_id: UUID
    house_kind: str
    zone: str
    state: str = CollectiveState.OFFERED.value
    first: date
    until: date
    decide_on: date
    fewest: int
    most: int
    per_network: int
    for_emergency: int
    women_only: bool
    languages: list[str] = Field(default_factory=list, sa_column=Column(JSONB, nullable=False))
    made_by: UUID | None = None
    made_at: datetime = moment()
    ended_at: datetime | None = moment(default=None)


class CollectiveOffer(Row, table=True):
    """A network to which seats of a collective stay are offered."""

    __tablename__ = "collective_offer"

    collective_id: UUID = Field(primary_key=True)
    request_network_id: UUID = Field(primary_key=True)
    network_id: UUID
    house_id: UUID


class Seat(Row, table=True):
    """A seat that a committee took for somebody of its network; who she is, is sealed."""

    __tablename__ = "seat"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    collective_id: UUID
    network_id: UUID
    house_id: UUID
    request_network_id: UUID
    code: str
    bed_id: int
    state: str = SeatState.TAKEN.value
    taken_at: datetime = moment()
    taken_by: UUID | None = None
    answered_at: datetime | None = moment(default=None)
    data_key: Sealed = Field(sa_type=DataKeyColumn("id", "request_network_id"))
    participant: Sealed = Field(sa_type=SealedColumn)


def offers_of(collective: Collective, networks: Iterable[UUID]) -> list[CollectiveOffer]:
    """Write to which networks a collective stay is offered."""
    return [
        CollectiveOffer(
            collective_id=collective.id,
            request_network_id=each,
            network_id=collective.network_id,
            house_id=collective.house_id,
        )
        for each in networks
    ]


def seat_place(seat_id: UUID, network_id: UUID, column: str) -> Place:
    """Say where a sealed thing of a seat belongs."""
    return Place("seat", column, seat_id, network_id)


def written(draft: CollectiveDraft) -> dict[str, Any]:
    """Write what a draft and a row have in common."""
    return {**draft.model_dump(exclude={"rooms", "networks", "languages"}), "languages": list(draft.languages)}
