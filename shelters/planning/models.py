"""What planners ask of the past, and what came of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from shelters.database.row import moment
from shelters.placement.underway import Worked


class Study(Worked, table=True):
    """One question, and its answer in figures that may be told.

    While it is running, `done` of `steps` are done and `seen_at` is the moment at which its worker was last heard of.
    `since` and `until` say which past was replayed, and `asked` how many requests there were in it; where they were too
    few to tell anything, there is no answer.
    """

    __tablename__ = "study"

    made_by: UUID
    made_at: datetime = moment()
    kind: str
    question: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    done: int = 0
    steps: int = 0
    since: date | None = None
    until: date | None = None
    asked: int | None = None
    # In PostgreSQL an empty column, not JSON's null.
    answer: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB(none_as_null=True)))
