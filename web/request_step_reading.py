"""Reading one page of questions: refused as the whole form would be, if all that is asked elsewhere were answered."""

from __future__ import annotations

from typing import Final

from shelters.clock import today
from shelters.errors import InvalidInputError
from shelters.places.gazetteer import all_municipalities
from shelters.requests.commands import check_draft
from shelters.requests.models import Case, Member, Nights, RequestDraft
from shelters.requests.words import AgeBand, Gender, Relation, Urgency
from web.request_form import Typed, typed_of_draft
from web.request_reading import Reading
from web.request_steps import STEPS, Step, asked_on

# Whom a request may always be for: what is asked on one page is wrong, or it is not, whoever she is.
_ANYBODY: Final = Member(age=AgeBand.AGE_18_59, gender=Gender.NOT_SAID, relation=Relation.SELF)


def reading_of(step: Step, typed: Typed) -> Reading:
    """Read what was typed on a page beside answers to all other questions."""
    asked = asked_on(step.name)
    elsewhere = frozenset(field for each in STEPS if each != step for field in each.fields)
    return Reading(typed.only(asked).beside(typed_of_draft(_nothing_special()).only(elsewhere)))


def _nothing_special() -> RequestDraft:
    return RequestDraft(
        urgency=Urgency.PLANNED,
        nights=Nights(earliest=today(), latest=today(), nights=1, shortest=1),
        case=Case(party=(_ANYBODY,), origin=next(iter(all_municipalities()))),
    )


def refuse_wrong(step: Step, reading: Reading) -> None:
    """Refuse what is wrong on a page, and nothing that is asked elsewhere."""
    if wrong := wrong_by_step(reading).get(step.name):
        raise wrong


def wrong_by_step(reading: Reading) -> dict[str, InvalidInputError]:
    """Give what is missing or wrong by the page that asks for it, the first page first."""
    try:
        check_draft(reading.draft())
    except InvalidInputError as error:
        wrong = {step.name: [each for each in error.each() if step.has(each.field)] for step in STEPS}
        return {name: InvalidInputError.together(errors) for name, errors in wrong.items() if errors}
    return {}
