"""Pictures of figures: what each shows, in words and numbers that the table beside it has too."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

# Pixels of a row, and above all rows: the title, and each line of the legend.
ROW: Final = 46
SPAN_ROW: Final = 58
SWING_ROW: Final = 28
TITLE: Final = 28
_LINE, _GAP = 18, 12


class Width(IntEnum):
    """How wide a picture is on the page: on phones, and on all else."""

    SMALL = 344
    LARGE = 704


def columns_of(width: Width) -> int:
    """Say how many columns a legend has."""
    return 2 if width is Width.SMALL else 4


def _above(parts: int, width: Width) -> int:
    return TITLE + _LINE * -(-parts // columns_of(width)) + _GAP


@dataclass(frozen=True)
class Part:
    """One series: its words in the legend, and the token of its colour."""

    words: str
    tone: str


@dataclass(frozen=True)
class Bar:
    """One row: its words, how long each part is (`None` where that is not told), what is written on it, and its end.

    `whole` is as long as all parts together, told or not; `end` is written behind it, `reach` is an interval.
    """

    words: str
    lengths: tuple[float | None, ...]
    labels: tuple[str, ...]
    whole: float
    end: str = ""
    reach: tuple[float, float] | None = None

    @property
    def furthest(self) -> float:
        """Say how far it reaches, interval included."""
        return max(self.whole, self.reach[1] if self.reach else 0)


@dataclass(frozen=True)
class Bars:
    """Rows of parts, one behind the other; `hidden` is the legend of what is not told."""

    title: str
    parts: tuple[Part, ...]
    rows: tuple[Bar, ...]
    hidden: str = ""

    @property
    def untold(self) -> bool:
        """Say whether some part of some row is not told."""
        return any(length is None for row in self.rows for length in row.lengths)

    def height(self, width: Width) -> int:
        """Give the height that its rows and its legend take."""
        return _above(len(self.parts) + self.untold, width) + ROW * len(self.rows)


@dataclass(frozen=True)
class Span:
    """One row: its words, where its middle and its far end lie, now and before, and what is written behind it."""

    words: str
    ends: tuple[float | None, float | None]
    before: tuple[float | None, float | None]
    end: str


@dataclass(frozen=True)
class Spans:
    """Rows with a middle and a far end; `parts` are the legend of the middle, of the far end, and of both before."""

    title: str
    parts: tuple[Part, Part, Part]
    rows: tuple[Span, ...]

    def height(self, width: Width) -> int:
        """Give the height that its rows and its legend take."""
        return _above(len(self.parts), width) + SPAN_ROW * len(self.rows)


@dataclass(frozen=True)
class Swing:
    """One row: its words, how far it is to either side of nothing, its label, and how far it goes by chance."""

    words: str
    value: float | None
    label: str
    by_chance: float


@dataclass(frozen=True)
class Swings:
    """Rows from minus one to one; `parts` are the legend of the value and of what chance does."""

    title: str
    parts: tuple[Part, Part]
    rows: tuple[Swing, ...]

    def height(self, width: Width) -> int:
        """Give the height that its rows and its legend take."""
        return _above(len(self.parts), width) + SWING_ROW * len(self.rows)


Chart = Bars | Spans | Swings


def sizes_of(chart: Chart) -> dict[Width, tuple[int, int]]:
    """Give width and height of each size, which a page keeps free while the picture comes."""
    return {width: (int(width), chart.height(width)) for width in Width}
