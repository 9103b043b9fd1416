"""What the record holds: lines that are pseudonymous on purpose, the chain that ties them, and where it was cut."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Identity
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from shelters.database.row import Row, moment


class AuditRecord(Row, table=True):
    """One line: when, who (by id), what, on which thing (by id), and closed-vocabulary details.

    `owner_network_id` is the network to which the thing belongs, where that is another than the person's own: it reads
    who of another network opened what of hers.
    """

    __tablename__ = "audit_record"

    seq: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    at: datetime = moment()
    network_id: UUID | None = None
    person_id: UUID | None = None
    role: str
    action: str
    subject_id: UUID | None = None
    owner_network_id: UUID | None = None
    details: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))


class AuditLink(Row, table=True):
    """A link of the chain: the keyed hash of a line and of all before it, and that of its exact moment."""

    __tablename__ = "audit_chain"

    position: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    seq: int = Field(sa_column=Column(BigInteger, nullable=False, unique=True))
    mac: bytes
    # Gone once the line has been reduced to its day.
    moment_mac: bytes | None = None


class AuditCheckpoint(Row, table=True):
    """Where the chain begins after old lines were removed: how many went, and the hash that the next one follows."""

    __tablename__ = "audit_checkpoint"

    position: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    mac: bytes
    made_at: datetime = moment()
    seal: bytes
