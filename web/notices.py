"""The one sentence that leaves the server, in the language of whom it goes to."""

from __future__ import annotations

from shelters.notices.relay import Notice
from web.language import say, speaking


def notice_in(language: str) -> Notice:
    """Write the notice: no name, no house, no code, no address of a page."""
    with speaking(language):
        return Notice(say("Aviso"), say("Hay algo nuevo en tu página."))
