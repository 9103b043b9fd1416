"""Read a date typed in three parts, and keep what was typed when it is not one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from shelters.clock import today
from shelters.errors import N_, InvalidInputError

PARTS: Final = ("day", "month", "year")


def typed_date(form: Mapping[str, object], name: str) -> dict[str, str]:
    """Give the three parts as they were typed, ready to be the macro's `day`, `month` and `year`."""
    return {part: str(form.get(f"{name}-{part}", "")).strip() for part in PARTS}


def date_parts(value: date | None) -> dict[str, str]:
    """Give a known date as the three parts of the macro."""
    return {part: "" if value is None else str(getattr(value, part)) for part in PARTS}


def read_date(form: Mapping[str, object], name: str) -> date | None:
    """Read a date, or None when all three parts are empty.

    A year left out, or of two digits, is the one that brings the date nearest after last month's same day.

    Raises
    ------
    InvalidInputError
        When the parts are no date; the field is named `name`.

    """
    typed = typed_date(form, name)
    if not any(typed.values()):
        return None
    try:
        return _date(typed["day"], typed["month"], typed["year"])
    except ValueError:
        message = N_("Escribe una fecha con día, mes y año, por ejemplo %(example)s")
        example = today().strftime("%d %m %Y")
        raise InvalidInputError(name, message, example=example) from None


def _date(day: str, month: str, year: str) -> date:
    if len(year) in {1, 3} or not all(part.isascii() for part in (day, month, year)):
        raise ValueError(year)
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))  # noqa: PLR2004
    this_year = date(today().year, int(month), int(day))
    # In December, "5 1" means next January.
    long_gone = (today() - this_year).days > 60  # noqa: PLR2004
    return this_year.replace(year=this_year.year + 1) if long_gone else this_year
