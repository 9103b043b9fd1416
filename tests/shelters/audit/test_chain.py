"""The record is one chain: whatever is done to a line behind the application's back, verifying tells it."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import DOOR, OPERATOR
from shelters.audit.actions import Action
from shelters.audit.chain import link_loose, record_key, sign_with
from shelters.audit.commands import record
from shelters.audit.keeping import head_of
from shelters.audit.models import AuditRecord
from shelters.audit.verify import Fault, Head, Verdict, verify
from shelters.clock import now
from shelters.database.engine import make_engine
from shelters.database.transaction import transaction
from shelters.errors import ConflictError, InvalidInputError, NotReadyError
from tests.tampering import TAMPERS, tampered
from tests.world import World, make_world


@pytest.fixture
async def world(engine: AsyncEngine) -> World:
    """Invent people who can leave lines."""
    return await make_world(engine)


async def write(engine: AsyncEngine, world: World, lines: int) -> None:
    """Leave lines by everybody in turn, one transaction each."""
    for number in range(lines):
        actor = world.actor(world.people[number % len(world.people)])
        async with transaction(engine, actor) as session:
            record(session, actor, Action.OPTIONS_SEEN, uuid4(), options=number)


async def verified(engine: AsyncEngine, anchor: Head | None = None) -> Verdict:
    """Verify as the operator does."""
    async with transaction(engine, OPERATOR) as session:
        return await verify(session, record_key(session), anchor)


async def test_an_untouched_record_is_whole(engine: AsyncEngine, world: World) -> None:
    await write(engine, world, 12)
    verdict = await verified(engine)
    assert (verdict.lines, verdict.faults, verdict.head.position) == (12, [], 12)


async def test_an_empty_record_is_whole(engine: AsyncEngine) -> None:
    assert await verified(engine) == Verdict()


async def test_lines_of_many_who_write_at_once_form_one_chain(engine: AsyncEngine, world: World) -> None:
    async def one(writer: int) -> None:
        actor = world.actor(world.people[writer % len(world.people)])
        for number in range(8):
            async with transaction(engine, actor) as session:
                record(session, actor, Action.OPTIONS_SEEN, uuid4(), options=number)

    await asyncio.gather(*(one(writer) for writer in range(15)))
    verdict = await verified(engine)
    assert (verdict.lines, verdict.faults, verdict.head.position) == (120, [], 120)


async def test_what_is_undone_leaves_neither_line_nor_link(engine: AsyncEngine, world: World) -> None:
    actor = world.actor(world.committee)
    with suppress(ConflictError):
        async with transaction(engine, actor) as session:
            record(session, actor, Action.OPTIONS_SEEN, None)
            raise ConflictError
    async with transaction(engine, actor) as session:
        record(session, actor, Action.OPTIONS_SEEN, None, options=1)
        await session.flush()
        async with session.begin_nested() as point:
            record(session, actor, Action.BEDS_HELD, None)
            await session.flush()
            await point.rollback()
    verdict = await verified(engine)
    assert (verdict.lines, verdict.faults, verdict.head.position) == (1, [], 1)


async def test_without_the_key_nothing_is_recorded_and_so_nothing_done(
    engine: AsyncEngine, world: World, application_address: str
) -> None:
    unsigned = make_engine(application_address, pool_size=1)
    actor = world.actor(world.committee)
    with pytest.raises(NotReadyError):
        async with transaction(unsigned, actor) as session:
            record(session, actor, Action.OPTIONS_SEEN, None)
    await unsigned.dispose()
    assert (await verified(engine)).lines == 0


async def test_a_chain_written_with_another_key_does_not_verify(
    engine: AsyncEngine, world: World, application_address: str
) -> None:
    other = sign_with(make_engine(application_address, pool_size=1), b"\0" * 32)
    await write(other, world, 3)
    await other.dispose()
    assert {fault for _, fault in (await verified(engine)).faults} == {Fault.CHANGED}


async def test_lines_written_many_at_a_time_are_linked_in_their_order(engine: AsyncEngine, world: World) -> None:
    await write(engine, world, 2)
    async with transaction(engine, OPERATOR) as session:
        session.add_all(
            AuditRecord(at=now() - timedelta(days=day), role="host", action="stay:arrived", details={})
            for day in range(5)
        )
        await session.flush()
        await link_loose(session)
        await link_loose(session)
    verdict = await verified(engine)
    assert (verdict.lines, verdict.faults) == (7, [])


@pytest.mark.parametrize("kind", TAMPERS)
async def test_every_way_of_tampering_is_found_where_it_was_done(
    engine: AsyncEngine, superuser: AsyncEngine, world: World, kind: str
) -> None:
    await write(engine, world, 20)
    head = (await verified(engine)).head
    places = random.Random(kind)
    for _ in range(5):
        async with tampered(superuser, kind, places.randint(1, 19)) as session:
            verdict = await verify(session, record_key_of(engine), head)
            assert verdict.faults, kind
    assert (await verified(engine, head)).faults == []


def record_key_of(engine: AsyncEngine) -> bytes:
    """Give the key that the application's engine signs with."""
    key: Any = engine.sync_engine.get_execution_options()["abrigo_record_key"]
    return bytes(key)


async def test_a_cut_end_is_found_only_by_who_kept_it_elsewhere(
    engine: AsyncEngine, superuser: AsyncEngine, world: World
) -> None:
    await write(engine, world, 10)
    async with transaction(engine, OPERATOR) as session:
        head = await head_of(session)
    async with superuser.begin() as connection:
        await connection.execute(text("delete from audit_record where seq in (select max(seq) from audit_record)"))
        await connection.execute(text("delete from audit_chain where position = 10"))
    assert (await verified(engine)).faults == [], "the control: from inside, a shorter chain looks whole"
    assert (await verified(engine, head)).faults == [(9, Fault.CUT)]


def test_an_end_is_written_down_and_read_again() -> None:
    head = Head(7, b"\1\2")
    assert Head.read(f" {head}\n") == head
    for wrong in ("", "7", "7:xyz", "a:00"):
        with pytest.raises(InvalidInputError):
            Head.read(wrong)


@pytest.mark.parametrize(
    "change",
    [
        "update audit_chain set mac = ''",
        "delete from audit_chain",
        "truncate audit_chain",
        "update audit_checkpoint set mac = ''",
        "delete from audit_checkpoint",
    ],
)
async def test_nobody_has_the_right_to_touch_the_chain(engine: AsyncEngine, world: World, change: str) -> None:
    for actor in (OPERATOR, DOOR, world.actor(world.steward)):
        with pytest.raises(DBAPIError, match="permission denied"):
            async with transaction(engine, actor) as session:
                await session.execute(text(change))
