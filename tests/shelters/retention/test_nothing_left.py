"""Whatever path a case took, once it is erased no table of the database has its code."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import select

from shelters.access.actor import OPERATOR
from shelters.placement.commands import let_go
from shelters.placement.consent import withdraw_consent
from shelters.placement.declining import decline_proposal
from shelters.requests.models import Request
from tests.scene import Scene
from tests.shelters.placement.exposed import exposed, looked, placed
from tests.shelters.placement.tight import make_tight
from tests.shelters.retention.test_erasing import erase

TABLES = text(
    "select format('%I.%I', schemaname, tablename) from pg_tables"
    " where schemaname in ('public', 'queue') and tablename <> 'alembic_version'"
)


async def released(scene: Scene) -> None:
    """Hold a place and let it go: the host of the house is told."""
    proposal = await scene.choose(await scene.file())
    async with scene.acting(scene.world.committee) as (session, actor):
        await let_go(session, actor, proposal.id)


async def declined(scene: Scene) -> None:
    """Let a house say no for a risk that others have to look at."""
    proposal = await scene.choose(await scene.file())
    async with scene.acting(scene.world.host) as (session, actor):
        await decline_proposal(session, actor, scene.keyring, proposal.id, "risk_not_manageable")


async def cancelled(scene: Scene) -> None:
    """Take the consent to a stay back before it begins."""
    stay = await placed(scene, arrived=False)
    async with scene.acting(scene.world.committee) as (session, actor):
        await withdraw_consent(session, actor, scene.keyring, stay.request_id)


async def moved(scene: Scene) -> None:
    """Make room: everybody is asked, all say yes, and two parties have another place."""
    tight = await make_tight(scene)
    await tight.sought()
    for who, move in await tight.questions():
        await tight.answer(who, move)


async def without_a_place(scene: Scene) -> None:
    """Live in a house that is exposed, with nowhere to go."""
    await placed(scene)
    await looked(scene, await exposed(scene))


async def saying(superuser: AsyncEngine, *words: str | UUID, but: str = "") -> dict[str, int]:
    """Count in each table the rows in which one of these words stands."""
    found: dict[str, int] = {}
    async with superuser.connect() as connection:
        for table in await connection.scalars(TABLES):
            query = text(f"select count(*) from {table} t where t::text like any (:words)")  # noqa: S608 - our tables
            count = await connection.scalar(query, {"words": [f"%{word}%" for word in words]})
            found |= {table: count} if count and table != but else {}
    return found


@pytest.mark.parametrize("path", [released, declined, cancelled, moved, without_a_place])
async def test_no_table_has_the_code_of_a_case_that_was_erased(
    scene: Scene, superuser: AsyncEngine, path: Callable[[Scene], Awaitable[None]]
) -> None:
    await path(scene)
    async with scene.acting(OPERATOR) as (session, _):
        requests = (await session.scalars(select(Request))).all()
    codes, ids = [request.code for request in requests], [request.id for request in requests]
    assert "public.news" in await saying(superuser, *codes), "the control: somebody was told of it by its code"
    async with superuser.begin() as connection:
        await connection.execute(text("update request set state = 'closed', ended_at = now() - interval '91 days'"))
    assert await erase(scene) == len(requests)
    assert await saying(superuser, *codes) == {}
    assert await saying(superuser, *ids, but="public.audit_record") == {}
