"""A collective stay in Ceiba, and what committees do with it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import MATCHER, OPERATOR
from shelters.accounts.models import Person
from shelters.clock import today
from shelters.drafts import build
from shelters.placement.checks import violations
from shelters.stays.collective_queries import filled
from shelters.stays.collectives import Collective, CollectiveDraft, Seat, SeatDraft
from shelters.stays.gathering import decide_collectives, offer_collective
from shelters.stays.seats import confirm_seat, take_seat
from tests.scene import Scene

ONE_WOMAN = [{"age": "18-59", "gender": "woman", "relation": "self"}]


def collective_draft(scene: Scene, *, in_days: int = 3, **changes: Any) -> CollectiveDraft:
    """Write a collective stay of ten days for three or four women of both networks."""
    first = today() + timedelta(days=in_days)
    usual = {
        "first": first,
        "until": first + timedelta(days=10),
        "decide_on": first - timedelta(days=1),
        "fewest": 2,
        "most": 4,
        "per_network": 3,
        "rooms": [scene.ceiba_room.id],
        "networks": [scene.world.mx.id, scene.world.gt.id],
    }
    return build(CollectiveDraft, usual | changes)


async def gathered(scene: Scene, **changes: Any) -> Collective:
    """Offer a collective stay as the host of Ceiba."""
    async with scene.acting(scene.world.host) as (session, actor):
        return await offer_collective(session, actor, scene.ceiba.id, collective_draft(scene, **changes))


async def take(scene: Scene, collective: Collective, who: Person | None = None, **changes: Any) -> Seat:
    """Take a seat for a woman of the network of Mexico, or of another committee's."""
    draft = build(SeatDraft, {"age": "18-59", "gender": "woman", "language": "spa"} | changes)
    async with scene.acting(who or scene.world.committee) as (session, actor):
        return await take_seat(session, actor, scene.keyring, collective.id, draft)


async def confirm(scene: Scene, seat: Seat, who: Person | None = None) -> Seat:
    """Confirm a seat as its committee."""
    async with scene.acting(who or scene.world.committee) as (session, actor):
        return await confirm_seat(session, actor, seat.id)


async def on_its_day(scene: Scene, superuser: AsyncEngine) -> int:
    """Let the day of decision come, and do what the server does by itself."""
    async with superuser.begin() as connection:
        await connection.execute(text("update collective set decide_on = current_date - 2"))
    async with scene.acting(MATCHER) as (session, _):
        return await decide_collectives(session)


async def state_of(superuser: AsyncEngine, collective: Collective) -> str:
    """Read the state behind the policies."""
    async with superuser.connect() as connection:
        query = text("select state from collective where id = :id")
        return str(await connection.scalar(query, {"id": collective.id}))


async def beds_taken(superuser: AsyncEngine, kind: str = "collective") -> int:
    """Count the beds that something of a kind takes."""
    async with superuser.connect() as connection:
        query = text("select count(distinct bed_id) from bed_occupancy where kind = :kind")
        return int(await connection.scalar(query, {"kind": kind}) or 0)


async def free_seats(scene: Scene, collective: Collective) -> int:
    """Count the free seats as a committee sees them."""
    async with scene.acting(scene.world.committee) as (session, _):
        return (await filled(session, collective)).free


async def whole(scene: Scene) -> None:
    """Find nothing that `abrigo check` would name."""
    async with scene.acting(OPERATOR) as (session, _):
        assert await violations(session) == []


def alone(collective: Collective, nights: int = 4) -> dict[str, Any]:
    """Ask for one woman, within the nights of a collective stay."""
    first = collective.first + timedelta(days=1)
    return {
        "case": {"party": ONE_WOMAN, "consent": "network"},
        "nights": {"earliest": first, "latest": first, "nights": nights, "shortest": nights},
    }
