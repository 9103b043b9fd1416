"""What one line of the record holds: pseudonymous on purpose."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Identity
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from shelters.database.row import Row, moment


class AuditRecord(Row, table=True):
    """One line: when, who (by id), what, on which thing (by id), and closed-vocabulary details."""

    __tablename__ = "audit_record"

    seq: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    at: datetime = moment()
    network_id: UUID | None = None
    person_id: UUID | None = None
    role: str
    action: str
    subject_id: UUID | None = None
    details: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
