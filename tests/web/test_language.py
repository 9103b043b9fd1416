"""A page speaks the language chosen on the device, else the person's own, else Spanish."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from fastapi import Request

from web import language


def request(cookie: str = "", own: str | None = None) -> Request:
    """Make a request with a cookie and a signed-in person."""
    headers = [(b"cookie", f"{language.COOKIE}={cookie}".encode())] if cookie else []
    made = Request({"type": "http", "headers": headers, "state": {}})
    if own:
        made.state.person = SimpleNamespace(locale=own)
    return made


@pytest.mark.parametrize(
    ("cookie", "own", "spoken"),
    [
        ("", None, "es"),
        ("", "en", "en"),
        ("es", "en", "es"),
        ("en", None, "en"),
        ("xx", None, "es"),
        ("xx", "en", "en"),
    ],
)
def test_the_choice_on_the_device_comes_before_the_person_s(cookie: str, own: str | None, spoken: str) -> None:
    assert language.language_of(request(cookie, own)) == spoken


def test_a_block_speaks_its_language_and_then_the_former_one_again() -> None:
    with language.speaking("en"):
        assert language.current() == "en"
        with language.speaking("not a language"):
            assert language.current() == "es"
        assert language.current() == "en"
    assert language.current() == "es"


def test_spanish_says_the_source_text_and_fills_it() -> None:
    assert language.say("%(count)d camas", count=3) == "3 camas"
    assert language.ngettext("una cama", "varias camas", 2) == "varias camas"
    assert language.pgettext("verbo", "abre") == "abre"
    assert language.npgettext("mueble", "cama", "camas", 1) == "cama"


def test_a_catalogue_translates_and_a_missing_text_stays_spanish(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "messages.mo").open("wb") as file:
        write_mo(file, read_po(["#\n", 'msgid "Hoy"\n', 'msgstr "Today"\n'], locale="en"))
    monkeypatch.setattr(language, "CATALOGUES", tmp_path)
    language.catalogue.cache_clear()
    with language.speaking("en"):
        assert language.gettext("Hoy") == "Today"
        assert language.gettext("Mañana") == "Mañana"
    language.catalogue.cache_clear()


def test_every_language_that_is_offered_has_a_catalogue() -> None:
    offered = [code for code in language.LANGUAGES if code != language.SOURCE]
    missing = [code for code in offered if not (language.CATALOGUES / code / "LC_MESSAGES/messages.po").exists()]
    assert offered
    assert missing == []
