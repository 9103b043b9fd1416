"""Reading the form of a request into a draft, with every refusal at once and in the page's own field names."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any, Final

from shelters.drafts import build
from shelters.errors import N_, InvalidInputError
from shelters.requests.models import RequestDraft
from web.dates import read_date, typed_date
from web.picking import SEVERAL, pick_municipality
from web.request_form import Typed
from web.request_steps import ORDER, without_row

# Where the draft's own field names differ from those of the page.
_FIELDS: Final = {
    "nights.nights": "nights",
    "nights.shortest": "shortest",
    "nights.earliest": "earliest",
    "nights.latest": "latest",
    "needs": "need",
    "languages": "language_required",
    "avoid": "avoid-0",
}
# By the draft's names: what a person reads instead of the general words.
_MISSING: Final = {
    "urgency": N_("Elige qué tan pronto necesita lugar."),
    "nights.nights": N_("Escribe cuántas noches, de 1 a 90."),
    "nights.shortest": N_("Escribe cuántas noches al menos, de 1 a 90."),
    "nights.earliest": N_("Escribe desde qué día puede llegar."),
    "case.origin": N_("Escribe el municipio de donde sale."),
    "case.consent": N_("Elige si dio su consentimiento."),
    "case.note": N_("La nota es muy larga: caben 2000 caracteres."),
    "case.max_km": N_("Escribe los kilómetros con un número de 1 a 5000, o déjalo vacío."),
}


class Reading:
    """One reading of a form: collects every refusal, so that the person sees all at once."""

    def __init__(self, typed: Typed) -> None:
        """Read what was typed."""
        self.typed = typed
        self.errors: list[InvalidInputError] = []
        self.choices: dict[str, list[tuple[str, str, str]]] = {}

    def draft(self) -> RequestDraft:
        """Build the draft, or refuse with every field that needs another value.

        Raises
        ------
        InvalidInputError
            Bundles all of them, named as the fields of the page.

        """
        values = {"urgency": self.typed.get("urgency") or None, "nights": self._nights(), "case": self._case()}
        if self.errors:
            with suppress(InvalidInputError):
                self._build(values)
            raise InvalidInputError.together(_once_each(self.errors))
        return self._build(values)

    def _build(self, values: dict[str, Any]) -> RequestDraft:
        try:
            return build(RequestDraft, values)
        except InvalidInputError as error:
            self.errors += [_renamed(each) for each in error.each() if self._is_told(each)]
            raise InvalidInputError.together(_once_each(self.errors)) from None

    def _is_told(self, error: InvalidInputError) -> bool:
        """Say whether an error is of what was typed: what may stay empty is as another field, and wrong as that."""
        if error.field == "nights.shortest":
            return bool(self.typed.get("shortest"))
        return error.field != "nights.latest" or any(typed_date(self.typed.fields, "latest").values())

    def _nights(self) -> dict[str, Any]:
        earliest, latest = self._date("earliest"), self._date("latest")
        nights = self.typed.get("nights")
        return {
            "earliest": earliest,
            "latest": latest or earliest,
            "nights": nights or None,
            "shortest": self.typed.get("shortest") or nights or None,
        }

    def _date(self, name: str) -> date | None:
        try:
            return read_date(self.typed.fields, name)
        except InvalidInputError as error:
            self.errors.append(error)
            return None

    def _case(self) -> dict[str, Any]:
        typed = self.typed
        return {
            "party": self._party(),
            "pets": typed.get("pets") == "yes",
            "needs": dict.fromkeys(typed.many("prefer"), "preferred") | dict.fromkeys(typed.many("need"), "required"),
            "languages": dict.fromkeys(typed.many("language_preferred"), "preferred")
            | dict.fromkeys(typed.many("language_required"), "required"),
            "setting": typed.get("setting") or None,
            "setting_level": "required" if typed.get("setting_level") == "required" else "preferred",
            "private_room": typed.get("private_room") or None,
            "origin": self._place("origin") or None,
            "avoid": self._avoid(),
            "max_km": typed.get("max_km") or None,
            "borders": typed.get("borders") or "not_known",
            "consent": typed.get("consent") or None,
            "note": typed.get("note"),
        }

    def _party(self) -> list[dict[str, str]]:
        party = []
        for row in range(self.typed.people):
            person = {name: self.typed.get(f"{name}-{row}") for name in ("age", "gender", "relation")}
            if not any(person.values()):
                continue
            if not all(person.values()):
                empty = next(name for name, value in person.items() if not value)
                message = N_("Completa la persona %(number)d: edad, género y relación.")
                self.errors.append(InvalidInputError(f"{empty}-{row}", message, number=row + 1))
            party.append(person)
        if not party:
            # The draft would only say so once everything else is right.
            self.errors.append(InvalidInputError("party", N_("Escribe al menos una persona del grupo.")))
        return party

    def _avoid(self) -> list[dict[str, Any]]:
        avoid: list[dict[str, Any]] = []
        for row in range(self.typed.places):
            if self.typed.get(f"avoid-{row}"):
                place = self._place(f"avoid-{row}")
                avoid.append({"kind": "place", "place": place, "km": self._km(f"avoid_km-{row}")})
        avoid += [{"kind": "zone", "place": code} for code in self.typed.many("avoid_zone")]
        return avoid + [{"kind": "country", "place": code} for code in self.typed.many("avoid_country")]

    def _km(self, name: str) -> str:
        typed = self.typed.get(name, "25")
        if not (typed.isascii() and typed.isdigit() and int(typed[:6]) <= 500):  # noqa: PLR2004 - as the draft says
            self.errors.append(InvalidInputError(name, N_("Escribe los kilómetros con un número de 0 a 500.")))
            return "0"
        return typed

    def _place(self, name: str) -> str:
        """Take a municipality: the one that was picked if it fits what was typed, else the only one that fits."""
        text, picked = self.typed.get(name), self.typed.get(f"{name}_place")
        if not text:
            return ""
        try:
            place = pick_municipality(text, picked, name)
        except InvalidInputError as error:
            self.errors.append(error)
            return text
        if isinstance(place, str):
            return place
        self.choices[name] = place
        self.errors.append(InvalidInputError(name, SEVERAL))
        return text


def _renamed(error: InvalidInputError) -> InvalidInputError:
    field = _FIELDS.get(error.field, error.field)
    parts = field.split(".")
    if parts[:2] == ["case", "party"] and len(parts) == 4:  # noqa: PLR2004 - case.party.ROW.NAME
        field = f"{parts[3]}-{parts[2]}"
    elif parts[0] == "case":
        field = _FIELDS.get(parts[1], parts[1])
    return InvalidInputError(field, _MISSING.get(error.field, error.message), **error.values)


def _once_each(errors: list[InvalidInputError]) -> list[InvalidInputError]:
    first = {error.field: error for error in reversed(errors)}
    return sorted(first.values(), key=lambda error: _place_on_page(error.field))


def _place_on_page(field: str) -> tuple[int, str]:
    name = without_row(field)
    return ORDER.index(name) if name in ORDER else len(ORDER), field
