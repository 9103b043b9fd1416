"""A transaction says who acts, and tells a person what she can do when the database refuses."""

from __future__ import annotations

import asyncio
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

import shelters.accounts.commands  # noqa: F401 - it says what its constraints mean
from shelters.access.actor import MATCHER, OPERATOR
from shelters.accounts.models import Network, Person
from shelters.database.transaction import acting_as, transaction
from shelters.errors import ConflictError

NETWORKS = (UUID(int=1), UUID(int=2))
LOCK = text("select 1 from network where id = :id for update")
ROLE = text("select abrigo_role()")


@pytest.fixture
async def networks(superuser: AsyncEngine, engine: AsyncEngine) -> None:
    """Store two networks, and let the application lock them."""
    async with transaction(engine, OPERATOR) as session:
        session.add_all([Network(id=id_, name=f"Red {id_.int} (inventada)", country="MX") for id_ in NETWORKS])


async def lock(engine: AsyncEngine, *ids: UUID, setting: str, met: asyncio.Barrier | None = None) -> None:
    """Lock networks one after the other, all having met after the first; wait for no lock longer than a moment."""
    async with transaction(engine, OPERATOR) as session:
        await session.execute(text(f"set local {setting} = 50"))
        for id_ in ids:
            await session.execute(LOCK, {"id": id_})
            if met is not None and id_ == ids[0]:
                await met.wait()


async def test_a_lock_that_is_not_free_in_time_is_a_conflict_in_words(superuser: AsyncEngine, networks: None) -> None:
    async with superuser.connect() as connection:
        await connection.execute(LOCK, {"id": NETWORKS[0]})
        with pytest.raises(ConflictError, match="mucha gente"):
            await lock(superuser, NETWORKS[0], setting="lock_timeout")


async def test_of_two_who_wait_for_each_other_one_goes_on_and_one_reads_a_conflict(
    superuser: AsyncEngine, networks: None
) -> None:
    met = asyncio.Barrier(2)

    both = (lock(superuser, *ids, setting="deadlock_timeout", met=met) for ids in (NETWORKS, NETWORKS[::-1]))
    ends = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(end).__name__ for end in ends) == ["ConflictError", "NoneType"]


async def test_any_other_refusal_of_the_database_stays_the_defect_that_it_is(engine: AsyncEngine) -> None:
    with pytest.raises(DBAPIError, match="division by zero"):
        async with transaction(engine, OPERATOR) as session:
            await session.execute(text("select 1 / 0"))


async def test_a_constraint_is_named_in_words_also_where_the_system_acts(engine: AsyncEngine, networks: None) -> None:
    """Whoever acts for somebody else must not hide, behind a session that has failed, what failed."""

    async def join(*, flushed: bool) -> None:
        async with transaction(engine, MATCHER) as session, acting_as(session, OPERATOR):
            session.add(Person(network_id=NETWORKS[0], name="ana", role="committee", password_hash="x"))
            if flushed:
                await session.flush()

    await join(flushed=False)
    for flushed in (True, False):
        with pytest.raises(ConflictError, match="nombre"):
            await join(flushed=flushed)


async def test_a_constraint_that_nobody_put_into_words_stays_an_error(engine: AsyncEngine) -> None:
    with pytest.raises(IntegrityError):
        async with transaction(engine, OPERATOR) as session:
            session.add(Person(network_id=uuid4(), name="ana", role="committee", password_hash="x"))


async def test_after_acting_for_somebody_one_is_oneself_again_even_when_it_failed(engine: AsyncEngine) -> None:
    async with transaction(engine, OPERATOR) as session:
        async with acting_as(session, MATCHER):
            assert await session.scalar(ROLE) == "matcher"
        with pytest.raises(ConflictError):
            async with acting_as(session, MATCHER):
                raise ConflictError
        assert await session.scalar(ROLE) == "operator"
        with pytest.raises(DBAPIError):
            async with session.begin_nested(), acting_as(session, MATCHER):
                await session.execute(text("select 1 / 0"))
        assert await session.scalar(ROLE) == "operator"


async def test_what_was_done_before_a_failure_is_undone(engine: AsyncEngine, networks: None) -> None:
    async def add_and_fail() -> None:
        async with transaction(engine, OPERATOR) as session:
            session.add(Network(name="Red nueva (inventada)", country="MX"))
            await session.flush()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await add_and_fail()
    async with transaction(engine, OPERATOR) as session:
        assert await session.scalar(text("select count(*) from network")) == 2
