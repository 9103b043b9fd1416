"""The forms of a house and of a room: what was typed, a stored draft written the same way, and the reading of both."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Final
from uuid import UUID

from starlette.datastructures import FormData

from shelters.capacity.contents import CLEAR
from shelters.capacity.labels import (
    BED_KINDS,
    CLOSURE_REASONS,
    KINDS,
    LANGUAGE_NAMES,
    MONTHS,
    OFFERS,
    OPEN_TO,
    RULES,
    SAFETY,
    SETTINGS,
    SHARING,
)
from shelters.capacity.models import HouseDraft
from shelters.drafts import build
from shelters.errors import N_, InvalidInputError
from shelters.places import label, municipality
from shelters.requests.labels import URGENCIES
from web.picking import SEVERAL, pick_municipality
from web.request_form import Typed

RULE_NAMES: Final = tuple(RULES)
# Where the house is comes from the search for places.
_PLAIN: Final = tuple(column for column in CLEAR if column != "municipality_id")
_ADDRESS: Final = ("address", "access", "contact")
_WORDS: Final = {
    "code_name": N_("Escribe un nombre en clave, de hasta 80 letras."),
    "kind": N_("Elige qué tipo de casa es."),
    "setting": N_("Elige dónde está."),
    "open_to": N_("Elige para quién está abierta."),
    "safety": N_("Elige cómo está su seguridad."),
    "max_nights": N_("Escribe cuántas noches, de 1 a 365."),
    "rest_nights": N_("Escribe cuántas noches, de 0 a 30."),
    "load_nights": N_("Escribe cuántas noches, de 0 a 365."),
    "confirm_days": N_("Escribe cuántos días, de 1 a 60."),
    "sons_up_to": N_("Escribe una edad, de 0 a 17."),
    "municipality": N_("Escribe el municipio."),
}


def _pairs(words: Any) -> list[tuple[str, str]]:
    return [(str(getattr(code, "value", code)), text) for code, text in words.items()]


# Codes with their untranslated words: what the forms offer, and what the pages say.
HOUSE_WORDS: Final[dict[str, Any]] = {
    "kinds": _pairs(KINDS),
    "settings": _pairs(SETTINGS),
    "open_to": _pairs(OPEN_TO),
    "safety": _pairs(SAFETY),
    "sharing": _pairs(SHARING),
    "bed_kinds": _pairs(BED_KINDS),
    "reasons": _pairs(CLOSURE_REASONS),
    "offers": _pairs(OFFERS),
    "languages": _pairs(LANGUAGE_NAMES),
    "rules": _pairs(RULES),
    "urgencies": _pairs(URGENCIES),
    "months": _pairs(MONTHS),
}


def typed_house(form: FormData, safety: str | None = None) -> Typed:
    """Read a sent form; how safe a house that is there already is, stands on its own page."""
    fields = form if safety is None else {**form, "safety": safety}
    return Typed(fields, {name: [str(value) for value in form.getlist(name)] for name in ("offers", "languages")})


def typed_of_house(draft: HouseDraft) -> Typed:
    """Write a stored house as the page would have it typed; its address is never given back."""
    values = draft.model_dump(mode="json")
    rules = values["profile"]["rules"]
    fields = {name: str(values[name]) for name in _PLAIN} | {"sons_up_to": str(rules["sons_up_to"])}
    fields |= {name: "yes" if rules[name] else "" for name in RULE_NAMES}
    fields["municipality"] = label(municipality(draft.municipality_id))
    return Typed(fields, {name: values["profile"][name] for name in ("offers", "languages")})


def empty_house() -> Typed:
    """Write the form of a new house, with what most houses are."""
    usual = {"open_to": "network", "safety": "normal", "max_nights": "60", "rest_nights": "0", "confirm_days": "7"} | {
        "load_nights": "0",
        "load_rest": "0",
    }
    return Typed(usual | {"children": "yes", "trans_women": "yes", "sons_up_to": "17"})


class HouseReading:
    """One reading of the form of a house; `choices` are the municipalities that what was typed may mean."""

    def __init__(self, typed: Typed) -> None:
        """Read what was typed."""
        self.typed = typed
        self.choices: list[tuple[str, str, str]] = []

    def draft(self) -> HouseDraft:
        """Build the draft, or refuse with every field that needs another value, by the page's own names."""
        errors: list[InvalidInputError] = []
        try:
            place = self._municipality()
        except InvalidInputError as error:
            # So that the rest is read too, and all refusals come at once.
            place = "?"
            errors.append(error)
        try:
            draft = build(HouseDraft, self._values(place))
        except InvalidInputError as error:
            raise InvalidInputError.together([_renamed(each) for each in error.each()] + errors) from None
        if errors:
            raise InvalidInputError.together(errors)
        return draft

    def of_a_network(self) -> tuple[UUID, HouseDraft]:
        """Build the draft of a house that is new, and read the network to which it is to belong."""
        wrong = InvalidInputError("network", N_("Elige de qué red es la casa."))
        network: UUID | None = None
        with suppress(ValueError):
            network = UUID(self.typed.get("network"))
        try:
            draft = self.draft()
        except InvalidInputError as error:
            raise error if network else InvalidInputError.together([wrong, *error.each()]) from None
        if network is None:
            raise wrong
        return network, draft

    def _values(self, place: str) -> dict[str, Any]:
        typed = self.typed
        rules = {name: typed.get(name) == "yes" for name in RULE_NAMES} | {"sons_up_to": typed.get("sons_up_to")}
        return {
            **{name: typed.get(name) for name in _PLAIN},
            "municipality_id": place,
            "profile": {"offers": typed.many("offers"), "languages": typed.many("languages"), "rules": rules},
            "address": {name: typed.get(name) for name in _ADDRESS},
        }

    def _municipality(self) -> str:
        text, picked = self.typed.get("municipality"), self.typed.get("municipality_place")
        if not text:
            raise InvalidInputError("municipality", _WORDS["municipality"])
        place = pick_municipality(text, picked, "municipality")
        if isinstance(place, str):
            return place
        self.choices = place
        raise InvalidInputError("municipality", SEVERAL)


def _renamed(error: InvalidInputError) -> InvalidInputError:
    parts = error.field.replace("municipality_id", "municipality").split(".")
    field = next((part for part in parts if part in {"offers", "languages"}), parts[-1])
    return InvalidInputError(field, _WORDS.get(field, error.message), **error.values)
