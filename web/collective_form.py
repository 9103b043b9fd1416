"""The form of a collective stay: what was typed, and the draft that it makes."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Final
from uuid import UUID

from starlette.datastructures import FormData

from shelters.capacity.labels import LANGUAGE_NAMES
from shelters.drafts import build
from shelters.errors import N_, InvalidInputError
from shelters.stays.collectives import SPANISH, CollectiveDraft
from web.dates import read_date
from web.request_form import Typed

LANGUAGES: Final = ((SPANISH, N_("Español")), *LANGUAGE_NAMES.items())
_NUMBERS: Final = ("fewest", "most", "per_network", "for_emergency")
_DATES: Final = ("first", "until", "decide_on")
_LISTS: Final = ("rooms", "networks", "languages")
_WORDS: Final = {
    "fewest": N_("Escribe cuántas, de 2 a 40."),
    "most": N_("Escribe cuántas, de 2 a 40."),
    "per_network": N_("Escribe cuántas, de 1 a 40."),
    "for_emergency": N_("Escribe cuántos, de 0 a 40."),
    "rooms": N_("Elige al menos una habitación."),
    "networks": N_("Elige al menos una red."),
    "languages": N_("Elige al menos una lengua."),
}


def typed_collective(form: FormData) -> Typed:
    """Read a sent form."""
    return Typed(form, {name: [str(value) for value in form.getlist(name)] for name in _LISTS})


def empty_collective() -> Typed:
    """Write the form of a new collective stay, with what most are."""
    usual = {"fewest": "4", "most": "5", "per_network": "2", "for_emergency": "1", "women_only": "yes"}
    return Typed(usual, {"languages": [SPANISH], "rooms": [], "networks": []})


def read_collective(typed: Typed) -> CollectiveDraft:
    """Build the draft, or refuse with every field that needs another value."""
    errors: list[InvalidInputError] = []
    values: dict[str, Any] = {name: typed.get(name) for name in _NUMBERS}
    for name in _DATES:
        try:
            values[name] = read_date(typed.fields, name)
        except InvalidInputError as error:
            errors.append(error)
    errors += [
        InvalidInputError(name, N_("Escribe la fecha con día, mes y año."))
        for name in _DATES
        if name in values and values[name] is None
    ]
    if errors:
        raise InvalidInputError.together(errors)
    values |= {"rooms": _ids(typed, "rooms"), "networks": _ids(typed, "networks")}
    values |= {"languages": typed.many("languages"), "women_only": typed.get("women_only") == "yes"}
    try:
        return build(CollectiveDraft, values)
    except InvalidInputError as error:
        raise InvalidInputError.together([_renamed(each) for each in error.each()]) from None


def _ids(typed: Typed, name: str) -> list[UUID]:
    found = []
    for value in typed.many(name):
        with suppress(ValueError):
            found.append(UUID(value))
    return found


def _renamed(error: InvalidInputError) -> InvalidInputError:
    field = error.field.split(".")[0]
    # What a rule of the whole draft says is in words already.
    plain = error.message if field in {"until", "decide_on"} or "mínimo" in error.message else None
    return InvalidInputError(field, plain or _WORDS.get(field, error.message), **error.values)
