"""What somebody has typed and not sent: hers alone, sealed, and gone after its term."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import select

from shelters.access.actor import OPERATOR, Actor
from shelters.accounts.models import Person
from shelters.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from shelters.requests import unfinished
from shelters.requests.unfinished import Kept, Unfinished
from shelters.sealing.envelope import TamperedError
from tests.scene import Scene

TYPED = Kept({"nights": ["5"], "need": ["cot", "step_free"], "note": ["Teme a su vecino (inventado)"]}, "needs")


async def begun(
    scene: Scene, who: Person | None = None, kept: Kept = TYPED, request_id: UUID | None = None
) -> Unfinished:
    """Begin as Mexico's committee unless another is named."""
    async with scene.acting(who or scene.world.committee) as (session, actor):
        return await unfinished.begin(session, actor, scene.keyring, uuid4(), kept, request_id)


async def rows(superuser: AsyncEngine) -> int:
    """Count behind the policies."""
    async with superuser.connect() as connection:
        return int(await connection.scalar(text("select count(*) from unfinished")) or 0)


async def lines(superuser: AsyncEngine) -> list[str]:
    """List what the record says of it."""
    async with superuser.connect() as connection:
        said = text("select action from audit_record where action like 'unfinished:%' order by seq")
        return list(await connection.scalars(said))


async def test_what_is_kept_comes_back_as_it_was_typed(scene: Scene) -> None:
    mine = await begun(scene)
    async with scene.acting(scene.world.committee) as (session, actor):
        ((found, code),) = await unfinished.unfinished_of(session, actor)
        assert (found.id, code) == (mine.id, None)
        assert unfinished.kept_in(scene.keyring, found) == TYPED


async def test_nothing_of_it_is_readable_in_the_database(scene: Scene, superuser: AsyncEngine) -> None:
    await begun(scene)
    async with superuser.connect() as connection:
        row = str((await connection.execute(text("select encode(typed, 'escape'), u::text from unfinished u"))).one())
    assert "vecino" not in row
    assert "step_free" not in row


async def test_nobody_but_its_writer_finds_it_whatever_is_asked(scene: Scene) -> None:
    mine = await begun(scene)
    world = scene.world
    decoy = replace(world.actor(world.committee), decoy=True, network_id=uuid4())
    others = [world.actor(each) for each in (await scene.colleague(), *world.people) if each is not world.committee]
    for actor in (*others, decoy):
        async with scene.acting(actor) as (session, _):
            assert (await session.scalars(select(Unfinished))).all() == []
    for actor in others:
        with pytest.raises((NotFoundError, NotAllowedError)):
            async with scene.acting(actor) as (session, _):
                await unfinished.unfinished_seen(session, actor, mine.id)


async def test_a_colleague_neither_keeps_nor_discards_it(scene: Scene, superuser: AsyncEngine) -> None:
    mine, flora = await begun(scene), await scene.colleague()
    for act in (unfinished.discard, unfinished.unfinished_seen):
        with pytest.raises(NotFoundError):
            async with scene.acting(flora) as (session, actor):
                await act(session, actor, mine.id)
    with pytest.raises(NotFoundError):
        async with scene.acting(flora) as (session, actor):
            await unfinished.begin(session, actor, scene.keyring, mine.id, Kept())
    async with scene.acting(flora) as (session, actor):
        await unfinished.finish(session, actor, mine.id, None)
    assert await rows(superuser) == 1


async def test_only_who_files_requests_begins_one(scene: Scene) -> None:
    for who in (scene.world.host, scene.world.steward, scene.world.planner):
        with pytest.raises(NotAllowedError):
            await begun(scene, who)
    with pytest.raises(NotFoundError):
        await begun(scene, scene.world.committee_gt, request_id=(await scene.file()).id)


async def test_sent_again_it_changes_nothing_and_is_recorded_once(scene: Scene, superuser: AsyncEngine) -> None:
    mine = await begun(scene)
    for _ in range(2):
        async with scene.acting(scene.world.committee) as (session, actor):
            again = await unfinished.begin(session, actor, scene.keyring, mine.id, TYPED)
            assert (again.kept_at, again.typed) == (mine.kept_at, mine.typed)
    assert await lines(superuser) == ["unfinished:begun"]


async def test_a_change_goes_on_wherever_she_types_it(scene: Scene, superuser: AsyncEngine) -> None:
    request = await scene.file()
    first = await begun(scene, request_id=request.id)
    second = await begun(scene, kept=Kept({"nights": ["7"]}), request_id=request.id)
    assert second.id == first.id
    assert unfinished.kept_in(scene.keyring, second).fields == {"nights": ["7"]}
    assert await rows(superuser) == 1


async def test_what_is_sent_or_discarded_is_gone_with_its_key(scene: Scene, superuser: AsyncEngine) -> None:
    request = await scene.file()
    sent, change, thrown = await begun(scene), await begun(scene, request_id=request.id), await begun(scene)
    async with scene.acting(scene.world.committee) as (session, actor):
        await unfinished.finish(session, actor, sent.id, None)
        await unfinished.finish(session, actor, None, request.id)
        await unfinished.discard(session, actor, thrown.id)
        with pytest.raises(NotFoundError):
            await unfinished.unfinished_seen(session, actor, change.id)
    assert await rows(superuser) == 0
    assert (await lines(superuser))[-1] == "unfinished:discarded"


async def test_what_nobody_touched_for_a_week_is_gone(scene: Scene, superuser: AsyncEngine) -> None:
    old, new = await begun(scene), await begun(scene)
    async with superuser.begin() as connection:
        past = text("update unfinished set kept_at = now() - interval '169 hours' where id = :id")
        await connection.execute(past, {"id": old.id})
        almost = text("update unfinished set kept_at = now() - interval '167 hours' where id = :id")
        await connection.execute(almost, {"id": new.id})
    async with scene.acting(OPERATOR) as (session, _):
        await unfinished.forget_unfinished(session)
    async with scene.acting(scene.world.committee) as (session, actor):
        assert [each.id for each, _ in await unfinished.unfinished_of(session, actor)] == [new.id]


async def test_what_was_moved_to_another_row_does_not_open(scene: Scene, superuser: AsyncEngine) -> None:
    first, second = await begun(scene), await begun(scene)
    async with superuser.begin() as connection:
        moved = text("update unfinished set typed = (select typed from unfinished where id = :of) where id = :to")
        await connection.execute(moved, {"of": first.id, "to": second.id})
    async with scene.acting(scene.world.committee) as (session, actor):
        found = await unfinished.unfinished_seen(session, actor, second.id)
        with pytest.raises(TamperedError):
            unfinished.kept_in(scene.keyring, found)


async def test_more_than_a_form_holds_is_not_kept(scene: Scene) -> None:
    with pytest.raises(InvalidInputError):
        await begun(scene, kept=Kept({"note": ["x" * 70_000]}))
    mine = await begun(scene)
    with pytest.raises(InvalidInputError):
        async with scene.acting(scene.world.committee) as (session, actor):
            await unfinished.keep(session, actor, scene.keyring, mine.id, Kept({"note": ["x" * 70_000]}))


async def test_nobody_begins_without_end(scene: Scene, superuser: AsyncEngine) -> None:
    for _ in range(10):
        await begun(scene)
    with pytest.raises(ConflictError):
        await begun(scene)
    assert await rows(superuser) == 10


async def test_a_part_of_the_system_begins_nothing(scene: Scene) -> None:
    with pytest.raises(NotFoundError):
        async with scene.acting(Actor(OPERATOR.role)) as (session, actor):
            await unfinished.begin(session, actor, scene.keyring, uuid4(), TYPED)
