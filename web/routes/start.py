"""Where each role begins."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Response

from shelters.access.actor import Role
from shelters.access.policy import Permission, has
from shelters.clock import now
from shelters.requests.unfinished import kept_in, unfinished_of
from web.edge import Desk, needs
from web.navigation import SECTIONS

router = APIRouter()

# So soon after she came in, nobody has begun anything else.
_JUST: Final = timedelta(minutes=1)
_A_DAY: Final = timedelta(hours=12)
# The first section of a role is the one that she opens the pages for.
START: Final[dict[Role, str]] = {role: sections[0][0] for role, sections in SECTIONS.items()}


@router.get("/")
async def start(desk: Annotated[Desk, needs(Permission.POLICY_READ)]) -> Response:
    """Lead to the page that the person's day begins with, or back to what she typed when her session ended."""
    return desk.go(await _left_open(desk) or START[desk.actor.role])


async def _left_open(desk: Desk) -> str | None:
    came = desk.live.proven_at
    if came is None or now() - came > _JUST or not has(desk.actor, Permission.REQUEST_FILE):
        return None
    for last, _ in (await unfinished_of(desk.session, desk.actor))[:1]:
        if came - last.kept_at < _A_DAY and not kept_in(desk.keyring, last).later:
            return f"/requests/unfinished/{last.id}"
    return None
