"""What the form of a request offers to choose from: codes with their untranslated words."""

from __future__ import annotations

from typing import Any, Final

from shelters.capacity.labels import LANGUAGE_NAMES, OFFERS, SETTINGS
from shelters.places import COUNTRIES, zones
from shelters.requests.labels import AGES, BORDERS, CONSENTS, GENDERS, LEVELS, RELATIONS, URGENCIES, URGENCY_HINTS


def _pairs(words: Any) -> list[tuple[str, str]]:
    return [(str(getattr(code, "value", code)), text) for code, text in words.items()]


VOCABULARY: Final = {
    "urgencies": [(str(code.value), text, URGENCY_HINTS[code]) for code, text in URGENCIES.items()],
    "ages": _pairs(AGES),
    "genders": _pairs(GENDERS),
    "relations": _pairs(RELATIONS),
    "offers": _pairs(OFFERS),
    "languages": _pairs(LANGUAGE_NAMES),
    "settings": _pairs(SETTINGS),
    "levels": _pairs(LEVELS),
    "borders": _pairs(BORDERS),
    "consents": _pairs(CONSENTS),
    "countries": list(COUNTRIES.items()),
    "zones": [(each.code, f"{each.name}, {COUNTRIES[each.country]}") for each in zones()],
}
