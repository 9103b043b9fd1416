"""What is left of coming and going goes when it is of use to nobody, and not a day sooner."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import delete, select

from shelters.access.actor import DOOR, OPERATOR, Role
from shelters.accounts.models import Comeback, KnownDevice, Submission
from shelters.circles.admission import invite
from shelters.clock import now
from shelters.database.transaction import transaction
from shelters.news.commands import settle_about, tell_committee
from shelters.news.kinds import NewsKind
from shelters.retention.traces import TRACES, Trace, forget_traces
from shelters.stays.collectives import Seat
from tests.scene import Scene
from tests.shelters.stays.gathered import gathered, take
from tests.world import open_session

# Where each kind of trace has the moment from which its term runs.
MOMENTS = {
    "submission": ("at",),
    "live_session": ("ended_at", "seen_at"),
    "invitation": ("used_at", "expires_at"),
    "comeback": ("used_at", "expires_at"),
    "news": ("settled_at",),
    "known_device": ("at",),
}


async def left_behind(scene: Scene) -> None:
    """Leave a trace of each kind."""
    ana, carla, mx = scene.world.committee, scene.world.steward, scene.world.mx.id
    await open_session(scene.engine, ana)
    async with scene.acting(ana) as (session, _):
        session.add(Submission(person_id=ana.id, key="once-and-no-more", answer="/requests", at=now()))
        session.add(Comeback(network_id=mx, person_id=carla.id, said_by=ana.id, expires_at=now()))
        await tell_committee(session, NewsKind.PLACE_OPENED, mx, ana.id)
        await settle_about(session, ana.id, NewsKind.PLACE_OPENED)
    async with transaction(scene.engine, DOOR) as session:
        session.add(KnownDevice(token_hash=b"device", person_id=ana.id, network_id=mx, at=now()))
    async with scene.acting(OPERATOR) as (session, operator):
        await invite(session, operator, mx, Role.STEWARD)


async def age(superuser: AsyncEngine, table: str, days: float) -> None:
    """Let so many days have passed since the term of a kind of trace began."""
    began = f"coalesce({', '.join(MOMENTS[table])})"
    moments = ", ".join(f"{column} = {column} + (:then - {began})" for column in MOMENTS[table])
    async with superuser.begin() as connection:
        then = await connection.scalar(text("select now() - make_interval(secs => :s)"), {"s": days * 86400})
        await connection.execute(text(f"update {table} set {moments}"), {"then": then})  # noqa: S608 - our own names


async def count(superuser: AsyncEngine, table: str) -> int:
    """Count rows behind the policies."""
    async with superuser.connect() as connection:
        return int(await connection.scalar(text(f"select count(*) from {table}")) or 0)  # noqa: S608 - our own name


async def forget(scene: Scene) -> None:
    """Do what the server does every minute."""
    async with scene.acting(OPERATOR) as (session, _):
        await forget_traces(session)


@pytest.mark.parametrize("trace", TRACES, ids=lambda trace: str(trace.kind.__tablename__))
async def test_a_trace_stays_until_its_term_is_over_and_then_goes(
    scene: Scene, superuser: AsyncEngine, trace: Trace
) -> None:
    table, days = str(trace.kind.__tablename__), trace.days
    await left_behind(scene)
    await age(superuser, table, days - 0.01)
    before = await count(superuser, table)
    assert before > 0
    await forget(scene)
    assert await count(superuser, table) == before
    async with scene.acting(OPERATOR) as (session, _):
        await session.execute(delete(trace.kind))
    assert await count(superuser, table) == before, "the database itself keeps it, whatever is asked"
    await age(superuser, table, days + 0.01)
    await forget(scene)
    assert await count(superuser, table) == 0


async def test_what_is_in_use_is_never_a_trace(scene: Scene, superuser: AsyncEngine) -> None:
    await left_behind(scene)
    async with scene.acting(scene.world.committee) as (session, _):
        await tell_committee(session, NewsKind.CHECK_FIRST, scene.world.mx.id, scene.world.mx.id)
    async with superuser.begin() as connection:
        await connection.execute(text("update news set told_at = told_at - interval '900 days'"))
        await connection.execute(text("update live_session set opened_at = opened_at - interval '900 days'"))
    await forget(scene)
    assert await count(superuser, "news") == 2
    assert await count(superuser, "live_session") == 1


async def test_a_seat_goes_with_the_term_of_the_network_that_took_it(scene: Scene, superuser: AsyncEngine) -> None:
    collective = await gathered(scene)
    seat, other = await take(scene, collective), await take(scene, collective, scene.world.committee_gt)
    async with superuser.begin() as connection:
        await connection.execute(
            text("update network set retention_days = 30 where id = :id"), {"id": scene.world.gt.id}
        )
        await connection.execute(text("update collective set ended_at = now() - interval '31 days'"))
    await forget(scene)
    async with scene.acting(OPERATOR) as (session, _):
        assert (await session.scalars(select(Seat.code))).all() == [seat.code]
    async with superuser.begin() as connection:
        await connection.execute(text("update collective set ended_at = now() - interval '91 days'"))
    await forget(scene)
    assert await count(superuser, "seat") == 0
    async with superuser.connect() as connection:
        said = "select count(*) from bed_occupancy where seat_id is not null or collective_id is null"
        assert await connection.scalar(text(said)) == 0, "that a bed was taken stays known, and not by whom"
    assert other.code != seat.code


async def test_of_a_stay_that_goes_on_no_seat_goes(scene: Scene, superuser: AsyncEngine) -> None:
    await take(scene, await gathered(scene))
    await forget(scene)
    assert await count(superuser, "seat") == 1
