"""A crash at every point of every command: all of it is done or none, with a line in the record exactly when it is."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from shelters.access.actor import OPERATOR
from shelters.placement import answers
from shelters.placement.checks import violations
from shelters.stays import nights
from tests.conftest import RECORD_KEY
from tests.crash.commands import COMMANDS, Command
from tests.crash.moving import MOVES
from tests.crash.points import Act, Crashing, Tried, count_points, in_outline, of_scene, try_every_point
from tests.emptying import Empty
from tests.scene import Scene, make_scene


@pytest.fixture
def crashing(application_address: str, socket: str) -> Crashing:
    """Give an engine that can be cut off."""
    return Crashing.on(application_address, socket, RECORD_KEY)


async def acting(scene: Scene, command: Command) -> Act:
    """Prepare a scene, and give the command as something to be done through an engine."""
    thing = await command.prepare(scene)

    async def act(engine: AsyncEngine) -> object:
        async with of_scene(scene, engine).acting(command.who(scene)) as (session, actor):
            return await command.do(session, actor, scene, thing)

    return act


async def crashed(scene: Scene, crashing: Crashing, superuser: AsyncEngine, empty: Empty, command: Command) -> Tried:
    """Do a command whole, then anew with a crash at every point."""
    points = await count_points(crashing, await acting(scene, command))
    whole = await in_outline(superuser)
    await empty()
    again = await make_scene(scene.engine, scene.keyring)
    return await try_every_point(crashing, superuser, await acting(again, command), points, whole)


@pytest.mark.parametrize("name", COMMANDS | MOVES)
async def test_a_crash_leaves_the_state_before_or_after_and_never_between(
    scene: Scene, crashing: Crashing, superuser: AsyncEngine, empty: Empty, name: str
) -> None:
    tried = await crashed(scene, crashing, superuser, empty, (COMMANDS | MOVES)[name])
    assert tried.points > 3
    assert tried.torn == []
    assert tried.finished, "with only its answer lost, it is done as without a crash"
    async with scene.acting(OPERATOR) as (session, _):
        assert await violations(session) == []


async def test_a_commit_split_in_two_is_seen(
    scene: Scene, crashing: Crashing, superuser: AsyncEngine, empty: Empty, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: an acceptance that commits its beds before the rest."""
    whole = nights.turn_hold_into_stay

    async def split(session: AsyncSession, *things: Any, **more: Any) -> None:
        await whole(session, *things, **more)
        await session.commit()

    monkeypatch.setattr(answers, "turn_hold_into_stay", split)
    tried = await crashed(scene, crashing, superuser, empty, COMMANDS["accept"])
    assert tried.torn != []
