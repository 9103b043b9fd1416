"""What planners ask of the past, and what came of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Column
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from shelters.database.row import Row, moment
from shelters.planning.study_states import StudyState


class Study(Row, table=True):
    """One question, and its answer in figures that may be told.

    While it is running, `done` of `steps` are done and `seen_at` is the moment at which its worker was last heard of.
    `since` and `until` say which past was replayed, and `asked` how many requests there were in it; where they were too
    few to tell anything, there is no answer.
    """

    __tablename__ = "study"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    made_by: UUID
    made_at: datetime = moment()
    kind: str
    question: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    state: str = StudyState.QUEUED.value
    seen_at: datetime | None = moment(default=None)
    done: int = 0
    steps: int = 0
    failure: str | None = None
    since: date | None = None
    until: date | None = None
    asked: int | None = None
    # In PostgreSQL an empty column, not JSON's null.
    answer: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB(none_as_null=True)))
