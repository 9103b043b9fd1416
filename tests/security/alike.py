"""Whether two answers can be told apart: by their bytes, by the work behind them, or by the time they took."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, Final
from unittest.mock import patch

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.accounts import passwords
from shelters.sealing import locks

# What differs between any two people and any two minutes.
_VARYING: Final = re.compile(
    r'name="(?:csrf|once|name|code)"[^>]* value="[^"]*"'
    r'|/changes[?]since=[\d.]+|<li class="code">.*?</li>|<time.*?</time>|hace \d+ \w+|\d{1,2}:\d{2}'
)


def masked(page: str) -> str:
    """Blot out of a page what differs between any two people and any two minutes."""
    return _VARYING.sub("", page)


def likeness(one: Sequence[float], other: Sequence[float]) -> float:
    """Say how often a sample of the one is above one of the other (AUC): a half where nothing tells them apart."""
    above = sum((a > b) + (a == b) / 2 for a in one for b in other)
    return above / (len(one) * len(other))


@dataclass
class Work:
    """What was done so far: passphrases worked out, and statements sent to the database."""

    phrases: int = 0
    statements: int = 0
    # How many connections were held each time that a passphrase was worked out.
    held: list[int] = field(default_factory=list)

    def taken(self) -> tuple[int, int]:
        """Give what was done since the last time, and begin anew."""
        done = self.phrases, self.statements
        self.phrases = self.statements = 0
        return done


@contextmanager
def work_of(engine: AsyncEngine) -> Iterator[Work]:
    """Watch what is worked out and asked."""
    work, hasher = Work(), passwords._hasher  # noqa: SLF001 - where every passphrase passes, as below

    def noted(working_out: Callable[..., Any]) -> Callable[..., Any]:
        def note(*given: Any, **more: Any) -> Any:
            work.phrases += 1
            work.held.append(engine.pool.checkedout())  # type: ignore[attr-defined]  # of the pool that we make
            return working_out(*given, **more)

        return note

    def asked(*_: object) -> None:
        work.statements += 1

    watched = SimpleNamespace(
        hash=noted(hasher.hash), verify=noted(hasher.verify), check_needs_rehash=hasher.check_needs_rehash
    )
    passwords._nobodys_hash()  # noqa: SLF001 - hashed once in a server's life, and not by whoever happens to be first
    event.listen(engine.sync_engine, "before_cursor_execute", asked)
    try:
        with (
            patch.object(passwords, "_hasher", watched),
            patch.object(locks, "_derived", noted(locks._derived)),  # noqa: SLF001
        ):
            yield work
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", asked)
