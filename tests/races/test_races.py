"""A short `make races`: one winner of each race for one thing, over HTTP against the shipped server."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.apart.ground import Ground, ground
from tests.apart.server import UNGUARDED
from tests.apart.unguarded import WITHOUT_CONSTRAINT
from tests.races.races import SINGLE, hold, run_race, send_one_form_often
from tests.races.runners import Runners
from tests.races.single_use import CODES, paper_code

MOST = 50
FEW = 12


@pytest_asyncio.fixture(scope="module")
async def here() -> AsyncIterator[Ground]:
    """Set up a cluster and a server of this file's own."""
    async with ground() as made:
        yield made


@pytest_asyncio.fixture(scope="module")
async def runners(here: Ground) -> Runners:
    """Gather everybody once."""
    return await Runners.gather(here, MOST, FEW)


@pytest.mark.parametrize(("number", "repetitions"), [(2, 3), (10, 2), (MOST, 1)])
async def test_of_many_who_choose_the_last_bed_one_has_it(runners: Runners, number: int, repetitions: int) -> None:
    result = await run_race("last bed", hold, runners, number, repetitions)
    assert result.fair()
    assert result.statuses == {303: repetitions, 409: repetitions * (number - 1)}


@pytest.mark.parametrize("name", SINGLE)
async def test_what_can_be_done_once_is_done_once(runners: Runners, name: str) -> None:
    assert (await run_race(name, SINGLE[name], runners, FEW, 2)).fair()


@pytest.mark.parametrize("name", CODES)
async def test_what_opens_a_door_once_opens_it_once(runners: Runners, name: str) -> None:
    result = await run_race(name, CODES[name], runners, FEW, 2)
    assert result.fair(), result


async def test_one_form_sent_often_at_once_has_one_effect_and_one_answer(runners: Runners) -> None:
    led, made = await send_one_form_often(runners, FEW)
    assert (len(led), made) == (1, 1)


async def test_nothing_contradicts_itself_after_all_races(here: Ground, runners: Runners) -> None:
    assert await here.violations() == []


async def test_without_lock_and_constraint_the_last_bed_is_given_twice(here: Ground, runners: Runners) -> None:
    """The control; the constraint is gone from here on."""
    await here.cluster.run(WITHOUT_CONSTRAINT)
    await here.serve(UNGUARDED)
    result = await run_race("unguarded", hold, runners, 10, 2)
    assert result.overlaps > 0
    assert max(result.winners) > 1


async def test_a_code_that_is_looked_at_before_it_is_spent_opens_twice(here: Ground, runners: Runners) -> None:
    """The control of codes, and the last test of this file: from here on the server is unguarded."""
    await here.serve(UNGUARDED)
    result = await run_race("unguarded", paper_code, runners, 10, 2)
    assert max(result.winners) > 1
