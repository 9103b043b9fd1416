"""What an open page listens to: that something of a kind changed, until its session ends."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import APIRouter, Query, Response
from fastapi.sse import EventSourceResponse, format_sse_event

from shelters.access.actor import DOOR
from shelters.access.policy import Permission
from shelters.accounts.sessions import lives_until
from shelters.clock import now
from shelters.database.transaction import transaction
from web.edge import Desk, needs
from web.htmx import wants_changes
from web.live import AGAIN, SHUT, Listener, Live

router = APIRouter()

Until = Callable[[], Awaitable[datetime | None]]

# Whoever stands between keeps a line open on which something is said.
HEARTBEAT: Final = 15.0
# To proxies that would keep an answer back until it is whole.
_AT_ONCE: Final = {"X-Accel-Buffering": "no"}
_NOT_LISTENING: Final = 406


@router.get("/changes")
async def changes(
    desk: Annotated[Desk, needs(Permission.SELF)], since: Annotated[float, Query(ge=0, le=1e11)] = 0
) -> Response:
    """Tell an open page of changes as they happen."""
    if not wants_changes(desk.request):
        return Response(status_code=_NOT_LISTENING)
    state = desk.request.app.state
    session_id = desk.live.id
    listener = state.live.open(desk.actor, session_id, datetime.fromtimestamp(since, UTC))

    async def until() -> datetime | None:
        async with transaction(state.engine, DOOR) as session:
            return await lives_until(session, session_id, state.settings)

    return EventSourceResponse(_told(state.live, listener, until), headers=_AT_ONCE)


async def _told(live: Live, listener: Listener, until: Until) -> AsyncIterator[bytes]:
    """Write what changed, and now and then that the line is open, until the session ends or shuts."""
    try:
        end = await until()
        yield format_sse_event(comment="")
        while end is not None and not listener.shut:
            kinds = await listener.changes(min(HEARTBEAT, (end - now()).total_seconds()))
            for kind in sorted(kinds):
                # One without data is dropped by browsers.
                yield format_sse_event(event=kind, data_str=kind)
            if not kinds:
                yield format_sse_event(comment="")
            # Where signals were missed, its end may be among them.
            if AGAIN in kinds or now() >= end:
                end = await until()
        # The page is told, or it would come back for more.
        yield format_sse_event(event=SHUT, data_str=SHUT)
    finally:
        live.leave(listener)
