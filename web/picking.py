"""A municipality as it is typed and picked: the same way on every form."""

from __future__ import annotations

from typing import Final

from shelters.errors import N_
from shelters.places import Choices, resolve, zone

# What the page lists when a name is that of several places: id, name, zone in words.
PlaceRow = tuple[str, str, str]
SEVERAL: Final = N_("Hay varios lugares con ese nombre. Elige cuál es.")


def pick_municipality(text: str, picked: str, field: str) -> str | list[PlaceRow]:
    """Give the id that was picked if it fits what was typed, else that of the only one that fits, else the choice.

    Raises
    ------
    InvalidInputError
        When nothing fits; it names the field and suggests some.

    """
    found = resolve(text, field)
    if not isinstance(found, Choices):
        return found.id
    if picked in {place.id for place in found.places}:
        return picked
    return [(place.id, place.name, zone(place.zone).name) for place in found.places]
