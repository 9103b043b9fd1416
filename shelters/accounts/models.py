"""What a network, a person, a session and an invitation are, and how somebody proves who she is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid4, uuid5

from sqlalchemy import BigInteger, Column, LargeBinary
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as SQL_UUID
from sqlmodel import Field

from shelters.access.actor import Actor, Role
from shelters.database.row import Row, moment
from shelters.sealing.column import DataKeyColumn, SealedColumn
from shelters.sealing.envelope import Sealed

FOUNDING: Final = datetime(2000, 1, 1, tzinfo=UTC)


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
    # Opens a session that looks like hers and can open nothing; nobody is told whether she has one.
    duress_hash: str | None = None
    # Since when she has shut her own account in an emergency; two colleagues open it again.
    frozen_at: datetime | None = moment(default=None)
    # When she last did so; what she had made until then for others to come in by never works again.
    shut_at: datetime | None = moment(default=None)
    # Since when she is in the network; whoever is not known to have come is one of the first.
    joined_at: datetime = moment(default=FOUNDING)
    # When she last changed how she comes in: for a while every page says so, in case that it was not she.
    secured_at: datetime | None = moment(default=None)


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
    # Without the second factor a session opens nothing but the page that asks for it.
    proven_at: datetime | None = moment(default=None)
    # On a device that others use too, it ends sooner and leaves nothing there.
    shared: bool = False
    # Opened under duress: it shows an account in which there is nothing.
    duress: bool = False
    # What a key in her device is asked to answer, once.
    challenge: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    challenge_until: datetime | None = moment(default=None)


class SecondFactor(Row, table=True):
    """What a person's code is reckoned from, sealed; each code holds once, so the last one's number is kept."""

    __tablename__ = "second_factor"

    person_id: UUID = Field(primary_key=True)
    network_id: UUID
    data_key: Sealed = Field(sa_type=DataKeyColumn("person_id", "network_id"))
    seed: Sealed = Field(sa_type=SealedColumn)
    last_step: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    confirmed_at: datetime | None = moment(default=None)


class Passkey(Row, table=True):
    """A key in a person's own device, by its public half, and the site that it was made for."""

    __tablename__ = "passkey"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    network_id: UUID
    person_id: UUID
    credential_id: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    public_key: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    sign_count: int = Field(sa_column=Column(BigInteger, nullable=False))
    site: str
    added_at: datetime = moment()
    used_at: datetime | None = moment(default=None)


class RecoveryCode(Row, table=True):
    """A code on paper for the day on which the telephone is gone: only its hash, and used once."""

    __tablename__ = "recovery_code"

    code_hash: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    person_id: UUID
    network_id: UUID
    used_at: datetime | None = moment(default=None)


class Attempt(Row, table=True):
    """How often somebody tried in vain, by a hash of what she tried to get into."""

    __tablename__ = "attempt"

    key: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    failures: int
    last_at: datetime = moment()


class KnownDevice(Row, table=True):
    """A device on which a person has come in before: somebody else's wrong guesses do not slow her there."""

    __tablename__ = "known_device"

    token_hash: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    person_id: UUID
    network_id: UUID
    at: datetime = moment()


class Unfreezing(Row, table=True):
    """The word of one colleague that somebody who shut her account may come in again."""

    __tablename__ = "unfreezing"

    person_id: UUID = Field(primary_key=True)
    said_by: UUID = Field(primary_key=True)
    network_id: UUID
    at: datetime = moment()


class Comeback(Row, table=True):
    """The word of two colleagues that somebody who lost her passphrase is who she says, and the code it gives her."""

    __tablename__ = "comeback"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    network_id: UUID
    person_id: UUID
    said_by: UUID
    agreed_by: UUID | None = None
    token_hash: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    expires_at: datetime = moment()
    used_at: datetime | None = moment(default=None)


class Invitation(Row, table=True):
    """A single-use way in, for one role and, for a host, for her houses."""

    __tablename__ = "invitation"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    token_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    network_id: UUID
    role: str
    houses: list[UUID] = Field(default_factory=list, sa_column=Column(ARRAY(SQL_UUID), nullable=False))
    # Whose word it is; the operator's is nobody's in particular.
    made_by: UUID | None = None
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


def decoy_of(person: Person) -> Actor:
    """Say what somebody acts as who was made to sign in: her role, in a network in which there is nothing."""
    return Actor(Role(person.role), person.id, uuid5(person.network_id, "nothing"), decoy=True)
