"""The questions about a request in the order in which they are asked, each with its fields."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from shelters.errors import N_

# A field's name, and what may follow it: the row that it stands in, the part of a date, the place that was picked.
_FIELD: Final = re.compile(r"([a-z_]+?)(?:-(?:\d{1,2}|day|month|year))?(?:_place)?")


def without_row(field: str) -> str:
    """Give the name of a field without its row; of what is no field of ours, nothing."""
    found = _FIELD.fullmatch(field)
    return found[1] if found else ""


@dataclass(frozen=True)
class Step:
    """One page of questions: its name in addresses, its heading, and its fields without their rows."""

    name: str
    title: str
    fields: tuple[str, ...]

    def has(self, field: str) -> bool:
        """Say whether a field, of whatever row, is asked for here."""
        return without_row(field) in self.fields


STEPS: Final = (
    Step("when", N_("Cuándo"), ("urgency", "earliest", "latest", "nights", "shortest")),
    Step("party", N_("Quiénes llegan"), ("party", "people", "age", "gender", "relation", "pets")),
    Step("needs", N_("Qué necesita"), ("need", "prefer", "private_room")),
    Step(
        "ways",
        N_("Qué lengua habla y cómo vive"),
        ("language_required", "language_preferred", "setting", "setting_level"),
    ),
    Step("origin", N_("De dónde sale y qué tan lejos puede ir"), ("origin", "max_km", "borders")),
    Step("avoid", N_("Qué debe evitar"), ("places", "avoid", "avoid_km", "avoid_zone", "avoid_country")),
    Step("consent", N_("Su consentimiento"), ("consent", "note")),
)
# All of them on one page, by its name in addresses.
WHOLE: Final = "all"
# All answers, to be checked before they are sent.
CHECK: Final = "check"
# Hers and what is stored, where somebody else changed the request meanwhile.
VERSIONS: Final = "versions"
PAGES: Final = frozenset({WHOLE, *(step.name for step in STEPS)})
# The first one told of what is wrong is the first one met.
ORDER: Final = tuple(field for step in STEPS for field in step.fields)


def asked_on(page: str) -> frozenset[str]:
    """Name the fields of a page: of one step, or of all; which version she changes is known from the whole form."""
    asked = [field for step in STEPS if page in {step.name, WHOLE} for field in step.fields]
    return frozenset(asked) | ({"version"} if page == WHOLE else frozenset())
