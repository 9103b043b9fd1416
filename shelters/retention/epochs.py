"""Rotating the keyring under load: every data key is wrapped anew, then the old epoch is destroyed.

Deleted rows stay in heap files, logs and backups. What was erased before a rotation cannot be opened from any of these
after it, since the key that wrapped its data key is nowhere any more.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Column, Table, bindparam, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlmodel import SQLModel

from shelters.access.actor import OPERATOR
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.clock import now
from shelters.database.transaction import transaction
from shelters.errors import N_, ConflictError
from shelters.sealing.column import DataKeyColumn
from shelters.sealing.envelope import Place, epoch_mark, wrap_again
from shelters.sealing.following import replace_keyring
from shelters.sealing.keyring import KEY_BYTES, Keyring, load_keyring
from shelters.settings import Settings

_AT_ONCE: Final = 500
_PAUSE: Final = 0.05
# Twice this long nothing may have been wrapped under an old epoch any more.
_GRACE: Final = 1.0
_LONGEST_WAIT: Final = 120.0
_LOCK: Final = 0x65706F6368


class AlreadyRotatingError(ConflictError):
    """Another process rotates at this moment."""

    message = N_("Otro proceso está cambiando la época ahora mismo. Espera a que termine.")


@dataclass(frozen=True)
class Rotation:
    """What a rotation did: the epoch that everything is wrapped under now, and how many keys were wrapped anew."""

    epoch: int
    rewrapped: int


@dataclass(frozen=True)
class _Keys:
    """A column of data keys, and the columns that say where each belongs."""

    table: Table
    key: Column[Any]
    row: Column[Any]
    network: Column[Any]

    def place(self, row_id: Any, network_id: Any) -> Place:
        return Place(self.table.name, self.key.name, row_id, network_id)


def key_columns() -> Iterator[_Keys]:
    """List every column of data keys that there is: a new table is rotated without anybody remembering it."""
    for table in SQLModel.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, DataKeyColumn):
                yield _Keys(table, column, table.c[column.type.row], table.c[column.type.network])


async def end_epoch_when_due(engine: AsyncEngine, settings: Settings) -> None:
    """Rotate when an epoch has lasted its days, or a rotation was interrupted; two processes never do it at once."""
    path = settings.keyring_file
    age = now() - datetime.fromtimestamp(path.stat().st_mtime, UTC)
    interrupted = len(load_keyring(path).epochs) > 1
    if settings.epoch_days and (interrupted or age > timedelta(days=settings.epoch_days)):
        with suppress(AlreadyRotatingError):
            await rotate(engine, path)


async def rotate(engine: AsyncEngine, path: Path) -> Rotation:
    """Begin an epoch, wrap every data key under it while everybody works on, and destroy those before it."""
    async with engine.connect() as guard:
        # Held by the connection, outside of any transaction: one that stays open would be waited for below.
        alone = await guard.execution_options(isolation_level="AUTOCOMMIT")
        if not await alone.scalar(text("select pg_try_advisory_lock(:lock)"), {"lock": _LOCK}):
            raise AlreadyRotatingError
        try:
            return await _rotate(engine, path)
        finally:
            await alone.execute(text("select pg_advisory_unlock(:lock)"), {"lock": _LOCK})


async def _rotate(engine: AsyncEngine, path: Path) -> Rotation:
    keyring = _begin_epoch(path)
    rewrapped = await _wrap_until_nothing_is_left(engine, keyring)
    await _wait_for_those_who_began_before(engine)
    # Whoever read the file just before it changed has wrapped under the old epoch just after the first pass.
    for _ in range(2):
        await asyncio.sleep(_GRACE)
        rewrapped += await _wrap_until_nothing_is_left(engine, keyring)
    replace_keyring(path, Keyring({keyring.current: keyring.key(keyring.current)}))
    async with transaction(engine, OPERATOR) as session:
        record(session, OPERATOR, Action.EPOCH_ROTATED, None, epoch=keyring.current, keys=rewrapped)
    return Rotation(keyring.current, rewrapped)


def _begin_epoch(path: Path) -> Keyring:
    before = load_keyring(path)
    keyring = Keyring(before.epochs | {before.current + 1: secrets.token_bytes(KEY_BYTES)})
    replace_keyring(path, keyring)
    return keyring


async def _wrap_until_nothing_is_left(engine: AsyncEngine, keyring: Keyring) -> int:
    rewrapped = 0
    for keys in key_columns():
        while True:
            async with transaction(engine, OPERATOR) as session:
                done = await _wrap_some(session, keyring, keys)
                rewrapped += done
                if not done and not await _left(session, keyring, keys):
                    break
            if not done:
                # The rest is being worked with at this moment.
                await asyncio.sleep(_PAUSE)
    return rewrapped


def _behind(keyring: Keyring, keys: _Keys) -> Any:
    mark = epoch_mark(keyring.current)
    return func.substring(keys.key, 1, len(mark)) != mark


async def _wrap_some(session: AsyncSession, keyring: Keyring, keys: _Keys) -> int:
    behind = select(keys.row, keys.network, keys.key).where(_behind(keyring, keys)).limit(_AT_ONCE)
    rows = (await session.execute(behind.with_for_update(key_share=True, skip_locked=True))).all()
    if rows:
        anew = [{"of": of, "anew": wrap_again(keyring, key, keys.place(of, network))} for of, network, key in rows]
        one = update(keys.table).where(keys.row == bindparam("of")).values({keys.key: bindparam("anew")})
        await session.execute(one, anew)
    return len(rows)


async def _left(session: AsyncSession, keyring: Keyring, keys: _Keys) -> int:
    return int(await session.scalar(select(func.count()).select_from(keys.table).where(_behind(keyring, keys))) or 0)


async def _wait_for_those_who_began_before(engine: AsyncEngine) -> None:
    async with transaction(engine, OPERATOR) as session:
        moment = await session.scalar(text("select clock_timestamp()"))
    waited = 0.0
    while waited < _LONGEST_WAIT:
        async with transaction(engine, OPERATOR) as session:
            older = text(
                "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
                " and xact_start < :moment"
            )
            if not await session.scalar(older, {"moment": moment}):
                return
        await asyncio.sleep(_PAUSE)
        waited += _PAUSE
    raise ConflictError(N_("Una transacción lleva minutos abierta. Termínala y vuelve a cambiar la época."))
