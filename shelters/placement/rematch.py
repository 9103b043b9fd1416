"""Looking again whenever something may have opened, and telling whoever is first of it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from optimizer import Option, Pin
from shelters.access.actor import MATCHER, Actor
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.clock import now
from shelters.database.engine import Engine
from shelters.database.signals import heed
from shelters.database.transaction import transaction
from shelters.news.commands import settle_about, tell_committee
from shelters.news.kinds import NewsKind
from shelters.placement.everything import pose_everything
from shelters.placement.findings import found_in, write_found
from shelters.placement.looking import Found, Waits, look
from shelters.placement.models import Freed, Waiting
from shelters.placement.posing import Posed
from shelters.requests.models import Request
from shelters.requests.queries import open_requests
from shelters.requests.states import OPEN, RequestState, RequestStep, next_state
from shelters.sealing.keyring import Keyring
from shelters.stays.locks import lock_in_order

SIGNAL: Final = "abrigo_freed"
_LOOKING: Final = 0x6C6F6F6B
# Nights pass and windows close also where nothing happens.
_OLD: Final = timedelta(hours=12)


async def rematch(session: AsyncSession, actor: Actor, keyring: Keyring, *, told_hours: int) -> list[UUID]:
    """Look again for everybody where there is cause to; give the requests that are told of a place.

    Of two at once the second leaves it to the first: what it has not seen is signalled to it as well. A place that was
    told is not held: it is told to nobody else for some hours, and whoever chooses first has it.
    """
    if not await session.scalar(select(func.pg_try_advisory_xact_lock(_LOOKING))) or not await _cause(session):
        return []
    posed = await pose_everything(session, keyring)
    requests = [each for each in await open_requests(session) if str(each.id) in posed.asked]
    rows = {row.request_id: row for row in await session.scalars(select(Waiting))}
    found = await asyncio.to_thread(look, posed, [_waits(keyring, posed, each, rows.get(each.id)) for each in requests])
    told = []
    for request in await _unchanged(session, requests):
        row, seen = rows.get(request.id), found[str(request.id)]
        stepped = _step(session, actor, request, seen)
        row = row or (_new_row(request) if stepped else None)
        if row is not None:
            _note(row, posed, seen, told_hours)
            write_found(keyring, request, row, seen.kept)
            session.add(row)
        if stepped and request.state == RequestState.READY:
            told.append(request.id)
            await tell_committee(session, NewsKind.PLACE_OPENED, request.network_id, request.id, request.code)
        elif row is not None and row.told_until is None:
            await settle_about(session, request.id, NewsKind.PLACE_OPENED)
    await session.flush()
    return told


async def _cause(session: AsyncSession) -> bool:
    notes = await session.execute(delete(Freed).returning(col(Freed.id)))
    late = or_(col(Waiting.told_until) < now(), col(Waiting.looked_at) < now() - _OLD)
    # The row of a request that ended stays, for what it says of why; nobody looks for it again.
    wait = select(Waiting.request_id).join(Request, col(Request.id) == col(Waiting.request_id))
    still = wait.where(late, col(Request.state).in_(OPEN)).limit(1)
    return bool(notes.all()) or bool(await session.scalar(still))


def _waits(keyring: Keyring, posed: Posed, request: Request, row: Waiting | None) -> Waits:
    listed = request.state == RequestState.UNPLACED
    if row is None:
        return Waits(str(request.id), listed)
    found = found_in(keyring, request, row)
    return Waits(str(request.id), listed, found["known"] if found else {}, _told(posed, row))


def _told(posed: Posed, row: Waiting) -> Pin | None:
    choice, until = row.choice, row.told_until
    if choice is None or until is None or until < now() or choice.first < posed.tonight:
        return None
    return Pin(str(choice.room_id), (choice.first - posed.tonight).days, choice.nights)


async def _unchanged(session: AsyncSession, requests: Sequence[Request]) -> list[Request]:
    """Take the requests, and give those that stand as they did when they were looked at; the others left a note."""
    before = {each.id: (each.state, each.version) for each in requests}
    await lock_in_order(session, (), before)
    return [each for each in requests if before[each.id] == (each.state, each.version)]


def _step(session: AsyncSession, actor: Actor, request: Request, found: Found) -> bool:
    """Let a request wait that has no place, or open up one that has: its place in the queue stays as it was."""
    if found.told is not None and request.state == RequestState.UNPLACED:
        request.state = next_state(request.state, RequestStep.OPEN_UP)
        record(session, actor, Action.REQUEST_OPENED, request.id)
        return True
    if found.reasons and request.state == RequestState.READY:
        request.state = next_state(request.state, RequestStep.WAIT)
        record(session, actor, Action.REQUEST_WAITING, request.id)
        return True
    return False


def _new_row(request: Request) -> Waiting:
    return Waiting(request_id=request.id, network_id=request.network_id, since=now())


def _note(row: Waiting, posed: Posed, found: Found, told_hours: int) -> None:
    row.looked_at = now()
    if found.told is None:
        forget_told(row)
    elif row.told_until is None or row.told_until < now():
        _tell(row, posed, found.told, told_hours)


def _tell(row: Waiting, posed: Posed, place: Option, told_hours: int) -> None:
    house, room = posed.rooms[place.space]
    row.house_id, row.room_id = house.house.id, room.room.id
    row.first, row.nights = posed.night(place.first), place.nights
    row.told_at, row.told_until = now(), now() + timedelta(hours=told_hours)


def forget_told(row: Waiting) -> None:
    """Take back that a request was told of a place."""
    row.house_id = row.room_id = row.first = row.nights = row.told_at = row.told_until = None


async def watch_for_places(engine: Engine, keyring: Keyring, told_hours: int) -> None:
    """Look again soon after each signal that something may have opened, many as one, until cancelled."""

    async def look_again() -> None:
        async with transaction(engine, MATCHER) as session:
            await rematch(session, MATCHER, keyring, told_hours=told_hours)

    await heed(engine, SIGNAL, look_again)
