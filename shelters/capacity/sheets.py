"""Spreadsheets as people save them: CSV in UTF-8, read with every fault named, written so that no cell is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from shelters.errors import N_, InvalidInputError
from shelters.places.folding import folded

MOST_BYTES = 2_000_000
MOST_ROWS = 5_000
# What a spreadsheet would compute instead of showing.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class BadRow:
    """What is wrong in one cell, and what to do about it; the texts are untranslated, `values` fill both."""

    file: str
    line: int
    column: str
    problem: str
    remedy: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """Say it as the operator reads it."""
        where = f"{self.file}, línea {self.line}" + (f", columna «{self.column}»" if self.column else "")
        return f"{where}: {self.problem % self.values} {self.remedy % self.values}"


class ImportRefusedError(InvalidInputError):
    """Nothing was imported; every row that must change is named."""

    def __init__(self, rows: list[BadRow]) -> None:
        """Keep the rows, file by file and from the top down."""
        self.rows = sorted(rows, key=lambda row: (row.file, row.line, row.column))
        super().__init__("file", N_("No se importó nada. Corrige %(count)s cosas en los archivos."), count=len(rows))


@dataclass(frozen=True)
class Line:
    """A row of a sheet: where it began, and its cells by the English name of their column."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    """A kind of file: its name, and its columns by English name with the Spanish heading people see."""

    file: str
    columns: Mapping[str, str]
    required: tuple[str, ...]

    def bad(self, line: int, column: str, problem: str, remedy: str, **values: object) -> BadRow:
        """Name what is wrong in a cell by the heading that people see."""
        return BadRow(self.file, line, self.columns.get(column, column), problem, remedy, values)


def key_of(text: str) -> str:
    """Reduce a heading or a word of a list to what tells it apart: no accents, spaces or apostrophes."""
    return "".join(sign for sign in folded(text) if sign.isalnum())


def read_sheet(sheet: Sheet, content: bytes, bad: list[BadRow]) -> list[Line]:
    """Read the rows of a file; what is wrong with the file itself is added to `bad`."""
    rows = list(_rows(sheet, content, bad))
    if not rows:
        if not bad:
            bad.append(sheet.bad(1, "", N_("El archivo está vacío."), N_("Empieza con los títulos de la plantilla.")))
        return []
    (_, headings), *lines = rows
    before = len(bad)
    columns = _columns(sheet, headings, bad)
    if len(bad) > before:
        return []
    if len(lines) > MOST_ROWS:
        bad.append(
            sheet.bad(
                MOST_ROWS + 2,
                "",
                N_("Hay demasiadas líneas."),
                N_("Divide el archivo: caben %(most)s."),
                most=MOST_ROWS,
            )
        )
        return []
    return [line for line in (_line(sheet, columns, number, cells, bad) for number, cells in lines) if line]


def write_sheet(sheet: Sheet, rows: Iterable[Mapping[str, str]]) -> bytes:
    """Write rows under the Spanish headings, with a mark that makes spreadsheets read UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(sheet.columns.values())
    writer.writerows([_harmless(row.get(name, "")) for name in sheet.columns] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith((*_FORMULA, "'")) else cell


def _meant(cell: str) -> str:
    """Take away the apostrophe that makes a spreadsheet show a cell instead of computing it."""
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*_FORMULA, "'")) else cell


def _rows(sheet: Sheet, content: bytes, bad: list[BadRow]) -> Iterator[tuple[int, list[str]]]:
    text = _text(sheet, content, bad)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    while True:
        # A cell with line breaks makes a row of several lines; people look for the first.
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            problem = N_("Esta línea no se puede leer.")
            bad.append(sheet.bad(number, "", problem, N_("Revisa que cada comilla que abre también cierre.")))
            return
        if any(cell.strip() for cell in cells):
            yield number, [_meant(cell) for cell in cells]


def _text(sheet: Sheet, content: bytes, bad: list[BadRow]) -> str:
    if len(content) > MOST_BYTES:
        problem = N_("El archivo es muy grande.")
        bad.append(sheet.bad(1, "", problem, N_("Divídelo: caben %(most)s MB."), most=MOST_BYTES // 1_000_000))
        return ""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = N_("El archivo no está en UTF-8.")
        bad.append(sheet.bad(line, "", problem, N_("Guárdalo otra vez como «CSV UTF-8».")))
        return ""
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        problem = N_("Hay un signo que no es texto.")
        bad.append(sheet.bad(line, "", problem, N_("Guarda la hoja como CSV, no como libro de cálculo.")))
        return ""
    return text


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _columns(sheet: Sheet, headings: Sequence[str], bad: list[BadRow]) -> list[str | None]:
    known = {key_of(text): name for name, heading in sheet.columns.items() for text in (name, heading)}
    columns = [known.get(key_of(heading)) for heading in headings]
    for heading, column in zip(headings, columns, strict=True):
        if heading and column is None:
            problem = N_("Esta columna no es de la plantilla.")
            bad.append(sheet.bad(1, heading[:40], problem, N_("Quítala, o escribe su título como en la plantilla.")))
    twice = {column for column in columns if column and columns.count(column) > 1}
    bad += [sheet.bad(1, column, N_("Esta columna está dos veces."), N_("Deja una.")) for column in twice]
    for name in sheet.required:
        if name not in columns:
            problem = N_("Falta esta columna.")
            bad.append(sheet.bad(1, name, problem, N_("Agrega el título como en la plantilla.")))
    return columns


def _line(
    sheet: Sheet, columns: Sequence[str | None], number: int, cells: Sequence[str], bad: list[BadRow]
) -> Line | None:
    if any(cells[len(columns) :]):
        problem = N_("Hay más celdas que títulos.")
        bad.append(sheet.bad(number, "", problem, N_("Pon entre comillas los textos que llevan comas.")))
        return None
    filled = {column: cell for column, cell in zip(columns, cells, strict=False) if column and cell}
    missing = [name for name in sheet.required if name in columns and name not in filled]
    bad += [
        sheet.bad(number, name, N_("Falta este dato."), N_("Escríbelo: esta columna es obligatoria."))
        for name in missing
    ]
    return None if missing else Line(number, filled)
