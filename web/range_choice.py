"""The range of months that somebody chose for a page of planning, and its words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import Query, Request

from shelters.capacity.labels import MONTHS
from shelters.errors import N_, InvalidInputError
from shelters.planning.quarters import ended_quarters
from shelters.planning.ranges import Months, choices, latest_quarter, latest_year, month_after, read_range, written
from web.edge import words_by_field
from web.language import say
from web.wording import sentence

_QUARTERS: Final = 4
_ONE_YEAR: Final = N_("%(first)s a %(last)s de %(year)s")
_TWO_YEARS: Final = N_("%(first)s de %(from)s a %(last)s de %(to)s")
_MONTH: Final = N_("%(month)s de %(year)s")
_Short = Annotated[str, Query(max_length=20)]


@dataclass(frozen=True)
class Wanted:
    """What was asked for: a range, or what was typed and why it is none."""

    span: Months
    first: str
    last: str
    errors: Mapping[str, str]

    @property
    def status(self) -> int:
        """Give the status of a page about it."""
        return 422 if self.errors else 200

    @property
    def words(self) -> str:
        """Name the range."""
        return range_words(self.span)

    @property
    def months(self) -> list[tuple[str, str]]:
        """List the months that can be chosen, with their words."""
        return [(written(month), range_words(Months(month, month_after(month, 1)))) for month in choices()]

    def address(self, span: Months | None = None, **others: object) -> str:
        """Write the query that asks for this range or another, and for what else is chosen."""
        told = span or self.span
        return urlencode({"from": written(told.first), "to": written(told.last_month), **others})

    def ways(self, **others: object) -> list[tuple[str, str, bool]]:
        """List the ranges that are one press away: the last quarters that are over, and four of them."""
        spans = [*map(Months.of, ended_quarters(_QUARTERS)), latest_year()]
        return [(self.address(span, **others), range_words(span), span == self.span) for span in spans]

    def about(self, meanings: Iterable[str]) -> dict[str, object]:
        """Say in a file which months it is about, and how its figures were made."""
        span = self.span
        return {"from": written(span.first), "to": written(span.last_month), "method": [say(each) for each in meanings]}

    def checked(self) -> Months:
        """Give the range for a file, which cannot say what is wrong beside a field."""
        return self.span if not self.errors else read_range(self.first, self.last)


def wanted(request: Request, first: Annotated[str, Query(alias="from", max_length=20)] = "", to: _Short = "") -> Wanted:
    """Read the range of an address."""
    try:
        span = read_range(first, to)
    except InvalidInputError as error:
        return Wanted(latest_quarter(), first, to, words_by_field(request, error))
    return Wanted(span, written(span.first), written(span.last_month), {})


def range_words(span: Months) -> str:
    """Name a range by its months: "Julio a septiembre de 2026", "Julio de 2025 a junio de 2026", "Mayo de 2026"."""
    first, last = (say(MONTHS[month.month]) for month in (span.first, span.last_month))
    if span.number == 1:
        return sentence(say(_MONTH, month=first, year=span.first.year))
    if span.first.year == span.last_month.year:
        return sentence(say(_ONE_YEAR, first=first, last=last, year=span.first.year))
    years = {"from": span.first.year, "to": span.last_month.year}
    return sentence(say(_TWO_YEARS, first=first, last=last, **years))
