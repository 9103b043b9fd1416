"""The forms of a question about a year: what was typed, and the question that it makes."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Final

from starlette.datastructures import FormData

from shelters.access.actor import Actor
from shelters.database.transaction import AbrigoSession
from shelters.errors import N_, InvalidInputError
from shelters.places import label, municipality
from shelters.planning.questions import Question, QuestionKind, question_of
from shelters.planning.studies import houses_called
from web.house_form import RULE_NAMES
from web.picking import SEVERAL, PlaceRow, pick_municipality
from web.request_form import Typed

_LISTS: Final = ("offers", "languages")
_OPENING: Final = ("setting", "rooms", "beds", "sharing", "kept")
_WORDS: Final = {
    "setting": N_("Elige dónde está."),
    "rooms": N_("Escribe cuántas habitaciones, hasta 20."),
    "beds": N_("Escribe cuántas camas, de 1 a 8."),
    "kept": N_("Escribe cuántas habitaciones, hasta 20."),
    "sons_up_to": N_("Escribe una edad, de 0 a 17."),
}
_WHICH: Final = N_("Escribe el nombre en clave de la casa.")
_NO_HOUSE: Final = N_("Ninguna casa se llama así. Revisa el nombre en clave.")
_HOUSES: Final = N_("Hay varias casas con ese nombre. Elige cuál es.")
_NOTHING: Final = N_("Di al menos una cosa que cambiaría.")


def typed_question(form: FormData) -> Typed:
    """Read a sent form."""
    return Typed(form, {name: [str(value) for value in form.getlist(name)] for name in _LISTS})


def empty_question(kind: QuestionKind) -> Typed:
    """Write the form of a new question, with what most houses are."""
    if kind is not QuestionKind.OPEN:
        return Typed({})
    usual = {"setting": "rural", "rooms": "4", "beds": "3", "sharing": "one_party", "kept": "0", "sons_up_to": "17"}
    return Typed(usual | {"children": "yes", "trans_women": "yes"})


class QuestionReading:
    """One reading of the form; `places` and `houses` are what a name that was typed may mean."""

    def __init__(self, kind: QuestionKind, typed: Typed) -> None:
        """Read what was typed."""
        self.kind, self.typed = kind, typed
        self.places: list[PlaceRow] = []
        self.houses: list[PlaceRow] = []

    async def question(self, session: AbrigoSession, actor: Actor) -> Question:
        """Build the question, or refuse with every field that needs another value, by the page's own names."""
        errors: list[InvalidInputError] = []
        values = self._plain()
        try:
            values |= await self._named(session, actor)
        except InvalidInputError as error:
            errors.append(error)
        if not errors and not values:
            errors.append(InvalidInputError("sons_up_to", _NOTHING))
        try:
            question = question_of(self.kind, values)
        except InvalidInputError as error:
            told = {each.field for each in errors}
            others = [each for each in map(_renamed, error.each()) if each.field not in told]
            raise InvalidInputError.together([*errors, *others]) from None
        if errors:
            raise InvalidInputError.together(errors)
        return question

    def _plain(self) -> dict[str, Any]:
        typed = self.typed
        if self.kind is QuestionKind.OPEN:
            rules = {name: typed.get(name) == "yes" for name in RULE_NAMES} | {"sons_up_to": typed.get("sons_up_to")}
            lists = {name: typed.many(name) for name in _LISTS}
            return {**{name: typed.get(name) for name in _OPENING}, **lists, "rules": rules}
        if self.kind is QuestionKind.KEEP:
            return {"rooms": typed.get("rooms"), "zone": typed.get("zone") or None}
        if self.kind is QuestionKind.RULES:
            admitted: dict[str, Any] = {name: True for name in RULE_NAMES if typed.get(name) == "yes"}
            said = {"sons_up_to": typed.get("sons_up_to"), "offers": typed.many("offers")}
            return admitted | {name: value for name, value in said.items() if value}
        return {}

    async def _named(self, session: AbrigoSession, actor: Actor) -> dict[str, Any]:
        if self.kind is QuestionKind.OPEN:
            return {"municipality_id": self._municipality()}
        if self.kind is QuestionKind.CLOSE:
            return {"house_id": await self._house(session, actor)}
        if self.kind is QuestionKind.RULES and self._plain():
            house = {"house_id": await self._house(session, actor)} if self.typed.get("house") else {}
            return house | ({"zone": self.typed.get("zone")} if self.typed.get("zone") else {})
        return {}

    def _municipality(self) -> str:
        text = self.typed.get("municipality")
        if not text:
            raise InvalidInputError("municipality", N_("Escribe el municipio."))
        place = pick_municipality(text, self.typed.get("municipality_place"), "municipality")
        if isinstance(place, str):
            return place
        self.places = place
        raise InvalidInputError("municipality", SEVERAL)

    async def _house(self, session: AbrigoSession, actor: Actor) -> str:
        if not self.typed.get("house"):
            raise InvalidInputError("house", _WHICH)
        found = await houses_called(session, actor, self.typed.get("house"))
        ids, picked = [str(each.id) for each in found], self.typed.get("house_place")
        if picked in ids or len(ids) == 1:
            return picked if picked in ids else ids[0]
        self.houses = [(str(each.id), each.code_name, label(municipality(each.municipality_id))) for each in found]
        raise InvalidInputError("house", _HOUSES if ids else _NO_HOUSE)


def _renamed(error: InvalidInputError) -> InvalidInputError:
    field = error.field.split(".")[-1].replace("municipality_id", "municipality").replace("house_id", "house")
    with suppress(ValueError):
        int(field)
        field = error.field.split(".")[-2]
    return InvalidInputError(field, _WORDS.get(field, error.message), **error.values)
