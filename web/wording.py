"""Dates, numbers and lengths of time in the words of the language being spoken."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent

from shelters.capacity.occupancy import Stretches
from shelters.clock import REGION, now, today
from web.language import SOURCE, current, ngettext, say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# Mexico and most of the region write 1,234.5; the English of the region's allies writes the day first.
# A language whose months Babel does not know is left out: its dates are said in Spanish, like its missing texts.
REGIONAL: Final = {"es": "es_MX", "en": "en_GB"}
LONG_DAY: Final = {"es": "EEEE d 'de' MMMM", "en": "EEEE d MMMM"}
SHORT_DAY: Final = {"es": "EEE d MMM", "en": "EEE d MMM"}
CLOCK_DAY: Final = {"es": "d MMM", "en": "d MMM"}
MONTH_DAY: Final = {"es": "d 'de' MMMM", "en": "d MMMM"}
# From here on a day without its year could be taken for another one.
FAR: Final = timedelta(days=200)
YEAR: Final = {LONG_DAY["es"]: " 'de' y", MONTH_DAY["es"]: " 'de' y"}
MINUTE, HOUR, DAY = 60, 3600, 86400


def _in_region(moment: datetime) -> datetime:
    return moment.astimezone(REGION) if moment.tzinfo else moment


def _date(value: date) -> date:
    """Give the date of a day, or of a moment, which Python takes for a day too."""
    return _in_region(value).date() if isinstance(value, datetime) else value


def _pattern(patterns: dict[str, str], value: date) -> str:
    pattern, plain = patterns.get(current(), patterns[SOURCE]), _date(value)
    if abs(plain - today()) > FAR:
        pattern += YEAR.get(pattern, " y")
    return format_date(plain, pattern, locale=_regional())


def _regional() -> str:
    return REGIONAL.get(current(), REGIONAL[SOURCE])


def long_day(value: date) -> str:
    """Say a day in full: "domingo 22 de noviembre"."""
    return _pattern(LONG_DAY, value)


def short_day(value: date) -> str:
    """Say a day briefly: "dom 22 nov"."""
    return _pattern(SHORT_DAY, value)


def clock_day(value: date) -> str:
    """Say a day as briefly as a clock: "hoy", else "22 nov"."""
    plain = _date(value)
    return say("hoy") if plain == today() else _pattern(CLOCK_DAY, plain)


def day(value: date) -> str:
    """Say a day without its weekday: "22 de noviembre", and with its year when it is far away."""
    return _pattern(MONTH_DAY, value)


def weekday(value: date) -> str:
    """Say the short name of the weekday: "dom"."""
    return format_date(value, "EEE", locale=_regional())


def clock_time(moment: datetime) -> str:
    """Say the time of day in the region: "8:31"."""
    return format_datetime(_in_region(moment), "H:mm", locale=_regional())


def moment(value: datetime) -> str:
    """Say day and time: "dom 22 nov, 8:31"."""
    return f"{short_day(_in_region(value).date())}, {clock_time(value)}"


def number(value: float) -> str:
    """Write a number with the region's separators."""
    return format_decimal(value, locale=_regional())


def percent(value: float) -> str:
    """Write a share between 0 and 1 as a whole percentage."""
    return format_percent(value, "#,##0 %", locale=_regional())


def duration(value: timedelta) -> str:
    """Say how long, as short as a clock: "12 min", "3 h 20", "41 h", "9 días"."""
    seconds = abs(int(value.total_seconds()))
    if seconds < HOUR:
        return say("%(minutes)d min", minutes=seconds // MINUTE)
    if seconds < 10 * HOUR:
        return say("%(hours)d h %(minutes)02d", hours=seconds // HOUR, minutes=seconds % HOUR // MINUTE)
    if seconds < 3 * DAY:
        return say("%(hours)d h", hours=seconds // HOUR)
    days = seconds // DAY
    return ngettext("%(num)d día", "%(num)d días", days) % {"num": days}


def tone(left: timedelta) -> str:
    """Give the tone of a clock: clay for a last day, honey for three, none for more."""
    return "clay" if left <= timedelta(days=1) else "honey" if left <= timedelta(days=3) else ""


def ago(value: datetime) -> str:
    """Say how long ago a moment was: "hace 12 min"."""
    gone = now() - value
    return say("hace un momento") if gone < timedelta(minutes=1) else say("hace %(length)s", length=duration(gone))


def nights(value: int) -> str:
    """Count nights: "14 noches"."""
    return ngettext("%(num)d noche", "%(num)d noches", value) % {"num": value}


def people(value: int) -> str:
    """Count people: "3 personas"."""
    return ngettext("%(num)d persona", "%(num)d personas", value) % {"num": value}


def beds(value: int) -> str:
    """Count beds: "3 camas"."""
    return ngettext("%(num)d cama", "%(num)d camas", value) % {"num": value}


def span(first: date, last: date) -> str:
    """Say from which night to which: "del 22 al 25 de noviembre"."""
    if (first.year, first.month) == (last.year, last.month):
        return say("del %(first)s al %(last)s", first=str(first.day), last=day(last))
    return say("del %(first)s al %(last)s", first=day(first), last=day(last))


def spoken(values: Mapping[str, object]) -> dict[str, object]:
    """Give the values of a message as the language spoken writes them."""
    return {name: _stretches(value) if isinstance(value, Stretches) else value for name, value in values.items()}


def _stretches(nights: Stretches) -> str:
    night = timedelta(days=1)
    return ", ".join(
        day(first) if until - first == night else span(first, until - night) for first, until in nights.nights
    )


def sentence(words: str) -> str:
    """Begin a sentence with these words; unlike `capitalize` it leaves the months of other languages as they are."""
    return words[:1].upper() + words[1:]


FILTERS: Final[dict[str, Callable[..., str]]] = {
    "long_day": long_day,
    "short_day": short_day,
    "clock_day": clock_day,
    "day": day,
    "weekday": weekday,
    "clock_time": clock_time,
    "moment": moment,
    "number": number,
    "percent": percent,
    "duration": duration,
    "tone": tone,
    "ago": ago,
    "nights": nights,
    "people": people,
    "beds": beds,
    "span": span,
    "sentence": sentence,
}
