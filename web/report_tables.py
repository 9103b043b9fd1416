"""A report as tables: the same rows for the page, the PDF and the files, so that none can say something else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from shelters.capacity.labels import KINDS
from shelters.capacity.words import HouseKind
from shelters.errors import N_
from shelters.planning.bed_nights import Use
from shelters.planning.counts import REST
from shelters.planning.flow import Times
from shelters.planning.labels import (
    CHECK_MEANINGS,
    CHECK_STATES,
    EVENTS,
    FATE_MEANINGS,
    FATES,
    FLOW_MEANINGS,
    GROUPINGS,
    SPEEDS,
    USE_MEANINGS,
    USES,
)
from shelters.planning.ledger import Grouping, Speed
from shelters.planning.occupancy import Nights
from shelters.planning.parts import Told
from shelters.planning.report import Report
from shelters.planning.rooms import Grouped
from shelters.requests.labels import URGENCIES
from web.charts import Bars
from web.flow_words import in_order, of
from web.language import say
from web.pictures import occupancy_chart
from web.planning_words import OTHERS, bed_row, decline_row
from web.unmet_words import row_words, rule_words
from web.wording import number

NOT_TOLD: Final = N_("n/d")
_HOW_MANY: Final = (("number", N_("Veces")),)
_BY_SPEED: Final = tuple((speed.value, SPEEDS[speed]) for speed in Speed)
_OF_BEDS: Final = (("houses", N_("Casas")), *((use.value, USES[use]) for use in Use), ("before", N_("Antes")))
_TIMES: Final = (("median", N_("Mediana")), ("nine_of_ten", N_("Nueve de diez")))
# How the figures were made, in the order of the tables; the first word is what they have in common.
METHOD: Final = (
    N_("Todo se cuenta de lo que pasó: nadie escribió una cifra. Menos de cinco no se dice, ni lo que lo delataría."),
    *FATE_MEANINGS,
    *USE_MEANINGS,
    *FLOW_MEANINGS,
    *CHECK_MEANINGS,
)
_Cells = tuple[int | None, ...]


@dataclass(frozen=True)
class Line:
    """A row: its code for programs, its words, and a number for each column or nothing where it is not told."""

    code: str
    words: str
    cells: _Cells


@dataclass(frozen=True)
class Table:
    """One of the tables, and its picture if it has one; the columns after `plain` many are hundredths."""

    code: str
    title: str
    heading: str
    columns: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    plain: int = 100
    chart: Bars | None = None

    @property
    def written(self) -> list[list[str]]:
        """Write its rows as people read them."""
        return [[line.words, *map(self._cell, range(len(line.cells)), line.cells)] for line in self.lines]

    def _cell(self, place: int, value: int | None) -> str:
        if value is None:
            return say(NOT_TOLD)
        return number(value) if place < self.plain else f"{number(value)} %"


def tables_of(report: Report) -> list[Table]:
    """Lay a report out; what has no row is left out."""
    fate_words = {fate.value: say(words) for fate, words in FATES.items()} | {REST: say(OTHERS)}
    tables = [
        _by_speed("fates", say(N_("Qué pasó con las solicitudes")), say(N_("Qué")), report.fates, fate_words),
        _by_speed("rules", say(N_("Por qué no tuvieron lugar")), say(N_("Regla")), report.rules, _rules(report)),
        *(_asked(grouping, told) for grouping, told in report.asked.items()),
        _beds(report),
        _times("hours", say(N_("De la solicitud a la cama, en horas")), say(N_("Urgencia")), _hours(report)),
        _times("nights", say(N_("Noches en la casa")), say(N_("Tipo de casa")), _nights(report)),
        _counts("declined", say(N_("Por qué se declinó un lugar")), _declined(report)),
        _counts("happened", say(N_("Qué más pasó")), _happened(report)),
        _counts("conditions", say(N_("Condiciones de las casas, al final")), _conditions(report)),
    ]
    return [table for table in tables if table.lines]


def _by_speed(code: str, title: str, heading: str, told: Mapping[Speed, Told], words: Mapping[str, str]) -> Table:
    """Give a row for each that any speed tells of, those with most first and the rest last."""
    most = {row: sum(each.get(row) or 0 for each in told.values()) for each in told.values() for row in each}
    rows = sorted(most, key=lambda row: (row == REST, -most[row], row))
    lines = (Line(row or "others", words[row], tuple(of(told[speed], row) for speed in Speed)) for row in rows)
    return Table(code, title, heading, _said(_BY_SPEED), tuple(line for line in lines if any(_some(line.cells))))


def _some(cells: _Cells) -> Iterable[bool]:
    return (cell != 0 for cell in cells)


def _rules(report: Report) -> dict[str, str]:
    return rule_words([row for told in report.rules.values() for row in told])


def _asked(grouping: Grouping, told: Mapping[Speed, Told]) -> Table:
    words = row_words(grouping, [row for each in told.values() for row in each])
    title = {
        Grouping.NEED: N_("Solicitudes por lo que necesitaban"),
        Grouping.HOUSEHOLD: N_("Solicitudes por quiénes venían"),
        Grouping.ZONE: N_("Solicitudes por de dónde salían"),
    }[grouping]
    return _by_speed(f"asked_by_{grouping}", say(title), say(GROUPINGS[grouping]), told, words)


def _beds(report: Report) -> Table:
    found, heading = report.beds, say(N_("Tipo de casa"))
    words = {row: bed_row(Grouped.KIND, row, found.zones) for row in found.rows} if found else {}
    chart = occupancy_chart(found, words)
    rows = [(row, nights, found.before[row]) for row, nights in found.rows.items()] if found else []
    lines = tuple(Line(row or "others", words[row], _uses(nights, before)) for row, nights, before in rows)
    return Table("beds", chart.title, heading, _said(_OF_BEDS), lines, plain=1, chart=chart if lines else None)


def _uses(nights: Nights, before: Nights) -> _Cells:
    shares = [*(nights.share(use) for use in Use), before.share(Use.USED)]
    return nights.houses, *(round(100 * share) for share in shares)


def _hours(report: Report) -> list[tuple[str, str, Times]]:
    return [(tier.name.lower(), say(URGENCIES[tier]), times) for tier, times in report.flow.hours.items()]


def _nights(report: Report) -> list[tuple[str, str, Times]]:
    return [(kind, say(KINDS[HouseKind(kind)]), times) for kind, times in report.flow.nights.items()]


def _times(code: str, title: str, heading: str, rows: Sequence[tuple[str, str, Times]]) -> Table:
    lines = (Line(row, words, (_whole(times.middle), _whole(times.most))) for row, words, times in rows)
    return Table(code, title, heading, _said(_TIMES), tuple(lines))


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def _declined(report: Report) -> list[Line]:
    return [Line(row or "others", decline_row(row), (told,)) for row, told in in_order(report.flow.declines)]


def _happened(report: Report) -> list[Line]:
    return [Line(kind, say(EVENTS[kind]), (told,)) for kind, told in report.flow.events.items()]


def _conditions(report: Report) -> list[Line]:
    rows = [Line(state, say(words), (of(report.conditions, state),)) for state, words in CHECK_STATES.items()]
    rest = report.conditions.get(REST, 0)
    return [*rows, Line("others", say(OTHERS), (rest,))] if rest != 0 else rows


def _counts(code: str, title: str, lines: Sequence[Line]) -> Table:
    head = (("number", N_("Casas")),) if code == "conditions" else _HOW_MANY
    return Table(code, title, say(N_("Qué")), _said(head), tuple(lines))


def _said(columns: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((code, say(words)) for code, words in columns)
