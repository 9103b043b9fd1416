"""What is crashed of a booking: each command that changes beds, with what must stand before it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import cast
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shelters.access.actor import MATCHER, Actor
from shelters.accounts.models import Person
from shelters.capacity.nights import close_nights
from shelters.capacity.words import ClosureReason
from shelters.clock import today
from shelters.placement.answers import accept_proposal
from shelters.placement.commands import choose_option, let_go
from shelters.placement.declining import decline_proposal
from shelters.placement.holds import expire_holds
from shelters.requests.commands import withdraw
from shelters.stays.commands import record_arrival, record_departure, record_not_arrived
from shelters.stays.journeys import cancel_stay, extend_stay, set_out
from tests.scene import Scene

Prepare = Callable[[Scene], Awaitable[object]]
Do = Callable[[AsyncSession, Actor, Scene, object], Awaitable[object]]


@dataclass(frozen=True)
class Command:
    """A command under test: what must have happened, who does it, and its call with what the preparation gave."""

    prepare: Prepare
    who: Callable[[Scene], Person | Actor]
    do: Do


def committee(scene: Scene) -> Person:
    """The committee that asked."""
    return scene.world.committee


def host(scene: Scene) -> Person:
    """The host of the house."""
    return scene.world.host


async def _option(scene: Scene) -> tuple[UUID, str]:
    request = await scene.file()
    return request.id, (await scene.options(request)).options[0].token


async def _request(scene: Scene) -> UUID:
    return (await scene.file()).id


async def _held(scene: Scene) -> UUID:
    return (await scene.choose(await scene.file())).id


async def _overdue(scene: Scene) -> UUID:
    return (await scene.choose(await scene.file(), hold_hours=-1)).id


async def _stay(scene: Scene) -> UUID:
    proposal = await _held(scene)
    async with scene.acting(scene.world.host) as (session, actor):
        return (await accept_proposal(session, actor, scene.keyring, proposal)).id


async def _arrived(scene: Scene) -> UUID:
    stay = await _stay(scene)
    async with scene.acting(scene.world.host) as (session, actor):
        await record_arrival(session, actor, stay)
    return stay


async def _nothing(_scene: Scene) -> None:
    return None


async def _hold(session: AsyncSession, actor: Actor, scene: Scene, option: object) -> object:
    request_id, token = cast("tuple[UUID, str]", option)
    return await choose_option(session, actor, scene.keyring, request_id, token, 6)


async def _close(session: AsyncSession, actor: Actor, scene: Scene, _nothing: object) -> object:
    first = today() + timedelta(days=3)
    return await close_nights(session, actor, scene.ceiba_room.id, first, first + timedelta(days=4), ClosureReason.REST)


def _of(command: Callable[[AsyncSession, Actor, UUID], Awaitable[object]]) -> Do:
    """Call a command that wants an id only."""
    return lambda session, actor, _scene, thing: command(session, actor, UUID(str(thing)))


COMMANDS: dict[str, Command] = {
    "hold": Command(_option, committee, _hold),
    "accept": Command(
        _held, host, lambda session, actor, scene, held: accept_proposal(session, actor, scene.keyring, UUID(str(held)))
    ),
    "decline": Command(
        _held,
        host,
        lambda session, actor, scene, held: decline_proposal(
            session, actor, scene.keyring, UUID(str(held)), "house_exposed"
        ),
    ),
    "let go": Command(_held, committee, _of(let_go)),
    "expire": Command(_overdue, lambda _: MATCHER, lambda session, actor, *_: expire_holds(session, actor)),
    "set out": Command(_stay, committee, lambda session, actor, _, stay: set_out(session, actor, UUID(str(stay)), 8)),
    "cancel": Command(_stay, committee, _of(cancel_stay)),
    "arrive": Command(_stay, host, _of(record_arrival)),
    "not arrived": Command(_stay, host, _of(record_not_arrived)),
    "extend": Command(
        _arrived,
        host,
        lambda session, actor, _, stay: extend_stay(session, actor, UUID(str(stay)), today() + timedelta(days=9)),
    ),
    "depart": Command(_arrived, host, _of(record_departure)),
    "close": Command(_nothing, host, _close),
    "withdraw": Command(_request, committee, _of(withdraw)),
}
