"""What nobody expected: a fixed page for the person, and a log line that holds nothing of her."""

from __future__ import annotations

import logging
import traceback
from typing import TYPE_CHECKING

from fastapi import Request
from starlette.requests import ClientDisconnect

from shelters.errors import AbrigoError, NotReadyError
from web.errors import answer

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("abrigo.web")


class Defects:
    """Turns an error that nobody expected into a fixed page, and a log line without what it was about."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; if the answer has not begun when it fails, answer 500."""
        begun = False

        async def watch(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except ClientDisconnect:
            # She went on before her form had come, as when a search is overtaken: nothing was done, and nobody waits.
            return
        except Exception as error:
            log.error("defect: %s", place_of(error))  # noqa: TRY400 - a traceback prints values
            if scope["type"] != "http" or begun:
                raise
            await answer(Request(scope, receive), _in_words(error))(scope, receive, send)


def _in_words(error: Exception) -> AbrigoError:
    # A database that cannot be reached is no defect of ours; whoever waits may come back.
    return NotReadyError() if isinstance(error, OSError) else AbrigoError()


def place_of(error: BaseException) -> str:
    """Name the kind of an error and where it came from, without its message, which may hold what was typed."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "site-packages" not in frame.filename] or frames
    where = " < ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in reversed(ours[-6:]))
    return f"{type(error).__name__} at {where}"
