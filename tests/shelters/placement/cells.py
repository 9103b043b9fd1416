"""One cell of a table of transitions: somebody in a role takes a step with a thing in a state, and all is undone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import Any
from uuid import UUID

from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import OPERATOR, Actor
from shelters.access.policy import allows
from shelters.clock import now, today
from shelters.database.transaction import acting_as
from shelters.errors import ConflictError, NotAllowedError, NotFoundError
from shelters.placement.disclosure import sheet_of_stay
from shelters.placement.models import Proposal
from shelters.requests.models import Request
from shelters.sealing.locks import Typed
from shelters.stays.models import Stay
from shelters.transitions import Act, Consequence
from tests.scene import Scene
from tests.world import PASSPHRASE

Take = Callable[[AsyncSession, Actor, UUID], Awaitable[object]]

_ENDED = """not exists (select from bed_occupancy where kind = 'stay' and upper(nights) > :today
    and stay_id in (select id from stay where request_id = :request))"""
_HELD = """exists (select from bed_occupancy where kind = 'hold'
    and proposal_id in (select id from proposal where request_id = :request))"""
_STATE = "(select state from request where id = :request) = '{}'"

# How each consequence shows in the database.
SHOWS = {
    Consequence.BEDS_HELD: _HELD,
    Consequence.HOLD_ENDED: f"not {_HELD}",
    Consequence.BEDS_TAKEN: """exists (select from bed_occupancy where kind = 'stay'
        and stay_id in (select id from stay where request_id = :request))""",
    Consequence.NIGHTS_GIVEN_BACK: _ENDED,
    Consequence.ROOM_CHANGED: """exists (select from bed_occupancy join stay on stay.id = stay_id and stay.room_id
        = bed_occupancy.room_id join proposal on proposal.id = stay.proposal_id and proposal.room_id <> stay.room_id
        where bed_occupancy.kind = 'stay' and stay.request_id = :request)""",
    Consequence.NIGHTS_ADDED: """exists (select from bed_occupancy where kind = 'stay' and upper(nights) > :until
        and stay_id in (select id from stay where request_id = :request))""",
    Consequence.STAY_CONFIRMED: "exists (select from stay where request_id = :request and state = 'confirmed')",
    Consequence.HOUR_SET: "exists (select from stay where request_id = :request and arrive_by > :now)",
    Consequence.CONSENT_AWAITED: _STATE.format("submitted"),
    Consequence.DISCLOSURES_REVOKED: """not exists (select from circle_secret join stay on stay.id = subject_id
        where kind = 'sheet' and request_id = :request)""",
    Consequence.REQUEST_PROPOSED: _STATE.format("proposed"),
    Consequence.REQUEST_RETURNED: _STATE.format("ready"),
    Consequence.REQUEST_PLACED: _STATE.format("placed"),
    Consequence.REQUEST_CLOSED: _STATE.format("closed"),
}


@dataclass(frozen=True)
class Table:
    """A table under test, the thing it tells of, and the command that takes each step."""

    kind: type[Request | Proposal | Stay]
    states: type[StrEnum]
    transitions: Mapping[Any, StrEnum]
    acts: Mapping[Any, Act]
    take: Mapping[Any, Take]


class _Undone(Exception):  # noqa: N818 - nothing went wrong
    """Ends a transaction without a trace."""


async def wrong_cells(scene: Scene, table: Table, thing: Request | Proposal | Stay, step: StrEnum) -> list[str]:
    """Take a step from every state as everybody there is, and list what did not end as the table says."""
    found = []
    for state, person in product(table.states, scene.world.people):
        outcome = "nothing happened"
        with suppress(_Undone):
            async with scene.acting(person) as (session, actor):
                outcome = await _outcome(session, actor, scene, table, (thing, state, step))
                raise _Undone
        expected = _expected(scene.world.actor(person), table, (thing, state, step))
        if outcome != expected:
            found.append(f"{person.role} {state} {step}: {outcome}, not {expected}")
    return found


def _expected(actor: Actor, table: Table, cell: tuple[Any, StrEnum, StrEnum]) -> str:
    thing, state, step = cell
    if not any(allows(actor, permission, thing) for permission in table.acts[step].by):
        return "refused"
    return table.transitions.get((state, step), "conflict")


async def _outcome(
    session: AsyncSession, actor: Actor, scene: Scene, table: Table, cell: tuple[Any, StrEnum, StrEnum]
) -> str:
    thing, state, step = cell
    async with acting_as(session, OPERATOR):
        await session.execute(update(table.kind).where(col(table.kind.id) == thing.id).values(state=state))
    try:
        await table.take[step](session, actor, thing.id)
    except ConflictError:
        return "conflict"
    except (NotAllowedError, NotFoundError):
        return "refused"
    for consequence in table.acts[step].follows:
        if not await _shows(session, scene, thing, consequence):
            return f"without {consequence.name}"
    async with acting_as(session, OPERATOR):
        return str(await session.scalar(select(table.kind.state).where(col(table.kind.id) == thing.id)))


async def _shows(session: AsyncSession, scene: Scene, thing: Any, consequence: Consequence) -> bool:
    if consequence in {Consequence.SHEET_WRITTEN, Consequence.SHEET_SHUT}:
        return await _sheet_opens(session, scene, thing) is (consequence is Consequence.SHEET_WRITTEN)
    request = thing.id if isinstance(thing, Request) else thing.request_id
    values = {"request": request, "today": today(), "now": now(), "until": getattr(thing, "until", None)}
    query = text(f"select {SHOWS[consequence]}")
    async with acting_as(session, OPERATOR):
        return bool(await session.scalar(query, {name: values[name] for name in values if f":{name}" in query.text}))


async def _sheet_opens(session: AsyncSession, scene: Scene, thing: Any) -> bool:
    committee = scene.world.actor(scene.world.committee)
    async with acting_as(session, committee):
        query = text("select id from stay where request_id = :request")
        stay_id = await session.scalar(query, {"request": thing.request_id})
        try:
            await sheet_of_stay(session, committee, scene.keyring, UUID(str(stay_id)), Typed(PASSPHRASE))
        except NotFoundError:
            return False
    return True
