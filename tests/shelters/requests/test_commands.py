"""Filing, changing, waiting, referring, withdrawing: who may, when, and what the record says of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlmodel import select

from shelters.access.actor import DOOR, MATCHER, OPERATOR, Actor
from shelters.clock import today, today_somewhere
from shelters.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from shelters.requests.codes import read_code
from shelters.requests.commands import change_request, file_request, put_on_waiting_list, refer, withdraw
from shelters.requests.models import Request
from shelters.requests.queries import (
    case_of,
    ended_requests,
    live_requests,
    open_requests,
    request_seen,
    request_with_code,
)
from tests.scene import Scene, request_draft

Step = Callable[[AsyncSession, Actor, UUID], Awaitable[Request]]
STEPS: dict[Step, str] = {
    put_on_waiting_list: "request:waiting",
    refer: "request:referred",
    withdraw: "request:withdrawn",
}
EVERY_STEP = pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)


async def recorded(superuser: AsyncEngine) -> list[str]:
    """List what the record says of requests."""
    async with superuser.connect() as connection:
        lines = text("select action from audit_record where action like 'request:%' order by seq")
        return list(await connection.scalars(lines))


async def changed(scene: Scene, request: Request, version: int | None = None, **changes: Any) -> Request:
    """Change a request as its committee."""
    async with scene.acting(scene.world.committee) as (session, actor):
        draft = request_draft(**changes)
        return await change_request(session, actor, scene.keyring, request.id, draft, version or request.version)


async def taken(scene: Scene, step: Step, request: Request) -> Request:
    """Take a step with a request as its committee."""
    async with scene.acting(scene.world.committee) as (session, actor):
        return await step(session, actor, request.id)


async def test_only_a_committee_files(scene: Scene, superuser: AsyncEngine) -> None:
    for person in (scene.world.host, scene.world.steward, scene.world.planner):
        with pytest.raises(NotAllowedError):
            await scene.file(person)
    assert await recorded(superuser) == []


async def test_nobody_files_for_another_network(scene: Scene) -> None:
    with pytest.raises(NotFoundError):
        async with scene.acting(scene.world.committee) as (session, actor):
            await file_request(session, actor, scene.keyring, request_draft(), network_id=scene.world.gt.id)


async def test_what_is_filed_is_ready_sealed_and_recorded(scene: Scene, superuser: AsyncEngine) -> None:
    request = await scene.file(case={"note": "Camina de noche"})
    assert (request.state, request.filed_by, request.version) == ("ready", scene.world.committee.id, 1)
    assert read_code(request.code) == request.code
    assert case_of(scene.keyring, request).note == "Camina de noche"
    assert await recorded(superuser) == ["request:filed"]
    async with superuser.connect() as connection:
        row = (await connection.execute(text("select * from request"))).one()
    whole = b" ".join(value if isinstance(value, bytes) else str(value).encode() for value in row)
    assert b"noche" not in whole
    assert b"woman" not in whole


async def test_without_consent_a_request_waits_for_hers(scene: Scene) -> None:
    request = await scene.file(case={"consent": "not_yet"})
    assert request.state == "submitted"
    assert (await changed(scene, request, case={"consent": "network"})).state == "ready"


async def test_consent_taken_back_takes_the_request_from_the_queue(scene: Scene) -> None:
    request = await changed(scene, await scene.file(), case={"consent": "not_yet"})
    assert request.state == "submitted"
    async with scene.acting(MATCHER) as (session, _):
        assert await open_requests(session) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"nights": {"earliest": today_somewhere() - timedelta(days=1)}}, "earliest"),
        ({"nights": {"earliest": today() + timedelta(days=400), "latest": today() + timedelta(days=400)}}, "earliest"),
        ({"nights": {"earliest": today() + timedelta(days=360), "latest": today() + timedelta(days=370)}}, "latest"),
        ({"case": {"origin": "Atlantis"}}, "origin"),
        ({"case": {"avoid": [{"kind": "place", "place": "MX"}]}}, "avoid.0.place"),
        (
            {"case": {"avoid": [{"kind": "zone", "place": "MX-OAX"}, {"kind": "zone", "place": "MX-XXX"}]}},
            "avoid.1.place",
        ),
        ({"case": {"avoid": [{"kind": "country", "place": "FR"}]}}, "avoid.0.place"),
        ({"case": {"borders": "stay", "avoid": [{"kind": "country", "place": "MX"}]}}, "borders"),
    ],
)
async def test_what_cannot_be_is_refused_at_its_field_whether_filed_or_changed(
    scene: Scene, superuser: AsyncEngine, changes: dict[str, Any], field: str
) -> None:
    request = await scene.file()
    with pytest.raises(InvalidInputError) as refusal:
        await scene.file(**changes)
    assert refusal.value.field == field
    with pytest.raises(InvalidInputError) as refusal:
        await changed(scene, request, **changes)
    assert refusal.value.field == field
    assert await recorded(superuser) == ["request:filed"]


async def test_a_danger_in_another_country_is_no_reason_to_leave_hers(scene: Scene) -> None:
    request = await scene.file(case={"borders": "stay", "avoid": [{"kind": "country", "place": "GT"}]})
    assert request.state == "ready"


async def test_a_change_is_sealed_counted_and_recorded(scene: Scene, superuser: AsyncEngine) -> None:
    request = await scene.file()
    after = await changed(scene, request, urgency=3, nights={"nights": 9}, case={"pets": True})
    assert (after.urgency, after.nights, after.version) == (3, 9, 2)
    assert case_of(scene.keyring, after).pets
    assert (after.code, after.filed_at, after.tie) == (request.code, request.filed_at, request.tie)
    assert await recorded(superuser) == ["request:filed", "request:changed"]


async def test_whoever_changed_it_meanwhile_is_not_overwritten(scene: Scene) -> None:
    request = await scene.file()
    await changed(scene, request, case={"pets": True})
    with pytest.raises(ConflictError):
        await changed(scene, request, version=1)
    async with scene.acting(scene.world.committee) as (session, actor):
        assert case_of(scene.keyring, await request_seen(session, actor, request.id)).pets


async def test_a_request_that_is_with_a_house_is_neither_changed_nor_moved(scene: Scene) -> None:
    request = await scene.file()
    await scene.choose(request)
    with pytest.raises(ConflictError):
        await changed(scene, request)
    for step in STEPS:
        with pytest.raises(ConflictError):
            await taken(scene, step, request)


@EVERY_STEP
async def test_only_a_committee_takes_a_step(scene: Scene, step: Step) -> None:
    request = await scene.file()
    for person in (scene.world.host, scene.world.steward, scene.world.planner):
        with pytest.raises((NotAllowedError, NotFoundError)):
            async with scene.acting(person) as (session, actor):
                await step(session, actor, request.id)


@EVERY_STEP
async def test_a_request_of_another_network_and_one_that_is_nowhere_are_the_same(scene: Scene, step: Step) -> None:
    request = await scene.file()
    answers = []
    for request_id in (request.id, uuid4()):
        with pytest.raises(NotFoundError) as refusal:
            async with scene.acting(scene.world.committee_gt) as (session, actor):
                await step(session, actor, request_id)
        answers.append((type(refusal.value), refusal.value.message, refusal.value.values))
    assert answers[0] == answers[1]


@EVERY_STEP
async def test_a_step_is_recorded_and_a_second_time_is_a_conflict(
    scene: Scene, superuser: AsyncEngine, step: Step
) -> None:
    request = await scene.file()
    await taken(scene, step, request)
    with pytest.raises(ConflictError):
        await taken(scene, step, request)
    assert await recorded(superuser) == ["request:filed", STEPS[step]]


async def test_a_request_on_the_waiting_list_keeps_its_place_and_is_still_placed(scene: Scene) -> None:
    request = await scene.file()
    waiting = await taken(scene, put_on_waiting_list, request)
    assert (waiting.state, waiting.filed_at, waiting.tie) == ("unplaced", request.filed_at, request.tie)
    assert (await scene.choose(request)).state == "chosen"


async def test_what_fails_leaves_neither_the_change_nor_its_line(scene: Scene, superuser: AsyncEngine) -> None:
    request = await scene.file()

    async def fail_after_the_change() -> None:
        async with scene.acting(scene.world.committee) as (session, actor):
            await withdraw(session, actor, request.id)
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await fail_after_the_change()
    assert await recorded(superuser) == ["request:filed"]
    async with scene.acting(scene.world.committee) as (session, actor):
        assert (await request_seen(session, actor, request.id)).state == "ready"


async def test_a_query_that_forgets_its_condition_shows_only_the_asking_network(scene: Scene) -> None:
    mine, theirs = await scene.file(), await scene.file(scene.world.committee_gt)
    actors: dict[str, Actor] = {person.name: scene.world.actor(person) for person in scene.world.people}
    shown = {}
    for name, actor in {**actors, "operator": OPERATOR, "door": DOOR}.items():
        async with scene.acting(actor) as (session, _):
            shown[name] = {each.id for each in await session.scalars(select(Request))}
    assert shown == {
        "ana": {mine.id},
        "carla": {mine.id},
        "elena": {theirs.id},
        "berta": set(),
        "dora": set(),
        "operator": {mine.id, theirs.id},
        "door": set(),
    }


async def test_a_committee_lists_and_finds_its_own_requests(scene: Scene) -> None:
    urgent, later = await scene.file(), await scene.file(urgency=4)
    gone = await scene.file()
    await taken(scene, refer, gone)
    async with scene.acting(scene.world.committee) as (session, actor):
        assert [each.id for each in await live_requests(session, actor)] == [urgent.id, later.id]
        assert [each.id for each in await ended_requests(session, actor)] == [gone.id]
        assert (await request_with_code(session, actor, later.code)).id == later.id
    async with scene.acting(scene.world.committee_gt) as (session, actor):
        assert await live_requests(session, actor) == []
        with pytest.raises(NotFoundError):
            await request_with_code(session, actor, later.code)


async def test_the_operator_files_for_a_network_and_never_for_none(scene: Scene) -> None:
    async with scene.acting(OPERATOR) as (session, actor):
        filed = await file_request(session, actor, scene.keyring, request_draft(), network_id=scene.world.gt.id)
    assert filed.network_id == scene.world.gt.id
    with pytest.raises(NotFoundError):
        async with scene.acting(Actor(OPERATOR.role)) as (session, actor):
            await file_request(session, actor, scene.keyring, request_draft())
