"""A form takes what its page asks for: whatever else is sent with it, of whom or in which state, counts for nothing."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.accounts.models import Person
from tests.scene import Scene
from tests.web.conftest import ClientAs, submit
from tests.web.request_forms import typed


def slipped_in(scene: Scene) -> dict[str, str]:
    """List what somebody would like to decide by herself."""
    return {
        "id": str(UUID(int=7)),
        "network_id": str(scene.world.gt.id),
        "network": str(scene.world.gt.id),
        "request_network_id": str(scene.world.gt.id),
        "house_id": str(scene.quetzal.id),
        "state": "placed",
        "status": "placed",
        "safety": "closed",
        "role": "planner",
        "person_id": str(scene.world.steward.id),
        "filed_by": str(scene.world.steward.id),
        "demo": "true",
        "version": "1",
    }


async def rows(superuser: AsyncEngine, query: str, **values: Any) -> list[dict[str, Any]]:
    """Read rows behind all policies."""
    async with superuser.connect() as connection:
        return [dict(row) for row in (await connection.execute(text(query), values)).mappings()]


async def test_a_request_is_of_her_network_and_new_whatever_is_sent_with_it(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    filed = await submit(
        await client_as(scene.world.committee), "/requests/new", "/requests", **typed(**slipped_in(scene))
    )
    request_id = UUID(filed.headers["location"].split("/")[-1])
    (row,) = await rows(superuser, "select * from request where id = :id", id=request_id)
    assert request_id != UUID(int=7)
    assert (row["network_id"], row["filed_by"]) == (scene.world.mx.id, scene.world.committee.id)
    assert row["state"] == "ready"


async def test_a_house_stays_where_and_what_it_is(client_as: ClientAs, scene: Scene, superuser: AsyncEngine) -> None:
    query = "select id, network_id, safety, code_name from house order by id"
    before = await rows(superuser, query)
    path = f"/houses/{scene.ceiba.id}/change"
    extra = {name: value for name, value in slipped_in(scene).items() if name != "version"}
    answer = await submit(await client_as(scene.world.host), path, path, **extra)
    assert answer.status_code == 303
    assert await rows(superuser, query) == before


@pytest.mark.parametrize("role", ["committee", "host", "steward", "planner"])
async def test_nobody_makes_herself_somebody_else(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine, role: str
) -> None:
    person: Person = getattr(scene.world, role)
    query = "select id, network_id, name, role from person order by id"
    before = await rows(superuser, query)
    await (await client_as(person)).get("/sessions")
    for page, action in (("/sessions", "/language"), ("/sessions", "/theme"), ("/sessions", "/sign-out")):
        assert (await submit(await client_as(person), page, action, **slipped_in(scene))).status_code == 303
    assert await rows(superuser, query) == before


async def test_an_invitation_is_into_her_own_network(client_as: ClientAs, scene: Scene, superuser: AsyncEngine) -> None:
    extra = slipped_in(scene) | {"role": "committee", "id": str(uuid4())}
    assert (await submit(await client_as(scene.world.steward), "/people", "/people", **extra)).status_code == 200
    made = await rows(superuser, "select network_id, role from invitation order by expires_at desc limit 1")
    assert made == [{"network_id": scene.world.mx.id, "role": "committee"}]
