"""Ranges of whole months: what can be looked at, and the quarters and months that a range is made of.

A range ends with a quarter that is over, or before: a month is told or not with regard to its whole quarter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from shelters.errors import N_, InvalidInputError
from shelters.planning.quarters import Quarter, ended_quarters, quarter_of

_WRITTEN: Final = re.compile(r"([0-9]{4})-([0-9]{2})")
_YEAR: Final = 12
# Two years beside the two before them are as much as a page can count while somebody waits.
LONGEST: Final = 24


@dataclass(frozen=True, order=True)
class Months:
    """Whole months, from the first day of one to the day after the last of another."""

    first: date
    until: date

    @classmethod
    def of(cls, quarter: Quarter) -> Months:
        """Give the three months of a quarter."""
        return cls(quarter.first, quarter.until)

    @property
    def last_month(self) -> date:
        """Give the first day of its last month."""
        return month_after(self.until, -1)

    @property
    def number(self) -> int:
        """Count its months."""
        return _YEAR * (self.until.year - self.first.year) + self.until.month - self.first.month

    @property
    def before(self) -> Months:
        """Give as many months before it."""
        return Months(month_after(self.first, -self.number), self.first)

    @property
    def months(self) -> list[date]:
        """List the first day of each of its months."""
        return [month_after(self.first, number) for number in range(self.number)]

    @property
    def quarters(self) -> Iterator[Quarter]:
        """List the quarters that it has a month of."""
        quarter = quarter_of(self.first)
        while quarter.first < self.until:
            yield quarter
            quarter = quarter.after

    @property
    def around(self) -> Months:
        """Give all the months of its quarters."""
        quarters = list(self.quarters)
        return Months(quarters[0].first, quarters[-1].until)

    def holds(self, quarter: Quarter) -> bool:
        """Say whether a whole quarter is in it."""
        return self.first <= quarter.first and quarter.until <= self.until

    def __str__(self) -> str:
        """Write it as the name of a file does."""
        return f"{written(self.first)}-{written(self.last_month)}"


def month_after(month: date, number: int) -> date:
    """Give the first day of the month so many months later, or earlier."""
    index = _YEAR * month.year + month.month - 1 + number
    return date(index // _YEAR, index % _YEAR + 1, 1)


def written(month: date) -> str:
    """Write a month as an address does."""
    return f"{month:%Y-%m}"


def latest_quarter() -> Months:
    """Give the last quarter that is over."""
    return Months.of(ended_quarters(1)[0])


def latest_year() -> Months:
    """Give the last four quarters that are over."""
    return Months(ended_quarters(4)[-1].first, latest_quarter().until)


def choices() -> list[date]:
    """List the months that can be chosen, the newest first."""
    until = latest_quarter().until
    return [month_after(until, -number) for number in range(1, 2 * LONGEST + 1)]


def read_range(first: str, last: str) -> Months:
    """Read the first and the last month from an address; of neither, the last quarter that is over.

    Raises
    ------
    InvalidInputError
        When one is no month that is over, they are the wrong way round, or too far apart.

    """
    if not first and not last:
        return latest_quarter()
    span = Months(_month("from", first), month_after(_month("to", last), 1))
    if span.number < 1:
        raise InvalidInputError("to", N_("Elige un último mes que no esté antes del primero."))
    if span.number > LONGEST:
        raise InvalidInputError("to", N_("Elige %(num)s meses o menos."), num=LONGEST)
    return span


def _month(field: str, words: str) -> date:
    found = _WRITTEN.fullmatch(words)
    if found and words in map(written, choices()):
        return date(int(found[1]), int(found[2]), 1)
    raise InvalidInputError(field, N_("Elige un mes de un trimestre que ya terminó."))
