"""One transaction at the edge: the only place that commits.

A web request, a job or an operator command opens it with who acts; PostgreSQL's row-level security reads that from
settings which live exactly as long as the transaction.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any, Protocol

from sqlalchemy import event, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError, PendingRollbackError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import Session, SessionTransaction

from shelters.errors import N_, ConflictError

_WHO = "acts_as"

# What PostgreSQL says where many want one thing: a serialisation failure, a deadlock, a lock not free in time.
_CROWDED = frozenset({"40001", "40P01", "55P03"})

# Constraint by name → what it means to a person. Anything else that is violated is a defect and stays an error.
CONFLICTS: dict[str, str] = {}


class Acts(Protocol):
    """Somebody, or a part of the system, on whose behalf rows are read and written."""

    def database_settings(self) -> Mapping[str, str]:
        """Give the `abrigo.*` settings that the row policies compare."""


class AbrigoSession(AsyncSession):
    """An asynchronous session whose transactions say who acts."""


@event.listens_for(Session, "after_begin")
def _say_who_acts(session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    who = session.info.get(_WHO)
    if who is not None:
        _set(connection, who.database_settings())


def _set(connection: Connection, values: Mapping[str, str]) -> None:
    # All in one statement: this stands before every transaction, and each statement is a way to the server and back.
    calls = ", ".join(f"set_config('abrigo.{name}', :{name}, true)" for name in values)
    connection.execute(text(f"select {calls}"), dict(values))


def open_session(engine: AsyncEngine, who: Acts | None, **options: Any) -> AbrigoSession:
    """Make a session that acts for somebody; with nobody, every protected table is empty."""
    session = AbrigoSession(engine, expire_on_commit=False, autoflush=True, **options)
    session.info[_WHO] = who
    return session


@asynccontextmanager
async def transaction(engine: AsyncEngine, who: Acts | None) -> AsyncIterator[AbrigoSession]:
    """Open a session and its transaction; commit when the block ends well, roll back when it does not."""
    session = open_session(engine, who)
    try:
        yield session
        await session.commit()
    except IntegrityError as error:
        await session.rollback()
        raise conflict_of(error) from error
    except DBAPIError as error:
        await session.rollback()
        if getattr(error.orig, "sqlstate", None) not in _CROWDED:
            raise
        raise ConflictError(N_("Hay mucha gente en esta casa a la vez. Inténtalo otra vez.")) from error
    except BaseException:
        await session.rollback()
        raise
    finally:
        await session.close()


def conflict_of(error: IntegrityError) -> Exception:
    """Turn a violated constraint that we know by name into words; leave any other as it is."""
    cause = error.orig.__cause__ if error.orig is not None else None
    message = CONFLICTS.get(getattr(cause, "constraint_name", None) or "")
    return ConflictError(message) if message else error


@asynccontextmanager
async def acting_as(session: AsyncSession, who: Acts) -> AsyncIterator[None]:
    """Act for somebody else inside the same transaction, then be oneself again.

    Used where the system sees more than the person: matching reads houses that its asker must not see.
    """
    before: Acts | None = session.info[_WHO]
    await _become(session, who)
    try:
        yield
    except BaseException:
        # In a transaction that PostgreSQL has given up, nothing can be read any more under either name.
        with suppress(DBAPIError, PendingRollbackError):
            await _become(session, before)
        raise
    await _become(session, before)


async def _become(session: AsyncSession, who: Acts | None) -> None:
    # What was written so far must reach the database under the name it was written in.
    try:
        await session.flush()
    finally:
        session.info[_WHO] = who
    connection = await session.connection()
    await connection.run_sync(_set, (who or _Nobody()).database_settings())


class _Nobody:
    """Who acts when nobody does."""

    def database_settings(self) -> Mapping[str, str]:
        return {"role": "", "network": "", "person": "", "houses": "{}"}
