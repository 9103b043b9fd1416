"""Lines of the two sheets as drafts; a cell left empty says nothing, so that it keeps what a house already has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from shelters.capacity.cells import HOUSES, ROOMS, CellError, read_cell
from shelters.capacity.models import HouseDraft, RoomDraft
from shelters.capacity.sheets import BadRow, Line, Sheet, read_sheet
from shelters.drafts import Draft, build
from shelters.errors import N_, InvalidInputError

Drafted = TypeVar("Drafted", bound=Draft)

_RULES = ("children", "sons_up_to", "men", "trans_women", "pets")
_ADDRESS = ("address", "access", "contact")


@dataclass(frozen=True)
class Entry(Generic[Drafted]):
    """A line that can be stored: its house, and the draft with exactly what the line says."""

    line: int
    house: str
    draft: Drafted

    def over(self, stored: Drafted) -> Drafted:
        """Lay what the line says over what is stored."""
        said = self.draft.model_dump(mode="json", exclude_unset=True)
        kept = stored.model_dump(mode="json")
        kinds = {bed["label"]: bed["kind"] for bed in kept.get("beds", ())}
        for bed in said.get("beds", ()):
            bed.setdefault("kind", kinds.get(bed["label"], "single"))
        return type(stored).model_validate(_laid(kept, said))


def _laid(kept: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
    return kept | {name: _laid(kept[name], value) if isinstance(value, dict) else value for name, value in said.items()}


def house_entries(content: bytes, bad: list[BadRow]) -> list[Entry[HouseDraft]]:
    """Read the houses; each named once."""
    entries = _entries(HOUSES, read_sheet(HOUSES, content, bad), HouseDraft, _house_values, bad)
    return _once(HOUSES, entries, "code_name", lambda entry: entry.house, bad)


def room_entries(content: bytes, bad: list[BadRow]) -> list[Entry[RoomDraft]]:
    """Read the rooms; each named once in its house."""
    entries = _entries(ROOMS, read_sheet(ROOMS, content, bad), RoomDraft, _room_values, bad)
    return _once(ROOMS, entries, "name", lambda entry: (entry.house, entry.draft.name), bad)


def _entries(
    sheet: Sheet,
    lines: list[Line],
    kind: type[Drafted],
    values_of: Callable[[dict[str, Any]], dict[str, Any]],
    bad: list[BadRow],
) -> list[Entry[Drafted]]:
    entries = []
    for line in lines:
        cells = _read(sheet, line, bad)
        if cells is None:
            continue
        house = str(cells.get("code_name") or cells.pop("house", ""))
        try:
            entries.append(Entry(line.number, house, build(kind, values_of(cells))))
        except InvalidInputError as errors:
            bad += [_refused(sheet, line.number, error) for error in errors.each()]
    return entries


def _read(sheet: Sheet, line: Line, bad: list[BadRow]) -> dict[str, Any] | None:
    """Read every cell of a line, naming each that cannot be understood."""
    values = {}
    for column, cell in line.cells.items():
        try:
            values[column] = read_cell(column, cell)
        except CellError as error:
            bad.append(sheet.bad(line.number, column, error.message, error.remedy, **error.values))
    return values if len(values) == len(line.cells) else None


def _refused(sheet: Sheet, line: int, error: InvalidInputError) -> BadRow:
    column = next((part for part in reversed(error.field.split(".")) if part in sheet.columns), error.field)
    column = {"municipality_id": "municipality"}.get(column, column)
    return sheet.bad(line, column, N_("Este dato no se puede guardar."), error.message, **error.values)


def _house_values(cells: dict[str, Any]) -> dict[str, Any]:
    rules = _taken(cells, _RULES)
    profile = _taken(cells, ("offers", "languages")) | ({"rules": rules} if rules else {})
    address = _taken(cells, _ADDRESS)
    values = {**cells, "municipality_id": cells["municipality"], "profile": profile, "address": address}
    del values["municipality"]
    return {name: value for name, value in values.items() if value != {}}


def _room_values(cells: dict[str, Any]) -> dict[str, Any]:
    season: dict[str, Any] = cells.pop("season", {})
    return cells | season


def _taken(cells: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: cells.pop(name) for name in names if name in cells}


def _once(
    sheet: Sheet,
    entries: list[Entry[Drafted]],
    column: str,
    name_of: Callable[[Entry[Drafted]], object],
    bad: list[BadRow],
) -> list[Entry[Drafted]]:
    first: dict[object, int] = {}
    for entry in entries:
        line = first.setdefault(name_of(entry), entry.line)
        if line != entry.line:
            problem = N_("Este nombre ya está en la línea %(other)s.")
            bad.append(sheet.bad(entry.line, column, problem, N_("Deja una sola línea."), other=line))
    return entries
