"""Reading forms within limits, so that no sender can fill the memory or put a byte into PostgreSQL that it refuses."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from fastapi import Request
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from shelters.errors import N_, InvalidInputError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_BYTES: Final = 2 * 1024 * 1024
FIELDS: Final = 400
FILES: Final = 4
# Longer than any text we keep, so that a person who pastes too much gets it back with words, not a broken page.
FIELD_BYTES: Final = 512 * 1024

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class BodyLimit:
    """Stops reading a body that is too large.

    The framework's own limit answers with a bare English line and none of our headers.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and count what it brings."""
        size = 0

        async def counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > BODY_BYTES:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return message

        await self.app(scope, counted, send)


async def read_form(request: Request) -> FormData:
    """Read the form, once for each request.

    Raises
    ------
    InvalidInputError
        When it has too many fields, one that is too long, or a NUL byte anywhere.

    """
    try:
        form = await request.form(max_fields=FIELDS, max_files=FILES, max_part_size=FIELD_BYTES)
    except HTTPException as error:
        if error.status_code != HTTPStatus.BAD_REQUEST:
            raise
        raise InvalidInputError("", N_("Este formulario trae más datos de los que caben.")) from None
    _refuse_nul(part for pair in form.multi_items() for part in pair if isinstance(part, str))
    return form


def check_address(request: Request) -> None:
    """Refuse an address with a NUL byte: as a path it is of nothing, as a query it is a wrong value."""
    if "\x00" in request.url.path or any("\x00" in str(part) for part in request.path_params.values()):
        raise NotFoundError
    _refuse_nul(part for pair in request.query_params.multi_items() for part in pair)


def _refuse_nul(parts: Iterable[str]) -> None:
    if any("\x00" in part for part in parts):
        raise InvalidInputError("", N_("Este texto tiene signos que no se pueden guardar. Escríbelo otra vez."))
