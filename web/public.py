"""Forms that people send before they are signed in, or whether they are or not."""

from __future__ import annotations

from fastapi import Request

from web import csrf
from web.forms import check_address, read_form


async def ours(request: Request) -> None:
    """Let only forms of our own pages through, within the limits of every form."""
    check_address(request)
    csrf.check(request, await read_form(request))
