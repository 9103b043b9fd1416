"""Reading forms within limits, so that no sender can fill the memory or put a byte into PostgreSQL that it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fastapi import HTTPException, Request
from starlette.datastructures import FormData

from shelters.errors import N_, InvalidInputError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterable

BODY_BYTES: Final = 2 * 1024 * 1024
FIELDS: Final = 400
FILES: Final = 4
# Longer than any text we keep, so that a person who pastes too much gets it back with words, not a broken page.
FIELD_BYTES: Final = 512 * 1024

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


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
        if error.status_code != 400:  # noqa: PLR2004 - what the parser says of a form it cannot take
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
