"""What a network, a person, a session and an invitation are."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Column, LargeBinary
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as SQL_UUID
from sqlmodel import Field

from shelters.access.actor import Actor, Role
from shelters.database.row import Row, moment


class Network(Row, table=True):
    """A national network, or IMD itself."""

    __tablename__ = "network"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str
    country: str
    demo: bool = False
    # How long a closed case is kept.
    retention_days: int = 90


class Person(Row, table=True):
    """Somebody with an account, known by the name she signs in with, never by her own."""

    __tablename__ = "person"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    network_id: UUID
    name: str
    role: str
    password_hash: str
    locale: str = "es"
    theme: str = ""
    active: bool = True


class HouseHost(Row, table=True):
    """Who hosts which house; the house's own table stands above this slice, so this is only its id."""

    __tablename__ = "house_host"

    network_id: UUID
    house_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)


class LiveSession(Row, table=True):
    """A session on the server: the cookie holds a token, this row only its hash."""

    __tablename__ = "live_session"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    token_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    network_id: UUID
    person_id: UUID
    opened_at: datetime = moment()
    seen_at: datetime = moment()
    ended_at: datetime | None = moment(default=None)


class Invitation(Row, table=True):
    """A single-use way in, for one role and, for a host, for her houses."""

    __tablename__ = "invitation"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    token_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    network_id: UUID
    role: str
    houses: list[UUID] = Field(default_factory=list, sa_column=Column(ARRAY(SQL_UUID), nullable=False))
    expires_at: datetime = moment()
    used_at: datetime | None = moment(default=None)


class Submission(Row, table=True):
    """A form that was sent, by its key: sent again, it gives the first answer and no second effect."""

    __tablename__ = "submission"

    person_id: UUID = Field(primary_key=True)
    key: str = Field(primary_key=True)
    answer: str
    at: datetime = moment()


def actor_of(person: Person, houses: frozenset[UUID]) -> Actor:
    """Say what a person may act as."""
    return Actor(Role(person.role), person.id, person.network_id, houses)
