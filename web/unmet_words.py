"""The rows and columns of the ledger in words: zones, months, groups, needs and rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

from shelters.capacity.labels import MONTHS
from shelters.errors import N_
from shelters.placement.options import WhyNotGroup
from shelters.places import COUNTRIES, zone
from shelters.planning.counts import REST
from shelters.planning.labels import FATES, HOUSEHOLDS, NEEDS, NO_RULE_NOTED
from shelters.planning.ledger import Grouping
from shelters.planning.quarters import Quarter
from shelters.requests.labels import URGENCIES
from shelters.requests.words import Urgency
from shelters.retention.coarse import NO_RULE
from shelters.retention.models import Fate, Household, Need
from web.case_words import why
from web.language import say
from web.planning_words import OTHERS
from web.wording import sentence

_ELSEWHERE: Final = N_("Otras zonas de %(country)s")
_QUARTER: Final = N_("%(first)s a %(last)s de %(year)s")


def quarter_words(quarter: Quarter) -> str:
    """Name a quarter by its months: "Julio a septiembre de 2026"."""
    first, last = (say(MONTHS[day.month]) for day in (quarter.first, quarter.last_month))
    return sentence(say(_QUARTER, first=first, last=last, year=quarter.year))


def _zone(code: str) -> str:
    if code in COUNTRIES:
        return say(_ELSEWHERE, country=COUNTRIES[code])
    place = zone(code)
    return f"{place.name}, {COUNTRIES[place.country]}"


def _month(written: str) -> str:
    month = date.fromisoformat(written)
    return sentence(f"{say(MONTHS[month.month])} {month.year}")


_ROWS: Final[Mapping[Grouping, Callable[[str], str]]] = {
    Grouping.ZONE: _zone,
    Grouping.MONTH: _month,
    Grouping.HOUSEHOLD: lambda code: say(HOUSEHOLDS[Household(code)]),
    Grouping.NEED: lambda code: say(NEEDS[Need(code)]),
    Grouping.URGENCY: lambda code: say(URGENCIES[Urgency(int(code))]),
}


def row_words(grouping: Grouping, rows: Sequence[str]) -> dict[str, str]:
    """Give the words of each row of a table."""
    return {row: _ROWS[grouping](row) if row != REST else say(OTHERS) for row in rows}


def rule_words(rows: Sequence[str]) -> dict[str, str]:
    """Give the words of each rule."""
    return {row: _rule(row) for row in rows}


def _rule(row: str) -> str:
    if row in {REST, NO_RULE}:
        return say(OTHERS if row == REST else NO_RULE_NOTED)
    rule, _, subject = row.partition(":")
    return why(WhyNotGroup(rule, subject or None))


def fate_words(columns: Sequence[str]) -> dict[str, str]:
    """Give the words of each column."""
    return {column: say(FATES[Fate(column)]) if column != REST else say(OTHERS) for column in columns}
