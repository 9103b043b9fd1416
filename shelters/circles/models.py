"""What a circle is: keys by generation, shares of them, and the secrets that are sealed to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field

from shelters.database.row import Row, moment
from shelters.sealing.column import DataKeyColumn, SealedColumn
from shelters.sealing.envelope import Place, Sealed


@dataclass(frozen=True)
class Circle:
    """The hosts of a house, or with no house the committee of a network."""

    network_id: UUID
    house_id: UUID | None = None


class Kind(StrEnum):
    """What is secret of a house, of a placement, of a case."""

    ADDRESS = "address"
    ACCESS = "access"
    CONTACT = "contact"
    SHEET = "sheet"
    NAMES = "names"
    NOTE = "note"


# Of these there is one at a time: a new one takes the place of the old.
ONE_OF_A_KIND = frozenset({Kind.ADDRESS, Kind.ACCESS, Kind.CONTACT, Kind.SHEET})


class PersonKey(Row, table=True):
    """The half of a person's key with which everybody closes boxes for her."""

    __tablename__ = "person_key"

    person_id: UUID = Field(primary_key=True)
    network_id: UUID
    public_key: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class PersonLock(Row, table=True):
    """The half that opens, locked by her passphrase; only she reads the row."""

    __tablename__ = "person_lock"

    person_id: UUID = Field(primary_key=True)
    network_id: UUID
    locked: Sealed = Field(sa_type=SealedColumn)


class InvitationKey(Row, table=True):
    """The key that follows from an invitation's code: a circle's key is closed for it before the person has come."""

    __tablename__ = "invitation_key"

    invitation_id: UUID = Field(primary_key=True)
    network_id: UUID
    public_key: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class CircleKey(Row, table=True):
    """One generation of a circle's key; a member who leaves ends a generation."""

    __tablename__ = "circle_key"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    network_id: UUID
    house_id: UUID | None = None
    generation: int
    public_key: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    made_at: datetime = moment()

    @property
    def circle(self) -> Circle:
        """Name the circle whose key this is."""
        return Circle(self.network_id, self.house_id)


class Share(Row, table=True):
    """A circle's private key, closed for one person or for one invitation."""

    __tablename__ = "circle_share"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    network_id: UUID
    circle_key_id: UUID
    person_id: UUID | None = None
    invitation_id: UUID | None = None
    closed: Sealed = Field(sa_type=SealedColumn)

    @property
    def place(self) -> Place:
        """Say where the closed key belongs."""
        return Place(self.__tablename__, "closed", self.id, self.network_id)


class Voucher(Row, table=True):
    """A first person's word that somebody is to have a circle's key; a second one, who holds it, hands it over."""

    __tablename__ = "circle_voucher"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    network_id: UUID
    house_id: UUID | None = None
    person_id: UUID
    # Nobody, where the word is the invitation by which she came.
    vouched_by: UUID | None = None
    at: datetime = moment()


class Secret(Row, table=True):
    """Something sealed to a circle, inside an envelope of its own: both the server's key and a member's open it."""

    __tablename__ = "circle_secret"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    network_id: UUID
    house_id: UUID | None = None
    circle_key_id: UUID
    kind: str
    # The house, stay or request that it is of.
    subject_id: UUID
    # The house that disclosed it, for an arrival sheet.
    from_house: UUID | None = None
    written_at: datetime = moment()
    data_key: Sealed = Field(sa_type=DataKeyColumn("id", "network_id"))
    closed: Sealed = Field(sa_type=SealedColumn)

    def place(self, column: str) -> Place:
        """Say where what is sealed in a column belongs."""
        return Place(self.__tablename__, column, self.id, self.network_id)
