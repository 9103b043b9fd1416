"""What the room calendar shows: rooms by nights, with a stay as one cell however many nights it lasts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from shelters.errors import N_


class State(StrEnum):
    """What a night of a bed is."""

    FREE = "free"
    KEPT = "kept"
    STAY = "stay"
    HOLD = "hold"
    TURNAROUND = "turnaround"
    CLOSURE = "closure"
    REST = "rest"
    COLLECTIVE = "collective"
    UNCONFIRMED = "unconfirmed"
    FROZEN = "frozen"
    OUT_OF_SEASON = "out_of_season"

    @property
    def word(self) -> str:
        """Say the state in the source language, to be translated where it is shown."""
        return _WORDS[self]

    @property
    def mark(self) -> str:
        """Give a sign for a night as narrow as a finger, where the beginning of the word says nothing."""
        return {State.UNCONFIRMED: "?", State.OUT_OF_SEASON: "–"}.get(self, "")


_WORDS: Final = {
    State.FREE: N_("libre"),
    State.KEPT: N_("guardada"),
    State.STAY: N_("estancia"),
    State.HOLD: N_("apartada"),
    State.TURNAROUND: N_("preparación"),
    State.CLOSURE: N_("cierre"),
    State.REST: N_("descanso"),
    State.COLLECTIVE: N_("colectiva"),
    State.UNCONFIRMED: N_("por confirmar"),
    State.FROZEN: N_("congelada"),
    State.OUT_OF_SEASON: N_("fuera de temporada"),
}


@dataclass(frozen=True)
class Cell:
    """One state over one or more nights of a row.

    A cell with a `value` is a box to tick; any other with an `href` is a link.
    """

    state: State
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
    states: tuple[State, ...] = field(default=tuple(State))

    def __post_init__(self) -> None:
        """Refuse a row that does not fill the nights: the table would read a wrong night aloud."""
        for group in self.groups:
            for row in group.rows:
                if sum(cell.nights for cell in row.cells) != len(self.nights):
                    message = f"row {row.name!r} covers {sum(cell.nights for cell in row.cells)} nights"
                    raise ValueError(message)
