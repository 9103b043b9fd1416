"""Jobs that outlive a page: put into a queue in one's own transaction, done by whatever process takes them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timedelta
from typing import Any, Final

from pgqueuer import AsyncpgDriver, Job, Queries, QueueManager, RetryRequested
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment, QueryQueueBuilder
from pgqueuer.domain.settings import DBSettings
from pgqueuer.domain.types import Channel
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from shelters.clock import now
from shelters.database.engine import make_single_engine

log = logging.getLogger("abrigo.queue")

SCHEMA: Final = "queue"
_CHANNEL: Final = "abrigo_queue"
# Each name is said, because pgqueuer would take one that is not from the environment.
NAMES: Final = DBSettings(
    prefix="",
    db_schema=SCHEMA,
    channel=Channel(_CHANNEL),
    function="fn_pgqueuer_changed",
    statistics_table="pgqueuer_statistics",
    queue_status_type="pgqueuer_status",
    queue_table="pgqueuer",
    queue_table_log="pgqueuer_log",
    trigger="tg_pgqueuer_changed",
    schedules_table="pgqueuer_schedules",
)

# A job whose worker has not been heard of for so long is given to another.
HEARTBEAT: Final = timedelta(seconds=30)
AGAIN_AFTER: Final = timedelta(seconds=5)
ATTEMPTS: Final = 5

Work = Callable[[bytes], Awaitable[object]]


class BusyError(Exception):
    """The job cannot be done yet, and is to be tried again soon."""


def installation() -> str:
    """Write the SQL that makes the queue's own tables; for a migration."""
    return QueryBuilderEnvironment(NAMES).build_install_query()


def _queries(connection: Any) -> Queries:
    return Queries(AsyncpgDriver(connection), QueryBuilderEnvironment(NAMES), QueryQueueBuilder(NAMES))


async def _driver_of(connection: AsyncConnection) -> Any:
    return (await connection.get_raw_connection()).driver_connection


async def enqueue(session: AsyncSession, kind: str, payload: bytes, *, at: datetime | None = None) -> None:
    """Put a job into the queue with everything else of this transaction, to be done at once or not before a moment.

    One that waits already is not put twice.
    """
    queries = _queries(await _driver_of(await session.connection()))
    after = None if at is None else max(at - now(), timedelta(0))
    await queries.enqueue(kind, payload, execute_after=after, dedupe_key=f"{kind}:{payload.hex()}", on_conflict="skip")


async def work(engine: AsyncEngine, jobs: Mapping[str, Work]) -> None:
    """Do jobs until cancelled, one of each kind at a time over all processes; reconnect when the database was away."""
    while True:
        try:
            async with own_connection(engine) as connection:
                await _work_on(connection, jobs)
        except Exception as error:  # noqa: BLE001 - whatever it was, jobs that wait must be done when it is over
            # Its kind only: a message can hold what the job was about.
            log.error("queue interrupted: %s", type(error).__name__)  # noqa: TRY400
        await asyncio.sleep(AGAIN_AFTER.total_seconds())


@asynccontextmanager
async def own_connection(engine: AsyncEngine) -> AsyncIterator[Any]:
    """Open a connection of the driver's own, to listen on."""
    # Not one of the pool's: it listens for as long as the process lives.
    single = make_single_engine(engine.url)
    try:
        async with single.connect() as connection:
            yield await _driver_of(connection)
    finally:
        await single.dispose()


async def _work_on(connection: Any, jobs: Mapping[str, Work]) -> None:
    manager = QueueManager(_queries(connection), Channel(_CHANNEL))
    busy: set[asyncio.Task[Any]] = set()
    for kind, doing in jobs.items():
        manager.entrypoint(kind, concurrency_limit=1)(_guarded(doing, busy))
    working = asyncio.create_task(
        manager.run(batch_size=1, heartbeat_timeout=HEARTBEAT, shutdown_on_listener_failure=True)
    )
    try:
        await asyncio.shield(working)
    except asyncio.CancelledError:
        # It would wait until its jobs are done; who stops the server does not.
        manager.shutdown.set()
        for task in busy:
            task.cancel()
        await working
        raise


def _guarded(doing: Work, busy: set[asyncio.Task[Any]]) -> Callable[[Job], Awaitable[None]]:
    """Keep what a failure says out of the queue's tables and log, and try again."""

    async def do(job: Job) -> None:
        with _listed(busy):
            try:
                await doing(job.payload or b"")
            except BusyError:
                raise RetryRequested(AGAIN_AFTER) from None
            except Exception as error:  # noqa: BLE001 - as above
                log.error("job failed: %s: %s", job.entrypoint, type(error).__name__)  # noqa: TRY400 - as above
                if job.attempts < ATTEMPTS:
                    raise RetryRequested(AGAIN_AFTER) from None

    return do


@contextmanager
def _listed(busy: set[asyncio.Task[Any]]) -> Iterator[None]:
    task = asyncio.current_task()
    if task is None:
        yield
        return
    busy.add(task)
    try:
        yield
    finally:
        busy.discard(task)
