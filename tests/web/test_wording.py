"""Dates, numbers and lengths of time read as people say them, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from jinja2.filters import FILTERS as JINJAS_OWN

from shelters.capacity.occupancy import Stretches
from shelters.clock import now
from web import language, wording
from web.language import speaking
from web.rendering import environment

SUNDAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _that_week() -> Iterator[None]:
    """Let it be the day before."""
    with time_machine.travel(datetime(2026, 11, 21, 12, tzinfo=UTC), tick=False):
        yield


def test_a_day_is_said_in_the_language_spoken() -> None:
    assert wording.long_day(SUNDAY) == "domingo 22 de noviembre"
    with speaking("en"):
        assert wording.long_day(SUNDAY) == "Sunday 22 November"


def test_a_day_far_away_is_said_with_its_year() -> None:
    far = SUNDAY + timedelta(days=400)
    assert wording.day(far) == "27 de diciembre de 2027"
    assert wording.moment(datetime(2027, 12, 27, 14, 31, tzinfo=UTC)) == "lun 27 dic 2027, 8:31"
    with speaking("en"):
        assert wording.day(far) == "27 December 2027"
        assert wording.clock_day(far) == "27 Dec 2027"


def test_the_day_of_a_moment_is_the_one_in_the_region() -> None:
    assert wording.day(datetime(2026, 11, 23, 3, 5, tzinfo=UTC)) == "22 de noviembre"
    assert wording.day(datetime(2024, 11, 23, 3, 5, tzinfo=UTC)) == "22 de noviembre de 2024"


def test_a_language_without_known_months_says_dates_in_spanish(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(language.LANGUAGES, "miq", "Miskitu")
    with language.speaking("miq"):
        assert wording.long_day(SUNDAY) == "domingo 22 de noviembre"
        assert wording.number(1234.5) == "1,234.5"


def test_a_moment_is_said_in_the_region_s_time() -> None:
    assert wording.clock_time(datetime(2026, 11, 22, 14, 31, tzinfo=UTC)) == "8:31"
    assert wording.moment(datetime(2026, 11, 23, 3, 5, tzinfo=UTC)) == "dom 22 nov, 21:05"


def test_a_sentence_begins_with_a_capital_and_keeps_those_it_has() -> None:
    with speaking("en"):
        assert wording.sentence(wording.span(SUNDAY, SUNDAY + timedelta(days=3))) == "From 22 to 25 November"


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=50), "0 min"),
        (timedelta(minutes=12), "12 min"),
        (timedelta(hours=3, minutes=5), "3 h 05"),
        (timedelta(hours=41, minutes=50), "41 h"),
        (timedelta(days=9, hours=5), "9 días"),
        (timedelta(minutes=-30), "30 min"),
    ],
)
def test_a_clock_gets_coarser_as_it_gets_longer(length: timedelta, words: str) -> None:
    assert wording.duration(length) == words


@pytest.mark.parametrize(("hours", "tone"), [(24, "clay"), (25, "honey"), (72, "honey"), (73, "")])
def test_the_clock_is_clay_for_a_day_and_honey_for_three(hours: int, tone: str) -> None:
    assert wording.tone(timedelta(hours=hours)) == tone


def test_how_long_ago_is_never_zero_minutes() -> None:
    assert wording.ago(now()) == "hace un momento"
    assert wording.ago(now() - timedelta(minutes=12, seconds=5)) == "hace 12 min"


def test_one_is_singular() -> None:
    assert [wording.nights(n) for n in (1, 14)] == ["1 noche", "14 noches"]
    assert [wording.people(n) for n in (1, 3)] == ["1 persona", "3 personas"]
    assert [wording.beds(n) for n in (1, 3)] == ["1 cama", "3 camas"]


def test_a_span_names_its_month_once() -> None:
    assert wording.span(SUNDAY, date(2026, 11, 25)) == "del 22 al 25 de noviembre"
    assert wording.span(SUNDAY, date(2026, 12, 6)) == "del 22 de noviembre al 6 de diciembre"


def test_numbers_are_written_as_in_the_region() -> None:
    assert wording.number(1234.5) == "1,234.5"
    assert wording.percent(0.71) == "71 %"


def test_no_filter_hides_one_of_jinja_s_own() -> None:
    assert not set(wording.FILTERS) & set(JINJAS_OWN)


def test_a_filter_on_a_constant_speaks_the_language_of_each_reader() -> None:
    template = environment.from_string("{{ 14 | nights }}")
    said = []
    for spoken in ("es", "en", "es"):
        with speaking(spoken):
            said.append(template.render())
    assert said == ["14 noches", "14 nights", "14 noches"]


def test_nights_within_a_sentence_are_said_in_the_language_spoken() -> None:
    sunday = SUNDAY + timedelta(days=7)
    nights = Stretches.of([(sunday, sunday + timedelta(days=1)), (SUNDAY, SUNDAY + timedelta(days=3))])
    said = wording.spoken({"nights": nights, "beds": 3})
    assert said == {"nights": "del 22 al 24 de noviembre, 29 de noviembre", "beds": 3}
    with speaking("en"):
        assert wording.spoken({"nights": nights})["nights"] == "from 22 to 24 November, 29 November"
