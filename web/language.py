"""Which language a page speaks, and the words of that language.

The source texts are Spanish; another language is a catalogue `web/locale/<language>/LC_MESSAGES/messages.mo`. The
language travels in a context variable, because macros that a template imports do not see the template's own context.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from babel.support import NullTranslations, Translations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import Request

LANGUAGES: Final = {"es": "Español", "en": "English"}
SOURCE: Final = "es"
COOKIE: Final = "__Host-language"
CATALOGUES: Final = Path(__file__).parent / "locale"

_current: ContextVar[str] = ContextVar("language", default=SOURCE)


def language_of(request: Request) -> str:
    """Give the language for a request: chosen on this device, else the person's own, else Spanish."""
    person = getattr(request.state, "person", None)
    wishes = (request.cookies.get(COOKIE), getattr(person, "locale", None))
    return next((wish for wish in wishes if wish in LANGUAGES), SOURCE)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Use a language for everything said inside the block."""
    token = _current.set(language if language in LANGUAGES else SOURCE)
    try:
        yield
    finally:
        _current.reset(token)


def current() -> str:
    """Give the language being spoken."""
    return _current.get()


@cache
def catalogue(language: str) -> NullTranslations:
    """Load a language's catalogue; Spanish, and a language without one, says the source text."""
    if language == SOURCE:
        return NullTranslations()
    return Translations.load(CATALOGUES, [language])


def gettext(message: str) -> str:
    """Translate a text into the language being spoken."""
    return str(catalogue(current()).ugettext(message))


def ngettext(one: str, many: str, number: int) -> str:
    """Translate a text that depends on a number."""
    return str(catalogue(current()).ungettext(one, many, number))


def pgettext(context: str, message: str) -> str:
    """Translate a text whose meaning depends on where it stands."""
    return str(catalogue(current()).upgettext(context, message))


def npgettext(context: str, one: str, many: str, number: int) -> str:
    """Translate a text that depends on a number and on where it stands."""
    return str(catalogue(current()).unpgettext(context, one, many, number))


def say(message: str, /, **values: object) -> str:
    """Translate a text and fill its placeholders."""
    text = gettext(message)
    return text % values if values else text
