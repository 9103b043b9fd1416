"""Fifty people at once choose the last bed, over real HTTP and on a real PostgreSQL."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from uuid import uuid4

import httpx2
import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import OPERATOR
from shelters.database.engine import make_engine
from shelters.placement.checks import violations
from shelters.requests.models import Request
from shelters.settings import Settings
from tests.scene import Scene, house_draft, place, room_draft
from tests.serving import served
from tests.web.conftest import Browser, fields_of, parsed
from tests.world import open_session
from web import cookies

FIFTY = 50
RACERS = 10
ALONE = ({"age": "18-59", "gender": "woman", "relation": "self"},)


async def choose(origin: str, token: str, request: Request, start: asyncio.Barrier) -> httpx2.Response:
    """Open the options of a request, wait until everybody has hers open, and press the first button."""
    here = f"/requests/{request.id}/options"
    async with Browser(base_url=origin, headers={"cookie": f"{cookies.SESSION}={token}"}, timeout=120) as browser:
        form = fields_of(parsed(await browser.get(here)), here)
        await start.wait()
        return await browser.post(here, data=form, headers={"origin": origin})


async def all_choose(scene: Scene, settings: Settings, beds: int, sharing: str) -> list[httpx2.Response]:
    """Let fifty requests have the same room as their best option, and choose it at the same moment."""
    near = house_draft(code_name="Última (inventada)", municipality_id=place("Puebla, Puebla"))
    await scene.add(scene.world.mx.id, near, room_draft(beds=beds, sharing=sharing))
    requests = [await scene.file(case={"party": ALONE}) for _ in range(FIFTY)]
    tokens = [await open_session(scene.engine, scene.world.committee) for _ in requests]
    start = asyncio.Barrier(FIFTY)
    async with served(settings, scene.engine, scene.keyring) as origin:
        pairs = zip(tokens, requests, strict=True)
        return await asyncio.gather(*(choose(origin, token, request, start) for token, request in pairs))


@pytest.mark.parametrize(("beds", "sharing"), [(1, "one_party"), (3, "beds")])
async def test_as_many_get_a_bed_as_there_are_beds_and_the_others_are_told(
    scene: Scene, settings: Settings, superuser: AsyncEngine, beds: int, sharing: str
) -> None:
    answers = await all_choose(scene, settings, beds, sharing)
    assert Counter(answer.status_code for answer in answers) == {303: beds, 409: FIFTY - beds}
    for answer in answers:
        if answer.status_code == 409:
            assert "Esas camas acaban de ocuparse. Mira las opciones otra vez" in answer.text
    async with superuser.connect() as connection:
        rows = "select count(*), count(distinct (bed_id, nights)) from bed_occupancy"
        assert tuple((await connection.execute(text(rows))).one()) == (beds, beds)
    async with scene.acting(OPERATOR) as (session, _):
        assert await violations(session) == []


@pytest_asyncio.fixture
async def racing(migrated: None, superuser_address: str) -> AsyncIterator[AsyncEngine]:
    """Give connections for a race on a copy of the table that has neither its constraint nor the application's lock."""
    engine = make_engine(superuser_address, pool_size=RACERS)
    async with engine.begin() as connection:
        await connection.execute(text("create schema race"))
        await connection.execute(text("create table race.bed_occupancy (like public.bed_occupancy)"))
    yield engine
    async with engine.begin() as connection:
        await connection.execute(text("drop schema race cascade"))
    await engine.dispose()


LOOK = text(
    "select count(*) from race.bed_occupancy where bed_id = 1 and nights && daterange('2030-01-01', '2030-01-06')"
)
TAKE = text(
    "insert into race.bed_occupancy (id, network_id, house_id, room_id, bed_id, nights, kind, for_emergency) "
    "values (:id, :id, :id, :id, 1, daterange('2030-01-01', '2030-01-06'), 'hold', false)"
)
# The constraint's own refusal, and a deadlock, by which it may refuse too: two that are at it at once wait for each
# other. The application answers both as a conflict.
REFUSED = {"23P01", "40P01"}
CONSTRAINT = text(
    "alter table race.bed_occupancy add constraint no_two_on_one_night "
    "exclude using gist (int8range(bed_id, bed_id, '[]') with =, nights with &&)"
)


async def look_and_take(engine: AsyncEngine, everybody_looked: asyncio.Barrier) -> bool:
    """Take the bed if it looks free, as an application without lock and constraint would."""
    try:
        async with engine.begin() as connection:
            free = not await connection.scalar(LOOK)
            await everybody_looked.wait()
            if free:
                await connection.execute(TAKE, {"id": uuid4()})
            return free
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) not in REFUSED:
            raise
        return False


@pytest.mark.parametrize(("constrained", "winners"), [(False, RACERS), (True, 1)])
async def test_it_is_the_constraint_that_keeps_a_bed_from_being_given_twice(
    racing: AsyncEngine, winners: int, *, constrained: bool
) -> None:
    if constrained:
        async with racing.begin() as connection:
            await connection.execute(CONSTRAINT)
    everybody_looked = asyncio.Barrier(RACERS)
    won = await asyncio.gather(*(look_and_take(racing, everybody_looked) for _ in range(RACERS)))
    async with racing.connect() as connection:
        rows = await connection.scalar(text("select count(*) from race.bed_occupancy"))
    assert (sum(won), rows) == (winners, winners)
