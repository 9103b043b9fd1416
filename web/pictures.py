"""What planners read in tables, as charts: each number in one is a number of its table, written the same way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from shelters.errors import N_
from shelters.planning.attacks import Lag
from shelters.planning.bed_nights import Use
from shelters.planning.coming import Expected
from shelters.planning.counts import REST
from shelters.planning.flow import Times
from shelters.planning.labels import USES
from shelters.planning.occupancy import Occupancy
from shelters.planning.suppression import Shown
from shelters.retention.models import Fate
from web.attack_words import correlation, lag_words
from web.charts import Bar, Bars, Part, Span, Spans, Swing, Swings
from web.coming_words import between
from web.language import say
from web.wording import number, percent

# More would weigh more than a bad line bears.
_MOST_ROWS: Final = 12
_FIRST: Final = N_("%(title)s: las %(number)s filas con más")
NOT_TOLD: Final = N_("n/d")
_FATE_TONES: Final[Mapping[str, str]] = {
    Fate.MET: "act",
    Fate.LATE: "sash-2",
    Fate.FAR: "honey",
    Fate.WITHOUT: "map-2",
    Fate.WAITING: "dusk",
    Fate.TURNED_AWAY: "clay",
    Fate.REFERRED: "sash-4",
    Fate.WITHDRAWN: "edge",
    REST: "line",
}
_USE_TONES: Final[Mapping[Use, str]] = {
    Use.USED: "act",
    Use.RESTING: "map-2",
    Use.CLOSED: "clay",
    Use.KEPT: "sash-2",
    Use.FREE: "line",
}


def counts_chart(
    title: str, table: Shown, rows: Mapping[str, str], columns: Mapping[str, str], tones: Mapping[str, str]
) -> Bars:
    """Draw a table of counts: a bar for each row, in it a part for each column; of many rows those with most."""
    most = set(sorted(range(len(table.rows)), key=lambda row: -table.row_totals[row])[:_MOST_ROWS])
    bars = zip(table.rows, table.cells, table.row_totals, strict=True)
    return Bars(
        title if len(most) == len(table.rows) else say(_FIRST, title=title, number=len(most)),
        tuple(Part(columns[column], tones[column]) for column in table.columns),
        tuple(
            Bar(rows[row], cells, tuple("" if cell is None else number(cell) for cell in cells), total, number(total))
            for place, (row, cells, total) in enumerate(bars)
            if place in most
        ),
        hidden=say(NOT_TOLD),
    )


def unmet_chart(table: Shown, rows: Mapping[str, str], fates: Mapping[str, str]) -> Bars:
    """Draw the ledger: what became of the requests of each row."""
    return counts_chart(say(N_("Qué pasó con cada solicitud")), table, rows, fates, _FATE_TONES)


def occupancy_chart(found: Occupancy | None, words: Mapping[str, str]) -> Bars:
    """Draw the bed nights: a bar for each row, in it the share of each use."""
    rows = found.rows if found else {}
    return Bars(
        say(N_("En qué se usaron las noches de las camas")),
        tuple(Part(say(USES[use]), _USE_TONES[use]) for use in Use),
        tuple(
            Bar(words[row], shares, tuple(map(percent, shares)), 1.0)
            for row, nights in rows.items()
            for shares in [tuple(nights.share(use) for use in Use)]
        ),
    )


def hours_chart(rows: Iterable[tuple[str, Times, Times]]) -> Spans:
    """Draw the hours to a bed: for each urgency the middle and nine of ten, and both of the quarter before."""
    return Spans(
        say(N_("De la solicitud a la cama, en horas")),
        (Part(say(N_("Mediana")), "act"), Part(say(N_("Nueve de diez")), "map-2"), Part(say(N_("Antes")), "edge")),
        tuple(
            Span(words, (now.middle, now.most), (before.middle, before.most), f"{told(now.middle)} · {told(now.most)}")
            for words, now, before in rows
        ),
    )


def coming_chart(past: Sequence[tuple[str, int]], ahead: Sequence[tuple[str, Expected]]) -> Bars:
    """Draw the months that are over, and those that are expected with their intervals."""
    rows = [Bar(words, (about, 0), (number(about), ""), about) for words, about in past]
    rows += [
        Bar(words, (0, each.about), ("", ""), each.about, between(each), (each.low, each.high)) for words, each in ahead
    ]
    parts = (Part(say(N_("Vinieron")), "map-1"), Part(say(N_("Se esperan")), "act"))
    return Bars(say(N_("Solicitudes por mes")), parts, tuple(rows))


def lags_chart(lags: Sequence[Lag]) -> Swings:
    """Draw how attacks went with requests of other months, on what chance alone does."""
    return Swings(
        say(N_("Cómo van con las solicitudes de otros meses")),
        (Part(say(N_("Correlación")), "act"), Part(say(N_("Por azar, hasta")), "line")),
        tuple(
            Swing(lag_words(each.months), each.correlation, correlation(each.correlation), each.by_chance)
            for each in lags
        ),
    )


def told(value: float | None) -> str:
    """Write hours as their table does."""
    return say(NOT_TOLD) if value is None else number(round(value))
