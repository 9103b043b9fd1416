"""What the cells of the two sheets mean: words of the vocabularies, yes and no, lists, beds."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from shelters.capacity.labels import (
    BED_KINDS,
    KINDS,
    LANGUAGE_NAMES,
    MONTHS,
    OFFERS,
    OPEN_TO,
    SAFETY,
    SETTINGS,
    SHARING,
)
from shelters.capacity.sheets import Sheet, key_of
from shelters.capacity.words import BedKind
from shelters.errors import N_, AbrigoError
from shelters.places import Choices, label, resolve

HOUSES = Sheet(
    "houses.csv",
    {
        "code_name": "nombre en clave",
        "kind": "tipo",
        "municipality": "municipio",
        "setting": "entorno",
        "open_to": "abierta a",
        "safety": "seguridad",
        "max_nights": "noches más largas",
        "rest_nights": "noches de descanso",
        "load_nights": "noches seguidas con huéspedes",
        "load_rest": "noches de descanso de la casa",
        "confirm_days": "días para confirmar",
        "offers": "ofrece",
        "languages": "lenguas",
        "children": "niñas y niños",
        "sons_up_to": "hijos varones hasta",
        "men": "hombres",
        "trans_women": "mujeres trans",
        "pets": "animales",
        "address": "dirección",
        "access": "cómo llegar",
        "contact": "contacto",
    },
    required=("code_name", "kind", "municipality", "setting"),
)
ROOMS = Sheet(
    "rooms.csv",
    {
        "house": "casa",
        "name": "habitación",
        "sharing": "se comparte",
        "kept_for_tier": "reservada para urgencia",
        "season": "temporada",
        "offers": "ofrece",
        "beds": "camas",
        "extra": "lugares extra",
        "extra_for_tier": "lugares extra para urgencia",
    },
    required=("house", "name", "beds"),
)

_SEPARATORS = re.compile(r"[;,|\n]")
_NONE = {key_of(word) for word in ("ninguno", "ninguna", "nada", "none")}
_YES = {key_of(word) for word in ("sí", "s", "x", "1", "yes", "true", "verdadero")}
_NO = {key_of(word) for word in ("no", "n", "0", "false", "falso")}
_TO = re.compile(r"\s+(?:a|to)\s+|\s*[-–]\s*")
_MOST_BEDS = 24


class CellError(AbrigoError):
    """A cell that cannot be understood: what is wrong, and what to write instead."""

    def __init__(self, problem: str, remedy: str, **values: object) -> None:
        """Keep problem and remedy apart."""
        super().__init__(problem, **values)
        self.remedy = remedy


def _one_of(words: Mapping[Any, str]) -> Callable[[str], str]:
    """Read a word of a vocabulary, by its code or as people read it."""
    known = {key_of(text): str(value) for value, text in words.items()} | {key_of(str(v)): str(v) for v in words}

    def read(cell: str) -> str:
        try:
            return known[key_of(cell)]
        except KeyError:
            options = "; ".join(dict.fromkeys(words.values()))
            raise CellError(
                N_("Esto no está en la lista."), N_("Escribe una de estas opciones: %(options)s."), options=options
            ) from None

    return read


def _list_of(words: Mapping[Any, str]) -> Callable[[str], list[str]]:
    one = _one_of(words)

    def read(cell: str) -> list[str]:
        if key_of(cell) in _NONE:
            return []
        return sorted({one(part) for part in _SEPARATORS.split(cell) if part.strip()})

    return read


def _yes_or_no(cell: str) -> bool:
    word = key_of(cell)
    if word not in _YES | _NO:
        raise CellError(N_("Aquí va sí o no."), N_("Escribe «sí» o «no»."))
    return word in _YES


def _municipality(cell: str) -> str:
    try:
        found = resolve(cell)
    except AbrigoError as error:
        raise CellError(N_("No conocemos este municipio."), error.message, **error.values) from None
    if isinstance(found, Choices):
        places = "; ".join(map(label, found.places))
        raise CellError(
            N_("Hay varios municipios con ese nombre."), N_("Escribe uno de estos: %(places)s."), places=places
        )
    return found.id


_month = _one_of(MONTHS)


def _season(cell: str) -> dict[str, int | None]:
    """Read `noviembre a marzo`, or that it has none."""
    if key_of(cell) in _NONE:
        return {"season_from": None, "season_to": None}
    months = [int(_month(word)) for word in _TO.split(cell)]
    if len(months) != 2:  # noqa: PLR2004 - a first and a last month
        raise CellError(N_("Una temporada va de un mes a otro."), N_("Escribe por ejemplo: noviembre a marzo."))
    return {"season_from": months[0], "season_to": months[1]}


def _beds(cell: str) -> list[dict[str, str]]:
    """Read `3`, or `Cama 1: litera; Cama 2`."""
    if cell.isascii() and cell.isdigit():
        if not 1 <= int(cell[:3]) <= _MOST_BEDS:
            raise CellError(N_("Una habitación tiene de 1 a 24 camas."), N_("Divídela en dos habitaciones."))
        return [{"label": str(number)} for number in range(1, int(cell) + 1)]
    return [_bed(part) for part in _SEPARATORS.split(cell) if part.strip()]


def _extra(cell: str) -> list[dict[str, str]]:
    """Read extra places as beds are read; a mattress where nothing else is said."""
    if key_of(cell) in {*_NONE, "0"}:
        return []
    numbered = cell.isascii() and cell.isdigit()
    return [
        {"kind": BedKind.MATTRESS.value} | bed | ({"label": f"Extra {bed['label']}"} if numbered else {})
        for bed in _beds(cell)
    ]


def _bed(part: str) -> dict[str, str]:
    text, _, kind = part.partition(":")
    return {"label": text.strip()} | ({"kind": _one_of(BED_KINDS)(kind)} if kind.strip() else {})


def _as_it_is(cell: str) -> str:
    return cell


READERS: dict[str, Callable[[str], Any]] = {
    "kind": _one_of(KINDS),
    "municipality": _municipality,
    "setting": _one_of(SETTINGS),
    "open_to": _one_of(OPEN_TO),
    "safety": _one_of(SAFETY),
    "offers": _list_of(OFFERS),
    "languages": _list_of(LANGUAGE_NAMES),
    **dict.fromkeys(("children", "men", "trans_women", "pets"), _yes_or_no),
    "sharing": _one_of(SHARING),
    "season": _season,
    "beds": _beds,
    "extra": _extra,
}


def read_cell(column: str, cell: str) -> Any:
    """Read a cell of a column; numbers and texts stay as they are, the draft judges them."""
    return READERS.get(column, _as_it_is)(cell)
