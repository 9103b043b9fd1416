"""After a form the browser goes on, with htmx or without."""

from __future__ import annotations

from pathlib import Path

from fastapi import Request

import web
from web.htmx import see_other


def request(*headers: tuple[bytes, bytes]) -> Request:
    """Make a request with these headers."""
    return Request({"type": "http", "headers": list(headers)})


def test_a_browser_is_sent_on_by_a_303() -> None:
    answer = see_other(request(), "/stays")
    assert (answer.status_code, answer.headers["location"]) == (303, "/stays")


def test_htmx_is_told_to_load_the_whole_page() -> None:
    answer = see_other(request((b"hx-request", b"true")), "/stays")
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/stays")


def test_no_other_module_names_a_header_of_htmx() -> None:
    naming = [file.name for file in Path(web.__file__).parent.rglob("*.py") if '"HX-' in file.read_text()]
    assert naming == ["htmx.py"]
