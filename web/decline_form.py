"""The form of a no: the reason first, then what has to be said with it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from shelters.errors import InvalidInputError
from shelters.placement.declines import DECLINES, Ask, DeclineReason
from shelters.placement.following import Said
from shelters.placement.labels import REASONS, attribute_word, rule_word
from shelters.placement.queries import Brief, needs_asked, rules_touched
from web.dates import read_date
from web.language import say
from web.picking import SEVERAL, PlaceRow, pick_municipality

Form = Mapping[str, Any]
# What the voice may give that answers.
Reasons = tuple[DeclineReason, ...]

# The field that shows that a question was on the page.
_SHOWN: Final = {
    Ask.ATTRIBUTE: "attribute",
    Ask.RULE: "rule",
    Ask.UNTIL: "until-day",
    Ask.PLACE: "place",
    Ask.MOST_KM: "most_km",
}


def asks_first(form: Form, reasons: Reasons) -> bool:
    """Say whether the reason, if it is one of these, has a question that was not on the page yet."""
    ask = _ask_of(form, reasons)
    return ask is not None and _SHOWN[ask] not in form


def shown_for(form: Form, brief: Brief, reasons: Reasons) -> dict[str, Any]:
    """Give what the page needs: the reasons, and for the one chosen its question and what can be answered."""
    ask = _ask_of(form, reasons)
    return {
        "reasons": [(reason.value, REASONS[reason]) for reason in reasons],
        "reason": str(form.get("reason", "")),
        "ask": ask.value if ask else "",
        "attributes": [(name, in_words(*attribute_word(name))) for name in needs_asked(brief)],
        "rules": [(name, in_words(*rule_word("missing", name))) for name in rules_touched(brief)],
        "places": _choices(form),
    }


def read_said(form: Form) -> Said:
    """Read what was said besides the reason; what is missing or no answer is refused by the command."""
    place = str(form.get("place", "")).strip()
    picked = pick_municipality(place, str(form.get("place_place", "")), "place") if place else None
    if isinstance(picked, list):
        raise InvalidInputError("place", SEVERAL)
    return Said(
        attribute=str(form.get("attribute", "")) or None,
        rule=str(form.get("rule", "")) or None,
        until=read_date(form, "until"),
        place=picked,
        around_km=min(_number(form, "around_km"), 500),
        most_km=_number(form, "most_km") or None,
    )


def _ask_of(form: Form, reasons: Reasons) -> Ask | None:
    """Give the question of a reason; one that this voice may not give has none, whoever posts it."""
    chosen = next((reason for reason in reasons if reason.value == form.get("reason")), None)
    return DECLINES[chosen].ask if chosen else None


def _choices(form: Form) -> list[PlaceRow]:
    with suppress(InvalidInputError):
        picked = pick_municipality(str(form.get("place", "")), str(form.get("place_place", "")), "place")
        return picked if isinstance(picked, list) else []
    return []


def _number(form: Form, name: str) -> int:
    typed = str(form.get(name, "")).strip()
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= len("9999") else 0


def in_words(words: str, values: dict[str, str]) -> str:
    """Say an attribute or a rule in the language being spoken."""
    return say(words, **{name: say(value) for name, value in values.items()})
