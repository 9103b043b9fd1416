"""In which order a command takes rows: what the application says to the database is listened to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

RANK = {"house": 0, "request": 1, "proposal": 2, "stay": 2}
LOCKING = re.compile(r"\bFROM (house|request|proposal|stay)\b.*FOR (?:NO KEY )?UPDATE", re.DOTALL)
WRITING = re.compile(r"^UPDATE (house|request|proposal|stay)\b")


@contextmanager
def locks_of(engine: AsyncEngine) -> Iterator[list[list[str]]]:
    """Write down, for each transaction, the tables whose rows are locked or written, in order."""
    transactions: list[list[str]] = []

    def begun(_connection: object) -> None:
        transactions.append([])

    def said(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        found = LOCKING.search(statement) or WRITING.search(statement)
        if found:
            transactions[-1].append(found[1])

    event.listen(engine.sync_engine, "begin", begun)
    event.listen(engine.sync_engine, "before_cursor_execute", said)
    try:
        yield transactions
    finally:
        event.remove(engine.sync_engine, "begin", begun)
        event.remove(engine.sync_engine, "before_cursor_execute", said)


def in_order(locked: list[str]) -> bool:
    """Say whether each first lock of a kind comes after those of the kinds before it."""
    first = [RANK[table] for table in dict.fromkeys(locked)]
    return first == sorted(first)
