"""What can be asked: of a house that closes or opens, a rule, rooms that are kept, and where to open houses next."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field as Bound

from shelters.capacity.models import HouseRules, Language
from shelters.capacity.words import Offer, Setting, Sharing
from shelters.drafts import Draft, Line, build


class QuestionKind(StrEnum):
    """The kinds of question."""

    CLOSE = "close"
    OPEN = "open"
    RULES = "rules"
    KEEP = "keep"
    WHERE = "where"


class Closing(Draft):
    """A house takes nobody any more, or is lost."""

    house_id: UUID


class Opening(Draft):
    """A house opens for the whole region: where, with how many rooms and beds, and what it offers."""

    municipality_id: Line
    setting: Setting
    rooms: int = Bound(ge=1, le=20)
    beds: int = Bound(ge=1, le=8)
    sharing: Sharing = Sharing.ONE_PARTY
    offers: frozenset[Offer] = frozenset()
    languages: frozenset[Language] = frozenset()
    rules: HouseRules = HouseRules()
    # So many of its rooms are kept for immediate requests.
    kept: int = Bound(0, ge=0, le=20)


class Ruling(Draft):
    """One house, those of a zone, or every house admits and offers something else; what is not said stays."""

    house_id: UUID | None = None
    zone: Line | None = None
    sons_up_to: int | None = Bound(None, ge=0, le=17)
    children: bool | None = None
    men: bool | None = None
    trans_women: bool | None = None
    pets: bool | None = None
    offers: frozenset[Offer] = frozenset()


class Keeping(Draft):
    """Every house of a zone, or of the region where none is named, keeps so many rooms for immediate requests."""

    zone: Line | None = None
    rooms: Annotated[int, Bound(ge=0, le=20)]


class Spending(Draft):
    """Where so many houses and rooms should open; money is counted where a sum is named, in whatever unit it is in."""

    houses: int = Bound(ge=1, le=4)
    rooms: int = Bound(ge=1, le=40)
    money: int | None = Bound(None, ge=1, le=1_000_000_000)
    # What it costs to open a house, what each bed costs, and how much more a room that everybody can use.
    opening: int = Bound(0, ge=0, le=1_000_000_000)
    bed: int = Bound(0, ge=0, le=1_000_000_000)
    accessible: int = Bound(0, ge=0, le=1_000_000_000)


Question = Closing | Opening | Ruling | Keeping | Spending

_DRAFTS: dict[QuestionKind, type[Question]] = {
    QuestionKind.CLOSE: Closing,
    QuestionKind.OPEN: Opening,
    QuestionKind.RULES: Ruling,
    QuestionKind.KEEP: Keeping,
    QuestionKind.WHERE: Spending,
}


def kind_of(question: Question) -> QuestionKind:
    """Say of which kind a question is."""
    return next(kind for kind, draft in _DRAFTS.items() if isinstance(question, draft))


def question_of(kind: QuestionKind, values: dict[str, Any]) -> Question:
    """Read a question of a kind; every wrong field is named."""
    return build(_DRAFTS[kind], values)
