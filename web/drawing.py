"""Charts drawn by Matplotlib, in the colours of the style sheet and with the font that it brings along.

Nothing here asks anybody: a figure is made of the words and numbers that it is given.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import singledispatch
from typing import TYPE_CHECKING, Any, Final

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from PIL import Image

from web.charts import ROW, SPAN_ROW, SWING_ROW, TITLE, Bar, Bars, Chart, Part, Span, Spans, Swings, Width, columns_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Colours = Mapping[str, str]
Ends = tuple[float | None, float | None]

# A point is a pixel of the page; a picture has three for two of them, as sharp as a page of 60 kB can bear.
_POINTS, _DOTS = 72, 108
_COLOURS: Final = 32
_TEXT, _SMALL = 13, 12
# About as wide as a letter is, in pixels of the page.
_LETTER: Final = 8
_STYLE: Final[dict[Any, Any]] = {
    "font.family": "DejaVu Sans",
    "font.size": _TEXT,
    # Letters as outlines, so that it looks the same wherever it is printed.
    "svg.fonttype": "path",
    "svg.hashsalt": "abrigo",
    "hatch.linewidth": 1.0,
    # A sign for money is no formula.
    "text.parse_math": False,
}


def draw(chart: Chart, size: tuple[int, int], colours: Colours, *, svg: bool) -> bytes:
    """Draw a chart as large as it is asked for, as a PNG of few colours or as an SVG."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(size[0] / _POINTS, size[1] / _POINTS), dpi=_DOTS, facecolor=colours["card"])
        FigureCanvasAgg(figure)
        figure.text(0, 1 - 2 / size[1], chart.title, va="top", weight="bold", color=colours["ink"])
        _fill(chart, _Sheet(figure, size, colours))
        out = io.BytesIO()
        if svg:
            figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
            return out.getvalue()
        figure.savefig(out, format="png", metadata={"Software": None})
    return _light(out)


def _light(picture: io.BytesIO) -> bytes:
    out = io.BytesIO()
    few = Image.open(picture).convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    few.save(out, "PNG", optimize=True)
    return out.getvalue()


@dataclass(frozen=True)
class _Sheet:
    """What is drawn on, how large it is in pixels of the page, and in which colours."""

    figure: Figure
    size: tuple[int, int]
    colours: Colours

    def rows(self, number: int, high: int, longest: float, letters: int) -> tuple[Axes, float]:
        """Lay out rows from the bottom up, with room behind them for letters; give how many pixels a unit has."""
        wide, tall = self.size
        axes = self.figure.add_axes((0.0, 0.0, 1.0, max(number, 1) * high / tall))
        axes.set_axis_off()
        across = (wide - _LETTER * (letters + 2)) / (longest or 1)
        axes.set_xlim(0, wide / across)
        axes.set_ylim(max(number, 1), 0)
        return axes, across

    def write(self, axes: Axes, at: tuple[float, float], words: str, **how: Any) -> None:
        """Write words beside a row."""
        axes.text(*at, words, va="center", **{"color": self.colours["ink"], **how})

    def legend(self, parts: Sequence[Part], hidden: str = "") -> None:
        """Say under the title what each colour is, in as many columns as the chart reckons with."""
        patches = [Patch(label=part.words, facecolor=self.colours[part.tone]) for part in parts]
        patches += [Patch(label=hidden, **self.untold)] if hidden else []
        self.figure.legend(
            handles=patches, loc="upper left", bbox_to_anchor=(0, 1 - TITLE / self.size[1]), borderaxespad=0,
            ncols=columns_of(Width(self.size[0])), frameon=False, borderpad=0, handlelength=1, handletextpad=0.5,
            columnspacing=1.2, labelspacing=0.3, labelcolor=self.colours["ink"], fontsize=_SMALL,
        )  # fmt: skip

    @property
    def untold(self) -> dict[str, Any]:
        """Give the look of what is not told."""
        return {"facecolor": self.colours["card"], "edgecolor": self.colours["soft"], "hatch": "////"}


@singledispatch
def _fill(chart: Chart, _sheet: _Sheet) -> None:
    raise TypeError(type(chart).__name__)


@_fill.register
def _(chart: Bars, sheet: _Sheet) -> None:
    longest, letters = max((row.furthest for row in chart.rows), default=1), _letters(chart.rows)
    axes, across = sheet.rows(len(chart.rows), ROW, longest, letters)
    for number, row in enumerate(chart.rows):
        sheet.write(axes, (0, number + 0.25), row.words)
        sheet.write(axes, (row.furthest + 6 / across, number + 0.7), row.end, weight="bold")
        left = 0.0
        for part, length, label in zip(chart.parts, row.lengths, row.labels, strict=True):
            if length:
                _block(axes, sheet, (left, number + 0.7), length, part.tone)
                if length * across > _LETTER * len(label) + 6:
                    colour = _readable(sheet.colours, part.tone)
                    sheet.write(axes, (left + length / 2, number + 0.7), label, ha="center", size=_SMALL, color=colour)
                left += length
        if row.reach:
            _reach(axes, sheet, row.reach, number + 0.7)
        if None in row.lengths:
            axes.barh(number + 0.7, row.whole - left, 0.46, left, **sheet.untold)
    sheet.legend(chart.parts, chart.hidden if chart.untold else "")


def _block(axes: Axes, sheet: _Sheet, at: tuple[float, float], length: float, tone: str) -> None:
    axes.barh(at[1], length, 0.46, at[0], color=sheet.colours[tone], edgecolor=sheet.colours["card"])


def _reach(axes: Axes, sheet: _Sheet, reach: tuple[float, float], at: float) -> None:
    """Draw an interval as a line with an end at either side, which is seen on any colour."""
    for colour, wide in ((sheet.colours["card"], 5), (sheet.colours["ink"], 2)):
        axes.plot(reach, (at, at), color=colour, linewidth=wide, marker="|", markersize=12, markeredgewidth=wide)


@_fill.register
def _(chart: Spans, sheet: _Sheet) -> None:
    told = [end for row in chart.rows for end in (*row.ends, *row.before) if end is not None]
    axes, across = sheet.rows(len(chart.rows), SPAN_ROW, max(told, default=1), _letters(chart.rows))
    middle, far, before = (sheet.colours[part.tone] for part in chart.parts)
    for number, row in enumerate(chart.rows):
        sheet.write(axes, (0, number + 0.2), row.words)
        _span(axes, number + 0.57, row.ends, (middle, far), 0.3)
        _span(axes, number + 0.82, row.before, (before, before), 0.12)
        last = max((end for end in row.ends if end is not None), default=0)
        sheet.write(axes, (last + 6 / across, number + 0.57), row.end, weight="bold")
    sheet.legend(chart.parts)


@_fill.register
def _(chart: Swings, sheet: _Sheet) -> None:
    axes, _across = sheet.rows(len(chart.rows), SWING_ROW, 1, 0)
    # Words at the left, labels at the right, and between them from minus one to one.
    axes.set_xlim(-2.3, 1.5)
    value, chance = (sheet.colours[part.tone] for part in chart.parts)
    for number, row in enumerate(chart.rows):
        sheet.write(axes, (-2.3, number + 0.5), row.words)
        sheet.write(axes, (1.1, number + 0.5), row.label, weight="bold")
        if row.value is not None:
            axes.barh(number + 0.5, 2 * row.by_chance, 0.8, -row.by_chance, color=chance)
            axes.barh(number + 0.5, row.value, 0.4, color=value)
    axes.plot((0, 0), (0, max(len(chart.rows), 1)), color=sheet.colours["ink"], linewidth=1)
    sheet.legend(chart.parts)


def _span(
    axes: Axes, at: float, ends: tuple[float | None, float | None], colours: tuple[str, str], high: float
) -> None:
    """Draw a thin bar as far as nine of ten, and a thick one before it as far as the middle."""
    for end, colour, share in ((ends[1], colours[1], 0.5), (ends[0], colours[0], 1.0)):
        if end is not None:
            axes.barh(at, end, high * share, color=colour)


def _letters(rows: Sequence[Bar | Span]) -> int:
    """Say how many letters stand behind the row that has most."""
    return max((len(row.end) for row in rows), default=0)


def _readable(colours: Colours, tone: str) -> str:
    """Take whichever of paper and ink stands out more on a colour."""
    return max((colours["card"], colours["ink"]), key=lambda other: abs(_light_of(other) - _light_of(colours[tone])))


def _light_of(colour: str) -> float:
    red, green, blue = mpl.colors.to_rgb(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
