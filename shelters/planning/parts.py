"""What can be told of any range of months: the sum of what is told of its quarters, and of months where one is cut.

A quarter is cut into months only where each of them counts five or more, or none. So whatever two ranges differ by
counts five or more, or is told of neither: see docs/decisions/0063.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from shelters.planning.counts import FEWEST, REST, Counts, gathered
from shelters.planning.quarters import Quarter
from shelters.planning.ranges import Months

# Of each row how many there were; of the rest nothing where that would be too few.
Told = Mapping[str, int | None]
_HOW_MANY: Final = "number"
_ByMonth = Mapping[str, Counter[date]]


def told_over(span: Months, things: Iterable[tuple[str, date]]) -> dict[str, int | None]:
    """Count things by row over a range, given each with its row and the month it was in, in all quarters of the range.

    A row that is not there counts none, if there is no rest; what cannot be told by name is in the rest.
    """
    by_month: dict[str, Counter[date]] = defaultdict(Counter)
    for row, month in things:
        by_month[row][month] += 1
    return added(_part(span, quarter, by_month) for quarter in span.quarters)


def enough_in_each_part(span: Months, by_month: Mapping[date, int]) -> bool:
    """Say whether each quarter of a range, and each month of one that it cuts, counts five or more, or none."""
    return all(
        _enough(sum(_in(quarter, by_month))) if span.holds(quarter) else all(map(_enough, _in(quarter, by_month)))
        for quarter in span.quarters
    )


def added(parts: Iterable[Told]) -> dict[str, int | None]:
    """Add what was told of several sets that share nothing: of a row that one of them hides, only in the rest."""
    known = list(parts)
    rows = sorted({row for part in known for row in part} - {REST})
    hidden = {row for row in rows for part in known if row not in part and REST in part}
    told: dict[str, int | None] = {row: sum(part.get(row) or 0 for part in known) for row in rows if row not in hidden}
    rests = [[number for row, number in part.items() if row in hidden or row == REST] for part in known]
    if any(rests):
        told[REST] = None if any(None in rest for rest in rests) else sum(n or 0 for rest in rests for n in rest)
    return told


def _part(span: Months, quarter: Quarter, by_month: _ByMonth) -> Told:
    whole = _of_quarter(quarter, by_month)
    return whole if span.holds(quarter) else _cut(span, quarter, by_month, whole)


def _of_quarter(quarter: Quarter, by_month: _ByMonth) -> Told:
    """Give the rows of a quarter, the thin ones joined; of fewer than five in all, that there are some."""
    return told_apart({row: sum(_in(quarter, months)) for row, months in by_month.items()})


def told_apart(counted: Mapping[str, int]) -> dict[str, int | None]:
    """Give rows with the thin ones joined into a rest; of fewer than five in all, only that there are some."""
    counts = Counts(tuple(counted), (_HOW_MANY,), tuple((number,) for number in counted.values()))
    table = gathered(counts)
    if counts.total and not table.rows:
        return {REST: None}
    return {row: cells[0] for row, cells in zip(table.rows, table.cells, strict=True)}


def _cut(span: Months, quarter: Quarter, by_month: _ByMonth, whole: Told) -> Told:
    """Give the months of a quarter that are in a range: of rows that can be cut by name, and of all others at once."""
    named = {row for row in whole if row != REST and all(map(_enough, _in(quarter, by_month[row])))}
    others: Counter[date] = Counter()
    for row, months in by_month.items():
        if row not in named:
            others.update(months)
    told: dict[str, int | None] = {row: sum(_in(quarter, by_month[row], span)) for row in named}
    left = list(_in(quarter, others))
    if any(left):
        told[REST] = sum(_in(quarter, others, span)) if all(map(_enough, left)) else None
    return told


def _in(quarter: Quarter, by_month: Mapping[date, int], span: Months | None = None) -> Iterator[int]:
    """Give the counts of the months of a quarter, or of those that are in a range."""
    return (
        by_month.get(month, 0)
        for month in Months.of(quarter).months
        if span is None or span.first <= month < span.until
    )


def _enough(number: int) -> bool:
    return number == 0 or number >= FEWEST
