"""Pages and fragments from templates.

Every template finds `person`, `nav`, `instance_name`, `locale`, `theme`, `today` and `errors`; the session's dependency
puts what it knows on `request.state` (`person`, `nav`, `csrf_token`, `once`), and a page may pass its own.
"""

from __future__ import annotations

import secrets
from contextvars import ContextVar
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from shelters.clock import now, today
from shelters.settings import settings
from web import files, htmx
from web.case_words import CASE_FILTERS
from web.indentation import Unindented
from web.language import LANGUAGES, gettext, language_of, ngettext, npgettext, pgettext, say, speaking
from web.wording import FILTERS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from fastapi import Request

    from shelters.accounts.models import Person

HERE: Final = Path(__file__).parent
_SAID_FOR: Final = timedelta(days=3)
THEMES: Final = ("light", "dark")
THEME_COOKIE: Final = "__Host-theme"

_tokens: ContextVar[tuple[str, Callable[[], str]]] = ContextVar("tokens")


def new_key() -> str:
    """Make the key that turns a form sent twice into one act."""
    return secrets.token_urlsafe(16)


def form_tokens() -> Markup:
    """Write the hidden inputs of a form: the session's token and a key of its own."""
    csrf, once = _tokens.get(("", new_key))
    fields = '<input type="hidden" name="csrf" value="{}"><input type="hidden" name="once" value="{}">'
    return Markup(fields).format(csrf, once())  # noqa: S704 - a constant; format() escapes both values


def _for_each_reader(words: Callable[..., Any]) -> Callable[..., Any]:
    """Keep Jinja from working out a filter on a constant once, in the language of whoever came first."""

    @pass_context
    def worked_out_now(_context: Context, *values: object, **more: object) -> object:
        return words(*values, **more)

    return worked_out_now


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        extensions=["jinja2.ext.i18n", Unindented],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    environment.filters.update({name: _for_each_reader(words) for name, words in (FILTERS | CASE_FILTERS).items()})
    environment.globals.update(
        form_tokens=form_tokens,
        static=files.address,
        say=say,
        htmx_config=htmx.CONFIG,
        by_itself=htmx.HEADERS_BY_ITSELF,
        languages=LANGUAGES,
    )
    return environment


environment: Final = _environment()


def theme_of(request: Request) -> str:
    """Give the theme chosen on this device, or nothing when the system decides."""
    theme = request.cookies.get(THEME_COOKIE, "")
    return theme if theme in THEMES else ""


def _secured_lately(person: Person | None) -> datetime | None:
    """Say when she changed how she comes in, for as long as her pages say so."""
    at = person.secured_at if person else None
    return at if at and now() - at < _SAID_FOR else None


def _shell(request: Request) -> dict[str, Any]:
    state = request.state
    return {
        "request": request,
        "person": getattr(state, "person", None),
        "secured_at": _secured_lately(getattr(state, "person", None)),
        "nav": getattr(state, "nav", ()),
        "csrf_token": getattr(state, "csrf_token", ""),
        "once": getattr(state, "once", new_key),
        "instance_name": settings().instance_name,
        "locale": language_of(request),
        "theme": theme_of(request),
        "today": today(),
        "now": now(),
        # What changes after this moment may be missing on the page.
        "began": getattr(state, "began", now()),
        "errors": {},
    }


def render(
    request: Request, page: str, /, *, fragment: str | None = None, status: int = 200, **context: object
) -> HTMLResponse:
    """Answer with a page, or with its fragment when htmx asked and one is named."""
    everything = _shell(request) | context
    name = fragment if fragment and htmx.wants_fragment(request) else page
    tokens = _tokens.set((str(everything["csrf_token"]), everything["once"]))
    try:
        with speaking(str(everything["locale"])):
            html = environment.get_template(name).render(everything)
    finally:
        _tokens.reset(tokens)
    return HTMLResponse(html, status_code=status, headers={"Vary": htmx.VARY})
