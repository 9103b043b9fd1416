"""What the room calendar shows: rooms by nights, with a stay as one cell however many nights it lasts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from shelters.capacity.words import NightState

# A sign for a night as narrow as a finger, where the beginning of the word says nothing.
_SIGNS: Final = {NightState.UNCONFIRMED: "?", NightState.OUT_OF_SEASON: "–"}


@dataclass(frozen=True)
class Cell:
    """One state over one or more nights of a row.

    A cell with a `value` is a box to tick; any other with an `href` is a link.
    """

    state: NightState
    first: date
    nights: int = 1
    title: str = ""
    note: str = ""
    value: str = ""
    ticked: bool = False
    href: str = ""
    earlier: bool = False
    later: bool = False

    @property
    def last(self) -> date:
        """Give the last night."""
        return self.first + timedelta(days=self.nights - 1)

    @property
    def sign(self) -> str:
        """Give the sign of its state, if it has one."""
        return _SIGNS.get(self.state, "")


@dataclass(frozen=True)
class Row:
    """A room taken whole, or a bed of a shared room."""

    name: str
    cells: tuple[Cell, ...]
    href: str = ""
    brief: str = ""


@dataclass(frozen=True)
class Group:
    """A shared room with a row for each bed; without a name, rooms taken whole."""

    rows: tuple[Row, ...]
    name: str = ""
    href: str = ""


@dataclass(frozen=True)
class Week:
    """The nights shown, the rooms, and how many beds are free in each night."""

    nights: tuple[date, ...]
    groups: tuple[Group, ...]
    free: tuple[int, ...]
    states: tuple[NightState, ...] = field(default=tuple(NightState))

    def __post_init__(self) -> None:
        """Refuse a row that does not fill the nights: the table would read a wrong night aloud."""
        for group in self.groups:
            for row in group.rows:
                if sum(cell.nights for cell in row.cells) != len(self.nights):
                    message = f"row {row.name!r} covers {sum(cell.nights for cell in row.cells)} nights"
                    raise ValueError(message)
