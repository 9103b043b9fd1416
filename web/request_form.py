"""The form of a request as the page shows it: what was typed, or a stored draft written the same way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Final
from uuid import UUID

from starlette.datastructures import FormData

from shelters.places import label, municipality
from shelters.requests.models import RequestDraft
from shelters.requests.unfinished import Kept
from web.dates import date_parts, typed_date
from web.request_steps import WHOLE, asked_on, without_row

MOST_PEOPLE: Final = 12
MOST_PLACES: Final = 6
# Fields that come several times.
_LISTS: Final = ("need", "prefer", "language_required", "language_preferred", "avoid_zone", "avoid_country")


class Typed:
    """What is on the page: read from a sent form, or from a stored draft."""

    def __init__(self, form: Mapping[str, Any], lists: Mapping[str, Sequence[str]] | None = None) -> None:
        """Take the fields; those with several values are in `lists`."""
        self.fields = form
        self.lists = lists or {}

    @classmethod
    def of_form(cls, form: FormData) -> Typed:
        """Read a sent form."""
        return cls(form, {name: [str(value) for value in form.getlist(name) if value] for name in _LISTS})

    @classmethod
    def of_kept(cls, kept: Kept, unfinished_id: UUID) -> Typed:
        """Read what was kept of a form that was not sent, as the page with all of it would send it."""
        fields = {name: values[0] for name, values in kept.fields.items()}
        return cls(fields | {"page": WHOLE, "unfinished": str(unfinished_id)}, kept.fields)

    def on(self, page: str, unfinished_id: UUID) -> Typed:
        """Say from which page it is and under which id that keeps it, whatever the form says."""
        return Typed({**self.fields, "page": page, "unfinished": str(unfinished_id)}, self.lists)

    def merged(self, page: str, before: Kept) -> dict[str, Sequence[str]]:
        """Give what is kept from now on: of the page's fields what was typed, of all others what was kept before."""
        asked = asked_on(page)
        names = {*self.fields, *self.lists}
        here = {name: self.values(name) for name in sorted(names) if without_row(name) in asked}
        here |= {name: [str(count)] for name, count in self._rows.items() if name in asked}
        others = {name: values for name, values in before.fields.items() if without_row(name) not in asked}
        return {**others, **{name: values for name, values in here.items() if values}}

    def only(self, asked: frozenset[str]) -> Typed:
        """Give what was typed into some fields, named without their rows."""
        fields = {name: value for name, value in self.fields.items() if without_row(name) in asked}
        return Typed(fields, {name: values for name, values in self.lists.items() if name in asked})

    def without(self, asked: frozenset[str]) -> Typed:
        """Give what was typed into all fields but some, named without their rows."""
        fields = {name: value for name, value in self.fields.items() if without_row(name) not in asked}
        return Typed(fields, {name: values for name, values in self.lists.items() if name not in asked})

    def beside(self, other: Typed) -> Typed:
        """Put what was typed into some fields beside what was typed into others."""
        return Typed({**other.fields, **self.fields}, {**other.lists, **self.lists})

    def values(self, name: str) -> list[str]:
        """Give all that was typed or ticked under a name."""
        return self.many(name) if name in _LISTS else [typed for typed in [self.get(name)] if typed]

    def get(self, name: str, otherwise: str = "") -> str:
        """Give what was typed in a field."""
        return str(self.fields.get(name, otherwise) or otherwise).strip()

    def many(self, name: str) -> list[str]:
        """Give what was ticked in a group."""
        return list(self.lists.get(name, ()))

    def date(self, name: str) -> dict[str, str]:
        """Give the parts of a date as typed."""
        return typed_date(self.fields, name)

    def _count(self, name: str, least: int, most: int, adding: str) -> int:
        with suppress(ValueError):
            typed = int(self.get(name, "0"))
            return max(least, min(most, typed + (self.get("add") == adding)))
        return least

    @property
    def people(self) -> int:
        """Say how many rows of people the page shows."""
        return self._count("people", 1, MOST_PEOPLE, "person")

    @property
    def places(self) -> int:
        """Say how many rows of places to avoid the page shows."""
        return self._count("places", 1, MOST_PLACES, "place")

    @property
    def _rows(self) -> dict[str, int]:
        return {"people": self.people, "places": self.places}

    @property
    def unfinished(self) -> UUID | None:
        """Say under which id the page keeps what is typed."""
        return self._id("unfinished")

    @property
    def changing(self) -> UUID | None:
        """Say which request the page changes, if it is none that is new."""
        return self._id("changing")

    def _id(self, name: str) -> UUID | None:
        with suppress(ValueError):
            return UUID(self.get(name))
        return None

    @property
    def version(self) -> int:
        """Say which version of the thing the page showed; 0 is none."""
        typed = self.get("version")
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0  # noqa: PLR2004 - as stored

    @property
    def adding(self) -> bool:
        """Say whether only another row was asked for."""
        return self.get("add") in {"person", "place"}

    @property
    def added(self) -> str:
        """Name the first field of the row that was asked for."""
        return f"age-{self.people - 1}" if self.get("add") == "person" else f"avoid-{self.places - 1}"


def typed_of_draft(draft: RequestDraft) -> Typed:
    """Write a stored draft as the page would have it typed."""
    case, nights = draft.case, draft.nights
    fields: dict[str, Any] = {
        "urgency": str(draft.urgency.value),
        "nights": str(nights.nights),
        "shortest": str(nights.shortest),
        "people": str(len(case.party)),
        "pets": "yes" if case.pets else "",
        "setting": case.setting or "",
        "setting_level": case.setting_level.value,
        "private_room": case.private_room or "",
        "origin": label(municipality(case.origin)),
        "max_km": "" if case.max_km is None else str(case.max_km),
        "borders": case.borders.value,
        "consent": case.consent.value,
        "note": case.note,
    }
    for name in ("earliest", "latest"):
        fields |= {f"{name}-{part}": value for part, value in date_parts(getattr(nights, name)).items()}
    for row, member in enumerate(case.party):
        fields |= {f"{name}-{row}": value for name, value in member.model_dump(mode="json").items()}
    return Typed(fields | _typed_places(draft), _typed_lists(draft))


def _typed_places(draft: RequestDraft) -> dict[str, str]:
    places = [avoid for avoid in draft.case.avoid if avoid.kind == "place"]
    fields = {"places": str(max(1, len(places)))}
    for row, avoid in enumerate(places):
        fields |= {f"avoid-{row}": label(municipality(avoid.place)), f"avoid_km-{row}": str(avoid.km)}
    return fields


def _typed_lists(draft: RequestDraft) -> dict[str, list[str]]:
    case = draft.case
    return {
        "need": [offer.value for offer, level in case.needs.items() if level == "required"],
        "prefer": [offer.value for offer, level in case.needs.items() if level == "preferred"],
        "language_required": [language for language, level in case.languages.items() if level == "required"],
        "language_preferred": [language for language, level in case.languages.items() if level == "preferred"],
        "avoid_zone": [avoid.place for avoid in case.avoid if avoid.kind == "zone"],
        "avoid_country": [avoid.place for avoid in case.avoid if avoid.kind == "country"],
    }
