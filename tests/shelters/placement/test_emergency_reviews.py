"""What was skipped in an emergency is reviewed by somebody else, once, in words that only the network reads."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.database.transaction import transaction
from shelters.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from shelters.placement.emergencies import close_emergency
from shelters.placement.emergency_models import Emergency
from shelters.placement.emergency_reviews import review_skip, reviews_seen
from shelters.requests.models import Request
from tests.scene import Scene
from tests.shelters.placement.test_emergencies import FOUND, beforehand, chosen, opened, skips


async def skipped(scene: Scene) -> tuple[Emergency, Request]:
    """Skip the answer of a house in an emergency."""
    await beforehand(scene)
    emergency = await opened(scene)
    request, _ = await chosen(scene)
    return emergency, request


async def test_a_skip_shows_until_somebody_else_has_reviewed_it(scene: Scene) -> None:
    emergency, _ = await skipped(scene)
    (skip,) = await skips(scene)
    async with scene.acting(scene.world.committee) as (session, actor):
        await close_emergency(session, actor, emergency.id)
    assert await skips(scene, scene.world.steward) == [skip]
    with pytest.raises(ConflictError, match="otra compañera"):
        async with scene.acting(scene.world.committee) as (session, actor):
            await review_skip(session, actor, scene.keyring, skip, FOUND)
    for who in (scene.world.committee_gt, scene.world.host, scene.world.planner):
        with pytest.raises((NotFoundError, NotAllowedError)):
            async with scene.acting(who) as (session, actor):
                await review_skip(session, actor, scene.keyring, skip, FOUND)
    assert await skips(scene) == [skip]
    async with scene.acting(scene.world.steward) as (session, actor):
        await review_skip(session, actor, scene.keyring, skip, FOUND)
    assert await skips(scene) == []


async def test_a_review_says_in_words_what_was_found_and_the_network_reads_it(scene: Scene) -> None:
    _, request = await skipped(scene)
    (skip,) = await skips(scene)
    for nothing in ("", "   "):
        async with scene.acting(scene.world.steward) as (session, actor):
            with pytest.raises(InvalidInputError, match="qué encontraste"):
                await review_skip(session, actor, scene.keyring, skip, nothing)
    assert await skips(scene) == [skip]
    async with scene.acting(scene.world.steward) as (session, actor):
        await review_skip(session, actor, scene.keyring, skip, FOUND)
    for who in (scene.world.committee, scene.world.steward):
        async with scene.acting(who) as (session, actor):
            (review,) = await reviews_seen(session, actor, scene.keyring)
        assert (review.skip.code, review.words) == (request.code, FOUND)
    async with scene.acting(scene.world.committee_gt) as (session, actor):
        assert await reviews_seen(session, actor, scene.keyring) == []


async def test_a_step_is_reviewed_once(scene: Scene) -> None:
    await skipped(scene)
    (skip,) = await skips(scene)
    async with scene.acting(scene.world.steward) as (session, actor):
        await review_skip(session, actor, scene.keyring, skip, FOUND)
    with pytest.raises(ConflictError):
        async with scene.acting(scene.world.steward) as (session, actor):
            await review_skip(session, actor, scene.keyring, skip, "Otra cosa.")
    with pytest.raises(NotFoundError):
        async with scene.acting(scene.world.steward) as (session, actor):
            await review_skip(session, actor, scene.keyring, uuid4(), FOUND)
    async with scene.acting(scene.world.steward) as (session, actor):
        assert [each.words for each in await reviews_seen(session, actor, scene.keyring)] == [FOUND]


async def test_a_review_from_before_words_were_asked_for_is_still_listed(scene: Scene, superuser: AsyncEngine) -> None:
    await skipped(scene)
    async with transaction(superuser, scene.world.actor(scene.world.steward)) as session:
        # As it was before the constraint, and undone with everything else of this transaction.
        await session.execute(text("alter table skip drop constraint skip_reviewed_in_words"))
        await session.execute(text("update skip set reviewed_by = gen_random_uuid(), reviewed_at = now()"))
        steward = scene.world.actor(scene.world.steward)
        assert [each.words for each in await reviews_seen(session, steward, scene.keyring)] == [""]
        await session.rollback()


async def test_what_a_review_says_lies_sealed_in_the_database(scene: Scene, superuser: AsyncEngine) -> None:
    await skipped(scene)
    (skip,) = await skips(scene)
    async with scene.acting(scene.world.steward) as (session, actor):
        await review_skip(session, actor, scene.keyring, skip, FOUND)
    async with superuser.connect() as connection:
        (stored,) = await connection.scalars(text("select review from skip"))
    assert FOUND.encode() not in stored


async def test_the_database_itself_refuses_a_review_without_words(scene: Scene, superuser: AsyncEngine) -> None:
    await skipped(scene)
    async with superuser.connect() as connection:
        with pytest.raises(IntegrityError, match="skip_reviewed_in_words"):
            await connection.execute(text("update skip set reviewed_by = gen_random_uuid(), reviewed_at = now()"))


async def test_the_database_itself_refuses_a_review_by_who_skipped_it(scene: Scene, superuser: AsyncEngine) -> None:
    await skipped(scene)
    async with superuser.connect() as connection:
        with pytest.raises(IntegrityError, match="skip_reviewed_by_another"):
            await connection.execute(
                text("update skip set reviewed_by = skipped_by, reviewed_at = now(), review = 'x'")
            )
