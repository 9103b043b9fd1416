"""What a worker works out for a while: taken by one at a time, and never left as if somebody were still at it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Generic, TypeVar
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col, select

from shelters.access.actor import MATCHER, Actor
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.clock import now
from shelters.database.engine import Engine
from shelters.database.queue import BusyError
from shelters.database.row import Row, moment, take
from shelters.database.transaction import transaction
from shelters.placement.child import SolverFailedError
from shelters.placement.run_states import Failure

REPORT_EVERY: Final = 1.0
# A worker says once a second that it is there; shorter than the queue waits before it gives the job to another.
STALE: Final = timedelta(seconds=20)
# Every table of states of such work names these two alike.
_QUEUED, _RUNNING = "queued", "running"


class Worked(Row):
    """Where it stands, when its worker was last heard of, and why it came to nothing if it did."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    state: str = _QUEUED
    seen_at: datetime | None = moment(default=None)
    failure: str | None = None


Kind = TypeVar("Kind", bound=Worked)


@dataclass(frozen=True)
class Underway(Generic[Kind]):
    """How one kind of it begins and fails: its steps, what a failure takes back, and how that is recorded."""

    kind: type[Kind]
    started: Callable[[str], str]
    failed: Callable[[str], str]
    action: Action
    log: logging.Logger
    take_back: Callable[[Kind], None] = lambda _: None

    async def take_up(self, engine: Engine, row_id: UUID) -> bool:
        """Take what waits, and say whether there was something to take.

        Raises
        ------
        BusyError
            When another of its kind is still being worked out.
        """
        async with transaction(engine, MATCHER) as session:
            await self.forget_stale(session, MATCHER)
        async with transaction(engine, MATCHER) as session:
            row = await session.get(self.kind, row_id, with_for_update=True)
            if row is None or row.state not in {_QUEUED, _RUNNING}:
                return False
            if await session.scalar(select(self.kind.id).where(col(self.kind.state) == _RUNNING)):
                raise BusyError
            row.state, row.seen_at = self.started(row.state), now()
        return True

    @asynccontextmanager
    async def to_its_end(self, engine: Engine, row_id: UUID) -> AsyncIterator[None]:
        """Fail it with a reason where what is done inside does not come to its end."""
        try:
            yield
        except SolverFailedError as error:
            await self._fail(engine, row_id, error.failure)
        except asyncio.CancelledError:
            await self._fail(engine, row_id, Failure.INTERRUPTED)
            raise
        except Exception as error:  # noqa: BLE001 - whatever it was, it must not stay as if somebody worked on it
            name = self.kind.__tablename__
            self.log.error("%s failed: %s", name, type(error).__name__)  # noqa: TRY400 - a traceback prints values
            await self._fail(engine, row_id, Failure.DEFECT)

    async def forget_stale(self, session: AsyncSession, actor: Actor) -> int:
        """Fail whatever its worker has not been heard of for a while, and say how many."""
        silent = select(self.kind).where(col(self.kind.state) == _RUNNING, col(self.kind.seen_at) < now() - STALE)
        gone = (await session.scalars(silent.with_for_update(skip_locked=True))).all()
        for row in gone:
            self._give_up(session, actor, row, Failure.INTERRUPTED)
        await session.flush()
        return len(gone)

    async def _fail(self, engine: Engine, row_id: UUID, failure: Failure) -> None:
        async with transaction(engine, MATCHER) as session:
            row = await take(session, self.kind, row_id)
            if row.state == _RUNNING:
                self._give_up(session, MATCHER, row, failure)

    def _give_up(self, session: AsyncSession, actor: Actor, row: Kind, failure: Failure) -> None:
        row.state, row.failure = self.failed(row.state), failure.value
        self.take_back(row)
        record(session, actor, self.action, row.id, failure=failure.value)
