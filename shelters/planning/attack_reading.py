"""Counts of a registry of attacks as they come in: CSV whose columns are told by HXL tags, all of it or nothing.

Only four columns may be there. Whatever else a registry holds could name somebody, and is refused unread.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from shelters.clock import today
from shelters.errors import N_, InvalidInputError, NotFoundError
from shelters.places import zone


class AttackKind(StrEnum):
    """What was done to a defender, as coarsely as registries share it."""

    THREAT = "threat"
    HARASSMENT = "harassment"
    SMEAR = "smear"
    SURVEILLANCE = "surveillance"
    CRIMINALISATION = "criminalisation"
    PHYSICAL = "physical"
    SEXUAL = "sexual"
    DISPLACEMENT = "displacement"
    KILLING = "killing"
    OTHER = "other"


# https://hxlstandard.org
TAGS: Final[Mapping[str, str]] = {
    "#adm1+code": "zone",
    "#date": "month",
    "#event+type": "kind",
    "#indicator+num": "number",
}
FIELD: Final = "csv"
_MONTH: Final = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])(-01)?")
_NUMBER: Final = re.compile(r"[0-9]{1,6}")
_MOST_ROWS, _MOST_TOLD = 20_000, 30
_MARKS: Final = (",", ";", "\t")


@dataclass(frozen=True)
class Counted:
    """How many attacks of a kind there were in a zone and a month."""

    zone: str
    month: date
    kind: AttackKind
    number: int


def read_attacks(text: str) -> list[Counted]:
    """Read counts.

    Raises
    ------
    InvalidInputError
        Naming each line and column that is wrong; of very many, the first.
    """
    lines = text.strip("\ufeff \r\n").splitlines()
    marked = next((number for number, line in enumerate(lines[:2]) if line.lstrip('"').startswith("#")), None)
    if marked is None:
        raise InvalidInputError(FIELD, N_("Falta la línea de etiquetas HXL, en la primera o segunda línea."))
    mark = max(_MARKS, key=lines[marked].count)
    rows = list(csv.reader(io.StringIO("\n".join(lines[marked:])), delimiter=mark))
    columns = _columns(rows[0], marked + 1)
    errors: list[InvalidInputError] = []
    counts = list(_counts(rows[1 : _MOST_ROWS + 1], columns, marked + 2, errors))
    if errors:
        raise InvalidInputError.together(errors[:_MOST_TOLD])
    if not counts:
        raise InvalidInputError(FIELD, N_("No hay ninguna línea con conteos."))
    return counts


def _columns(tags: Sequence[str], line: int) -> list[str]:
    told = [tag.strip().lower().replace(" ", "") for tag in tags]
    wrong = [tag for tag in told if tag not in TAGS]
    if wrong:
        message = N_("Línea %(line)s: la columna %(column)s no se admite. Solo zona, mes, tipo y número.")
        raise InvalidInputError.together(
            [InvalidInputError(FIELD, message, line=line, column=tag or "?") for tag in wrong]
        )
    if sorted(told) != sorted(TAGS):
        message = N_("Línea %(line)s: hacen falta estas columnas, una vez cada una: %(columns)s.")
        raise InvalidInputError(FIELD, message, line=line, columns=", ".join(TAGS))
    return [TAGS[tag] for tag in told]


def _counts(
    rows: Sequence[Sequence[str]], columns: Sequence[str], first: int, errors: list[InvalidInputError]
) -> Iterator[Counted]:
    seen: set[tuple[str, date, AttackKind]] = set()
    for line, row in enumerate(rows, first):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(columns):
            message = N_("Línea %(line)s: tiene %(cells)s columnas en lugar de cuatro.")
            errors.append(InvalidInputError(FIELD, message, line=line, cells=len(row)))
            continue
        cells = {name: cell.strip() for name, cell in zip(columns, row, strict=True)}
        found = _wrong(cells)
        errors += [InvalidInputError(FIELD, message, line=line, typed=typed[:20]) for message, typed in found]
        if found:
            continue
        year, month = cells["month"].split("-")[:2]
        counted = Counted(cells["zone"].upper(), date(int(year), int(month), 1), AttackKind(cells["kind"].lower()),
                          int(cells["number"]))  # fmt: skip
        key = (counted.zone, counted.month, counted.kind)
        if key in seen:
            errors.append(InvalidInputError(FIELD, N_("Línea %(line)s: esa zona, mes y tipo ya estaba."), line=line))
        seen.add(key)
        yield counted


def _wrong(cells: Mapping[str, str]) -> list[tuple[str, str]]:
    wrong = []
    if not _is_zone(cells["zone"]):
        wrong.append((N_("Línea %(line)s, zona: “%(typed)s” no es un código como MX-OAX."), cells["zone"]))
    if not _is_over(cells["month"]):
        wrong.append((N_("Línea %(line)s, mes: “%(typed)s” no es un mes pasado como 2026-03."), cells["month"]))
    if cells["kind"].lower() not in set(AttackKind):
        wrong.append((N_("Línea %(line)s, tipo: “%(typed)s” no es uno de la lista."), cells["kind"]))
    if not _NUMBER.fullmatch(cells["number"]):
        wrong.append((N_("Línea %(line)s, número: “%(typed)s” no es un número entero."), cells["number"]))
    return wrong


def _is_zone(typed: str) -> bool:
    try:
        return bool(zone(typed.upper()))
    except NotFoundError:
        return False


def _is_over(typed: str) -> bool:
    found = _MONTH.fullmatch(typed)
    return bool(found and int(found[1]) and date(int(found[1]), int(found[2]), 1) < today().replace(day=1))
