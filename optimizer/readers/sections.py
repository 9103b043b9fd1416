"""The sections of a patient admission file: counts first, then blocks of lines under their titles."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NoReturn, TypeVar

from optimizer.errors import InstanceError
from optimizer.readers.words import Words

COUNTS = {
    "Rooms": "ROOMS",
    "Roomproperties": "ROOMPROPERTIES",
    "Beds": "BEDS",
    "Departments": "DEPARTMENTS",
    "Specialisms": "SPECIALISMS",
    "Patients": "PATIENTS",
    "Planning horizon": "",
}
"""The counts of the header, and the section that each one counts."""

T = TypeVar("T")
Numbered = tuple[int, str]


class Sections:
    """The numbered lines of each section, and the length of the horizon."""

    def __init__(self, lines: Sequence[str]) -> None:
        numbered = ((at, line.strip()) for at, line in enumerate(lines, start=1))
        filled = ((at, line) for at, line in numbered if line)
        next(filled, None)  # the first line is a title for people
        counts = dict(_count(*line) for line in islice(filled, len(COUNTS)))
        for name in COUNTS:
            if name not in counts:
                raise InstanceError("is missing among the counts at the top", name)
        self.nights = counts["Planning horizon"]
        self._blocks = _blocks(filled)
        self._counts = {section: counts[name] for name, section in COUNTS.items() if section}

    def rows(self, section: str, parse: Callable[["Row"], T]) -> dict[str, T]:
        """Parse each line of a section; the result is by the id that the line begins with."""
        if section not in self._blocks:
            raise InstanceError("is missing; the file has no such section", section)
        found: dict[str, T] = {}
        for at, line in self._blocks[section]:
            row = Row(section, at, line)
            if row.id in found:
                row.refuse("is the id of an earlier line; ids are unique", "id")
            found[row.id] = parse(row)
        if len(found) != self._counts[section]:
            raise InstanceError(
                f"has {len(found)} lines, and the top of the file announces {self._counts[section]}", section
            )
        return found


class Row:
    """One line of a section: an id, then parts between bars."""

    def __init__(self, section: str, line: int, text: str) -> None:
        self._section, self._line = section, line
        self.id, *rest = text.split(maxsplit=1)
        self.parts = rest[0].split("|") if rest else [""]

    def shape(self, many: int) -> None:
        """Refuse a line with more or fewer parts."""
        if len(self.parts) != many:
            self.refuse(f"must have {many} parts between bars, not {len(self.parts)}", "")

    def words(self, part: int) -> Words:
        """Give the words of one part."""
        words = Words(iter([(self._line, self.parts[part])]))
        words.line = self._line
        return words

    def field(self, name: str) -> str:
        """Write the name of a field of this line."""
        return f"{self._section}[{self.id}].{name}" if name else f"{self._section}[{self.id}]"

    def refuse(self, what: str, name: str) -> NoReturn:
        """Refuse a field of this line."""
        raise InstanceError(what, self.field(name), self._line)

    def known(self, name: str, there: Mapping[str, object], field: str) -> str:
        """Accept the id of a line in another section."""
        if name not in there:
            self.refuse(f"{name[:20]!r} is not defined in this file", field)
        return name


def _count(at: int, line: str) -> tuple[str, int]:
    match = re.fullmatch(r"([A-Za-z ]+):\s*(\d{1,7})", line)
    if match is None or match[1] not in COUNTS:
        raise InstanceError("must be a count such as 'Rooms: 98'", "counts", at)
    return match[1], int(match[2])


def _blocks(lines: Iterator[Numbered]) -> dict[str, list[Numbered]]:
    blocks: dict[str, list[Numbered]] = {}
    block: list[Numbered] | None = None
    for at, line in lines:
        if line == "END.":
            break
        if line.endswith(":"):
            block = blocks.setdefault(line[:-1], [])
        elif block is None:
            raise InstanceError("must begin with a title such as 'ROOMS:'", "sections", at)
        else:
            block.append((at, line))
    return blocks
