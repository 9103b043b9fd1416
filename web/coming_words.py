"""What is told of the next months, row by row in words."""

from __future__ import annotations

from shelters.errors import N_
from shelters.planning.coming import Coming, Expected
from shelters.planning.ledger import Grouping
from web.language import say
from web.unmet_words import row_words
from web.wording import number

Row = tuple[str, Expected]


def months_past(found: Coming) -> list[tuple[str, int]]:
    """Give each month that is over, and about how many asked in it."""
    words = row_words(Grouping.MONTH, [month.isoformat() for month, _ in found.past])
    return [(words[month.isoformat()], about) for month, about in found.past]


def months_ahead(found: Coming) -> list[Row]:
    """Give the running month and those after it."""
    words = row_words(Grouping.MONTH, [month.isoformat() for month, _ in found.months])
    return [(words[month.isoformat()], expected) for month, expected in found.months]


def zones_ahead(found: Coming) -> list[Row]:
    """Give what is expected by zone of origin in the three months after the running one."""
    words = row_words(Grouping.ZONE, [code for code, _ in found.zones])
    return [(words[code], expected) for code, expected in found.zones]


def needs_ahead(found: Coming) -> list[Row]:
    """Give the same by need."""
    words = row_words(Grouping.NEED, [code for code, _ in found.needs])
    return [(words[code], expected) for code, expected in found.needs]


def between(expected: Expected) -> str:
    """Name the two ends of an interval."""
    return say(N_("%(low)s a %(high)s"), low=number(expected.low), high=number(expected.high))
