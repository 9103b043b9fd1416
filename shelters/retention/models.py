"""What is left of a case when its term is over: a row that says how much was needed, and nothing of who."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from uuid import UUID, uuid4

from sqlmodel import Field

from shelters.database.row import Row


class Household(StrEnum):
    """Who came, as coarsely as it can be said."""

    ALONE = "alone"
    WITH_CHILDREN = "with_children"
    SEVERAL = "several"
    SEVERAL_WITH_CHILDREN = "several_with_children"


class PastCase(Row, table=True):
    """A case that was erased: month, zone of the house if there was one, nights slept, tier, household, outcome."""

    __tablename__ = "past_case"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    network_id: UUID
    month: date
    zone: str | None = None
    nights: int
    urgency: int
    household: str
    outcome: str
