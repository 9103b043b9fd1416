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


class Need(StrEnum):
    """What a place had to have: the first of these that was required."""

    ACCESS = "access"
    LANGUAGE = "language"
    OLDER_SONS = "older_sons"
    MEN = "men"
    CARE = "care"
    PRIVACY = "privacy"
    WAY_OF_LIFE = "way_of_life"
    PETS = "pets"
    NONE = "none"


class Fate(StrEnum):
    """What became of a request: a place as asked for, one that fell short, or none, and how that ended."""

    MET = "met"
    LATE = "late"
    FAR = "far"
    WITHOUT = "without"
    WAITING = "waiting"
    TURNED_AWAY = "turned_away"
    REFERRED = "referred"
    WITHDRAWN = "withdrawn"


UNPLACED = (Fate.WAITING, Fate.TURNED_AWAY, Fate.REFERRED, Fate.WITHDRAWN)


class PastCase(Row, table=True):
    """A case that was erased: month, zone of the house if there was one, nights slept, tier, household, outcome.

    For the ledger of unmet need: the month and the zone in which it was asked, and a need, a fate and a rule of these
    lists. What was erased before there was a ledger has none of them.
    """

    __tablename__ = "past_case"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    network_id: UUID
    month: date
    zone: str | None = None
    nights: int
    urgency: int
    household: str
    outcome: str
    asked: date | None = None
    asked_in: str | None = None
    need: str | None = None
    fate: str | None = None
    rule: str | None = None
    hours: int | None = None


class PastEvent(Row, table=True):
    """What happened to some case that was erased, by month; nothing says to which, and of which network."""

    __tablename__ = "past_event"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    month: date
    kind: str
    detail: str = ""
