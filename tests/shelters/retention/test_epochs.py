"""A rotation: every data key is found, wrapped anew under load, and the old epoch opens nothing."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import SQLModel, select

from shelters.access.actor import MATCHER, OPERATOR
from shelters.circles.models import Secret
from shelters.database.transaction import transaction
from shelters.errors import ConflictError, NotReadyError
from shelters.requests.commands import file_request
from shelters.requests.models import Request
from shelters.requests.queries import case_of
from shelters.retention import epochs
from shelters.sealing.column import DataKeyColumn
from shelters.sealing.envelope import open_data_key
from shelters.sealing.following import FollowedKeyring, replace_keyring
from shelters.sealing.keyring import Keyring, ensure_keyring, load_keyring
from shelters.settings import Settings
from tests.scene import Scene, make_scene, request_draft
from tests.web.site import recorded


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a keyring file of the test's own."""
    ensure_keyring(tmp_path / "keys" / "server.json")
    return tmp_path / "keys" / "server.json"


@pytest_asyncio.fixture
async def kept(engine: AsyncEngine, path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """Give a scene that is sealed under that file, and no time to lose."""
    monkeypatch.setattr(epochs, "_GRACE", 0.01)
    return await make_scene(engine, FollowedKeyring(path))


def test_every_data_key_is_in_a_column_that_says_so() -> None:
    """Otherwise a rotation would overlook it, and what it seals could never be opened again."""
    found = {f"{keys.table.name}.{keys.key.name}" for keys in epochs.key_columns()}
    assert {"house.data_key", "request.data_key", "proposal.data_key", "circle_secret.data_key"} <= found
    named = {
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if column.name.endswith("data_key")
    }
    assert named == found
    assert all(isinstance(keys.key.type, DataKeyColumn) for keys in epochs.key_columns())


async def test_after_a_rotation_all_opens_and_the_old_key_opens_nothing(
    kept: Scene, path: Path, superuser: AsyncEngine
) -> None:
    old = Keyring(dict(load_keyring(path).epochs))
    requests = [await kept.file() for _ in range(3)]
    await kept.choose(requests[0])
    done = await epochs.rotate(kept.engine, path)
    assert done.epoch == 2
    assert set(load_keyring(path).epochs) == {2}
    # Two houses, three requests, one proposal, two addresses of three parts.
    assert done.rewrapped == 2 + 3 + 1 + 6
    async with transaction(kept.engine, OPERATOR) as session:
        for request in await session.scalars(select(Request)):
            assert case_of(kept.keyring, request).party
            with pytest.raises(NotReadyError):
                case_of(old, request)
        for secret in await session.scalars(select(Secret)):
            assert open_data_key(kept.keyring, secret.data_key, secret.place("data_key"))
    assert (await recorded(superuser))[-1] == "key_epoch:rotated"


async def test_people_read_and_write_while_it_goes_on_and_nothing_fails(kept: Scene, path: Path) -> None:
    await kept.file()
    ended = asyncio.Event()

    async def work_on() -> int:
        done = 0
        while not ended.is_set():
            async with kept.acting(kept.world.committee) as (session, actor):
                await file_request(session, actor, kept.keyring, request_draft())
                for request in await session.scalars(select(Request).limit(20)):
                    assert case_of(kept.keyring, request).party
            done += 1
        return done

    working = [asyncio.create_task(work_on()) for _ in range(3)]
    await epochs.rotate(kept.engine, path)
    ended.set()
    assert sum(await asyncio.gather(*working)) > 3
    async with transaction(kept.engine, OPERATOR) as session:
        assert all(case_of(kept.keyring, each).party for each in await session.scalars(select(Request)))


async def test_a_row_that_somebody_works_with_is_waited_for(kept: Scene, path: Path) -> None:
    async with transaction(kept.engine, MATCHER) as session:
        await session.get_one(Request, (await kept.file()).id, with_for_update=True)
        rotating = asyncio.create_task(epochs.rotate(kept.engine, path))
        await asyncio.sleep(0.3)
        assert not rotating.done()
        assert 1 in load_keyring(path).epochs
    assert (await rotating).epoch == 2


async def test_a_transaction_that_never_ends_keeps_the_old_epoch_alive(
    kept: Scene, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(epochs, "_LONGEST_WAIT", 0.2)
    async with transaction(kept.engine, MATCHER) as session:
        await session.scalars(select(Request))
        with pytest.raises(ConflictError):
            await epochs.rotate(kept.engine, path)
    assert set(load_keyring(path).epochs) == {1, 2}
    assert (await epochs.rotate(kept.engine, path)).epoch == 3
    assert set(load_keyring(path).epochs) == {3}


async def test_an_epoch_ends_by_itself_after_its_days_and_not_before(kept: Scene, path: Path) -> None:
    weekly = Settings(key_file=path, epoch_days=7)
    await epochs.end_epoch_when_due(kept.engine, weekly)
    assert load_keyring(path).current == 1
    old = time.time() - 8 * 24 * 3600
    os.utime(path, (old, old))
    await epochs.end_epoch_when_due(kept.engine, Settings(key_file=path, epoch_days=0))
    assert load_keyring(path).current == 1
    await epochs.end_epoch_when_due(kept.engine, weekly)
    assert set(load_keyring(path).epochs) == {2}


async def test_a_rotation_that_was_interrupted_is_done_again(kept: Scene, path: Path) -> None:
    replace_keyring(path, Keyring(load_keyring(path).epochs | {2: bytes(32)}))
    await epochs.end_epoch_when_due(kept.engine, Settings(key_file=path))
    assert set(load_keyring(path).epochs) == {3}


async def test_two_processes_never_rotate_at_once(kept: Scene, path: Path) -> None:
    async def one() -> bool:
        try:
            await epochs.rotate(kept.engine, path)
        except epochs.AlreadyRotatingError:
            return False
        return True

    assert sorted(await asyncio.gather(one(), one())) == [False, True]
    assert set(load_keyring(path).epochs) == {2}
