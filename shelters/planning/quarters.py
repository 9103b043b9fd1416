"""Quarters of a year: the periods that can be looked at, none of which overlaps another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from shelters.clock import today

_WRITTEN: Final = re.compile(r"([0-9]{4})-([1-4])")
_MONTHS: Final = 3


@dataclass(frozen=True, order=True)
class Quarter:
    """Three months that begin with January, April, July or October."""

    year: int
    number: int

    @property
    def first(self) -> date:
        """Give its first day."""
        return date(self.year, (self.number - 1) * _MONTHS + 1, 1)

    @property
    def until(self) -> date:
        """Give the day after its last."""
        return self.after.first

    @property
    def last_month(self) -> date:
        """Give the first day of its last month."""
        return date(self.year, self.number * _MONTHS, 1)

    @property
    def after(self) -> Quarter:
        """Give the next one."""
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)  # noqa: PLR2004

    @property
    def before(self) -> Quarter:
        """Give the one before."""
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)

    def __str__(self) -> str:
        """Write it as an address does."""
        return f"{self.year}-{self.number}"


def quarter_of(day: date) -> Quarter:
    """Say in which quarter a day is."""
    return Quarter(day.year, (day.month - 1) // _MONTHS + 1)


def ended_quarters(number: int) -> list[Quarter]:
    """List the last quarters that are over, the newest first: what is still counted would tell of each new case."""
    quarters = [quarter_of(today()).before]
    while len(quarters) < number:
        quarters.append(quarters[-1].before)
    return quarters


def read_quarter(words: str) -> Quarter | None:
    """Read a quarter that is over from an address."""
    found = _WRITTEN.fullmatch(words)
    quarter = Quarter(int(found[1]), int(found[2])) if found and int(found[1]) else None
    return quarter if quarter and quarter < quarter_of(today()) else None
