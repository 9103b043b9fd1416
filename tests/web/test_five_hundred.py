"""Five hundred of anything: a list pages itself, nothing is out of reach, and no page is too heavy."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.placement.answers import accept_proposal
from shelters.requests.commands import file_request
from tests.scene import Scene, request_draft
from tests.tours.weighing import ANY
from tests.web.conftest import Browser, ClientAs, parsed
from web import files
from web.paging import PAGE

MANY = 500
# What a browser loads besides, when it has seen none of it before.
_BESIDES = len(files.packed(files.SHEET)) + len(files.packed(files.SCRIPT))


async def walked(browser: Browser, path: str, row: str) -> list[str]:
    """Read every row of a list from page to page, and weigh each page."""
    rows: list[str] = []
    while path:
        answer = await browser.get(path)
        assert answer.status_code == 200
        assert len(answer.content) + _BESIDES <= ANY
        page = parsed(answer)
        found = [each.get_text(" ", strip=True) for each in page.select(row)]
        assert 0 < len(found) <= PAGE
        rows += found
        after = page.select_one("a[rel=next]")
        path = str(after["href"]) if after else ""
    return rows


async def copied(superuser: AsyncEngine, table: str, changes: str) -> None:
    """Store a row many times, as itself but for `changes`; nothing else of the scene needs to be there for a list."""
    copy = f"""
        insert into {table} select (jsonb_populate_record(one, {changes})).*
        from (select each::{table} as one from {table} each limit 1) first, generate_series(2, {MANY}) number
    """  # noqa: S608 - names of tables and columns written here
    async with superuser.begin() as connection:
        await connection.execute(text("set local session_replication_role = replica"))
        await connection.execute(text(copy))


async def test_requests_and_the_record_of_them(client_as: ClientAs, scene: Scene) -> None:
    async with scene.acting(scene.world.committee) as (session, actor):
        for _ in range(MANY):
            await file_request(session, actor, scene.keyring, request_draft())
    committee, steward = await client_as(scene.world.committee), await client_as(scene.world.steward)

    assert len(set(await walked(committee, "/requests", "main .entry .code"))) == MANY
    assert len(await walked(steward, "/record", "main tbody tr")) >= MANY


async def test_houses(client_as: ClientAs, scene: Scene, superuser: AsyncEngine) -> None:
    await copied(superuser, "house", "jsonb_build_object('id', gen_random_uuid(), 'code_name', 'Amate ' || number)")

    listed = await walked(await client_as(scene.world.planner), "/houses", "main tbody th")

    assert len(listed) == len(set(listed)) == MANY + 1


async def test_stays(client_as: ClientAs, scene: Scene, superuser: AsyncEngine) -> None:
    proposal = await scene.choose(await scene.file())
    async with scene.acting(scene.world.host) as (session, actor):
        await accept_proposal(session, actor, scene.keyring, proposal.id)
    own = "'id', gen_random_uuid(), 'proposal_id', gen_random_uuid()"
    await copied(superuser, "stay", f"jsonb_build_object({own}, 'code', to_char(number, 'FM000000000'))")

    assert len(set(await walked(await client_as(scene.world.committee), "/stays", "main .entry .code"))) == MANY
