"""No page keeps a text to itself: walked in a language that marks each translation, nothing is left outside the marks.

The walk starts at each role's first page and follows every link, so that a new page is looked at without being named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import pytest
from babel import Locale
from babel.support import NullTranslations
from bs4 import BeautifulSoup

from shelters.accounts.models import Person
from shelters.places import COUNTRIES, zones
from tests.scene import SECRET_ADDRESS, Scene
from tests.web.conftest import Browser, ClientAs, parsed, submit
from tests.web.walking import START, populate, walk
from web import language

OPEN, CLOSE = "⟦", "⟧"
# What a page shows of the scene, and what is the same in every language.
SAID_BY_PEOPLE: Final = (
    f"{SECRET_ADDRESS} Tocar tres veces Por el canal de la red Ceiba Quetzal (inventada) Uno Cama Red MX GT CR "
    "ana berta carla dora elena Puebla Oaxaca Quetzaltenango Juárez "
    "San Juan Chamelco Cotzal Verapaces Valles Altos Oriente Golfo"
)
THE_SAME_EVERYWHERE: Final = "Agenda Español English km html min xx"
CODE: Final = re.compile(r"\b[0-9A-Z]{4}(-[0-9A-Z]{4}-[0-9A-Z])?\b")
WORD: Final = re.compile(r"[^\W\d_]{2,}")
SPOKEN_ATTRIBUTES: Final = ("title", "alt", "aria-label", "aria-description", "placeholder", "label")


class Marked(NullTranslations):
    """A language whose every text is the source text between marks."""

    def ugettext(self, message: str) -> str:
        """Mark a text."""
        return f"{OPEN}{message}{CLOSE}"

    def ungettext(self, msgid1: str, msgid2: str, num: int) -> str:
        """Mark the form for a number."""
        return self.ugettext(msgid1 if num == 1 else msgid2)

    def upgettext(self, context: str, message: str) -> str:
        """Mark a text with a context."""
        del context
        return self.ugettext(message)

    def unpgettext(self, context: str, singular: str, plural: str, num: int) -> str:
        """Mark the form for a number in a context."""
        del context
        return self.ungettext(singular, plural, num)


@pytest.fixture(autouse=True)
def _every_translation_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    marked = Marked()
    monkeypatch.setattr(language, "catalogue", lambda _language: marked)


def allowed() -> frozenset[str]:
    """List the words that are no text of ours: names of places and of the scene, and dates as Babel says them."""
    english = Locale("en", "GB")
    dates = [
        name
        for names in (english.days["format"], english.months["format"])
        for width in ("wide", "abbreviated")
        for name in names[width].values()
    ]
    places = [*COUNTRIES.values(), *(zone.name for zone in zones())]
    return frozenset(WORD.findall(" ".join([SAID_BY_PEOPLE, THE_SAME_EVERYWHERE, *dates, *places])))


def outside_marks(text: str) -> str:
    """Give what stands outside the marks; a translation filled with others holds marks within marks."""
    depth, rest = 0, []
    for sign in text:
        depth += (sign == OPEN) - (sign == CLOSE)
        rest.append(" " if depth or sign == CLOSE else sign)
    return "".join(rest)


def spoken(page: BeautifulSoup) -> Iterator[str]:
    """Give every piece of text that a person sees or hears."""
    for tag in page.find_all(True):
        yield from (str(tag[name]) for name in SPOKEN_ATTRIBUTES if tag.get(name))
        if tag.name == "input" and tag.get("type") in {"submit", "button", "reset"}:
            yield str(tag.get("value", ""))
        # What is typed as it stands, in every language.
        if tag.get("translate") == "no":
            continue
        if tag.name not in {"script", "style", "textarea"}:
            yield from (str(text) for text in tag.find_all(string=True, recursive=False))


def left_over(page: BeautifulSoup, known: frozenset[str]) -> set[str]:
    """List the pieces of text with words that no translation gave."""
    return {
        piece.strip()
        for piece in spoken(page)
        if set(WORD.findall(CODE.sub(" ", outside_marks(piece)))) - known and not piece.lstrip().startswith("doctype")
    }


async def in_english(client_as: ClientAs, person: Person | None) -> Browser:
    """Open a browser on which English was chosen."""
    browser = await client_as(person)
    browser.cookies.set(language.COOKIE, "en", domain="testserver.local")
    return browser


@pytest.mark.parametrize("role", ["committee", "host", "steward", "planner"])
async def test_no_page_has_a_text_outside_the_catalogue(client_as: ClientAs, scene: Scene, role: str) -> None:
    await populate(scene)
    browser = await in_english(client_as, getattr(scene.world, role))
    if role == "committee":
        await submit(browser, "/runs", "/runs")
    known, odd, kinds = allowed(), {}, set()
    async for kind, answer in walk(browser, *START):
        assert answer.status_code < 500, kind
        kinds.add(kind)
        if rest := left_over(parsed(answer), known):
            odd[kind] = rest
    assert odd == {}
    assert len(kinds) > len(START) + 2, "the walk found no links"


@pytest.mark.parametrize("address", ["/sign-in", "/join", "/weather"])
async def test_a_stranger_s_pages_have_no_text_outside_the_catalogue(client_as: ClientAs, address: str) -> None:
    page = parsed(await (await in_english(client_as, None)).get(address))
    assert left_over(page, allowed()) == set()


@pytest.mark.parametrize(
    ("role", "page", "action"),
    [
        ("committee", "/requests/new", "/requests"),
        ("planner", "/houses/new", "/houses"),
        ("steward", "/people", "/people"),
        (None, "/sign-in", "/sign-in"),
        (None, "/join", "/join"),
    ],
)
async def test_a_refused_form_has_no_text_outside_the_catalogue(
    client_as: ClientAs, scene: Scene, role: str | None, page: str, action: str
) -> None:
    browser = await in_english(client_as, getattr(scene.world, role) if role else None)
    refused = await submit(browser, page, action)
    assert refused.status_code in {401, 422}
    assert left_over(parsed(refused), allowed()) == set()


def test_a_text_that_nobody_marked_is_found() -> None:
    page = BeautifulSoup(f'<p title="Cuidado">{OPEN}Con {OPEN}marca{CLOSE}{CLOSE} y sin</p> 3 km', "html.parser")
    assert left_over(page, allowed()) == {"Cuidado", f"{OPEN}Con {OPEN}marca{CLOSE}{CLOSE} y sin"}
