"""How attacks went with requests, in words."""

from __future__ import annotations

from shelters.errors import N_
from web.language import ngettext, say
from web.wording import number


def lag_words(months: int) -> str:
    """Say how far the requests are from the attacks."""
    if months == 0:
        return say(N_("El mismo mes"))
    far = abs(months)
    if months < 0:
        return ngettext("%(num)s mes antes", "%(num)s meses antes", far) % {"num": far}
    return ngettext("%(num)s mes después", "%(num)s meses después", far) % {"num": far}


def correlation(value: float | None) -> str:
    """Write a correlation with one decimal."""
    return say(N_("n/d")) if value is None else number(round(value, 1))
