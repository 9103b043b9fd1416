"""A house with parties in it, what is done when it is exposed, and looking behind the policies."""

from __future__ import annotations

import sys
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import OPERATOR
from shelters.accounts.models import HouseHost, Person
from shelters.capacity.models import House
from shelters.capacity.rooms import add_room
from shelters.capacity.safety import SafetyStep
from shelters.placement.answers import accept_proposal
from shelters.placement.checks import violations
from shelters.placement.evacuating import perform_evacuation
from shelters.placement.evacuations import (
    MovingLine,
    evacuation_seen,
    moving_lines,
    open_evacuations,
)
from shelters.placement.exposure import change_safety
from shelters.placement.jobs import Workshop
from shelters.placement.models import Evacuation, Proposal
from shelters.placement.relocations import confirm_move
from shelters.placement.solving import Limits
from shelters.stays.commands import record_arrival
from shelters.stays.models import Stay
from tests.scene import Scene, house_draft, place, room_draft

LIMITS = Limits(seconds=5, memory_mb=1024, longest=60)
EXPOSE = SafetyStep.EXPOSE


async def placed(scene: Scene, *, arrived: bool = True, **changes: Any) -> Stay:
    """Bring a request to a stay in Ceiba, and let its party arrive."""
    request = await scene.file(case={"consent": "network", **changes.pop("case", {})}, **changes)
    proposal = await scene.choose(request)
    async with scene.acting(scene.world.host) as (session, actor):
        stay = await accept_proposal(session, actor, scene.keyring, proposal.id)
    if arrived:
        async with scene.acting(scene.world.host) as (session, actor):
            await record_arrival(session, actor, stay.id)
    return stay


async def refuge(scene: Scene, name: str = "Sauce (inventada)", **changes: Any) -> House:
    """Add another house of Mexico that Berta hosts too, with a room for a family."""
    values = {"code_name": name, "municipality_id": place("Tlaxiaco"), **changes}
    house, _ = await scene.add(scene.world.mx.id, house_draft(**values), room_draft())
    async with scene.acting(OPERATOR) as (session, _):
        session.add(HouseHost(network_id=scene.world.mx.id, house_id=house.id, person_id=scene.world.host.id))
    scene.world.hosted[scene.world.host.id] |= {house.id}
    return house


async def more_rooms(scene: Scene, *names: str) -> None:
    """Add rooms to Ceiba."""
    async with scene.acting(OPERATOR) as (session, actor):
        for name in names:
            await add_room(session, actor, scene.keyring, scene.ceiba.id, room_draft(name))


async def exposed(scene: Scene, who: Person | None = None) -> Evacuation:
    """Expose Ceiba, and give the evacuation that follows."""
    async with scene.acting(who or scene.world.host) as (session, actor):
        await change_safety(session, actor, scene.ceiba.id, EXPOSE)
        (evacuation,) = await open_evacuations(session, actor)
        return evacuation


async def looked(scene: Scene, evacuation: Evacuation, program: str | None = None) -> list[MovingLine]:
    """Do what the worker does, and read how far each party is as Mexico's committee."""
    shop = Workshop(scene.engine, scene.keyring, LIMITS)
    if program is not None:
        shop = Workshop(scene.engine, scene.keyring, LIMITS, (sys.executable, "-c", program))
    await perform_evacuation(shop, evacuation.id)
    return await lines_now(scene, evacuation)


async def lines_now(scene: Scene, evacuation: Evacuation, who: Person | None = None) -> list[MovingLine]:
    """Read how far each party is."""
    async with scene.acting(who or scene.world.committee) as (session, actor):
        return await moving_lines(session, actor, scene.keyring, await evacuation_seen(session, actor, evacuation.id))


async def taken(superuser: AsyncEngine, stay_id: UUID) -> list[tuple[date, date]]:
    """List the nights that a stay has."""
    query = "select distinct lower(nights), upper(nights) from bed_occupancy where stay_id = :stay and kind = 'stay'"
    async with superuser.connect() as connection:
        return [(first, until) for first, until in await connection.execute(text(query), {"stay": stay_id})]


async def state_of(superuser: AsyncEngine, table: str, row_id: UUID) -> str:
    """Read a state behind the policies."""
    async with superuser.connect() as connection:
        query = text(f'select state from "{table}" where id = :id')  # noqa: S608 - a name of our own
        return str(await connection.scalar(query, {"id": row_id}))


async def whole(scene: Scene) -> None:
    """Find nothing that `abrigo check` would name."""
    async with scene.acting(OPERATOR) as (session, _):
        assert await violations(session) == []


async def confirmed(scene: Scene, proposal: Proposal | None) -> Proposal:
    """Confirm an offered place as Mexico's committee."""
    assert proposal is not None
    async with scene.acting(scene.world.committee) as (session, actor):
        return await confirm_move(session, actor, proposal.id)


async def accepted(scene: Scene, proposal: Proposal) -> Stay:
    """Let the other house accept."""
    async with scene.acting(scene.world.host) as (session, actor):
        return await accept_proposal(session, actor, scene.keyring, proposal.id)
