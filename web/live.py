"""Open pages and what they are told: that something of a kind changed, and nothing about it.

What changed, a page looks up by itself as any page does, so that permission and row policies decide what it shows.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from shelters.access.actor import Actor
from shelters.access.policy import Permission, has
from shelters.clock import now
from shelters.errors import TooOftenError

# The signal of migration 0030: a kind, and whom it concerns.
CHANGED: Final = "abrigo_changed"
SHUT: Final = "shut"
# Everything may have changed.
AGAIN: Final = "again"
# A browser keeps six connections to a server at most; of one session's pages the newest are live.
OF_A_SESSION: Final = 3
OF_ALL: Final = 1000
# What happens within so long is told as one.
CALM: Final = timedelta(milliseconds=500)


def concerns(actor: Actor) -> frozenset[str]:
    """Say under which names signals concern somebody; whoever was made to sign in hears of nothing."""
    if actor.decoy:
        return frozenset()
    runs = {"runs"} if has(actor, Permission.RUN_SEE) else set()
    houses = {f"house:{house}" for house in actor.houses}
    return frozenset({actor.role.value, f"{actor.role.value}:{actor.network_id}", *runs, *houses})


@dataclass(eq=False)
class Listener:
    """One open page."""

    session_id: UUID
    names: Collection[str]
    kinds: set[str] = field(default_factory=set)
    shut: bool = False
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, kind: str) -> None:
        """Say that something of a kind changed."""
        self.kinds.add(kind)
        self._news.set()

    def close(self) -> None:
        """Say that there will be nothing more."""
        self.shut = True
        self._news.set()

    async def changes(self, patience: float) -> set[str]:
        """Wait for a change as long as patience lasts, and give the kinds of all that changed since the last time."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), max(patience, 0))
            await asyncio.sleep(0 if self.shut else CALM.total_seconds())
        self._news.clear()
        kinds, self.kinds = self.kinds, set()
        return kinds


class Live:
    """The pages that are open at this server."""

    def __init__(self) -> None:
        """Start with nobody, and with nothing heard yet."""
        self._listeners: list[Listener] = []
        self._told: dict[tuple[str, str], datetime] = {}
        self.since = now()

    def open(self, actor: Actor, session_id: UUID, seen: datetime) -> Listener:
        """Let a page listen that was made at a moment; what changed since is told at once.

        Raises
        ------
        TooOftenError
            When this server has as many listeners as it can take; the page can be loaded again by hand.
        """
        names = concerns(actor) | {f"session:{session_id}", f"person:{actor.person_id}"}
        hers = [each for each in self._listeners if each.session_id == session_id]
        for oldest in hers[: max(0, len(hers) + 1 - OF_A_SESSION)]:
            oldest.close()
            self.leave(oldest)
        if len(self._listeners) >= OF_ALL:
            raise TooOftenError
        listener = Listener(session_id, names)
        for kind in self._missed(names, seen):
            listener.tell(kind)
        self._listeners.append(listener)
        return listener

    def _missed(self, names: Collection[str], seen: datetime) -> Iterator[str]:
        if seen < self.since:
            yield AGAIN
        yield from (kind for (kind, whom), at in self._told.items() if whom in names and at >= seen)

    def leave(self, listener: Listener) -> None:
        """Forget a page that is no longer open."""
        with suppress(ValueError):
            self._listeners.remove(listener)

    def tell(self, words: str | None) -> None:
        """Pass a signal on to whom it concerns; to everybody that much may have changed if signals were missed."""
        if words is None:
            self.since = now()
            for listener in self._listeners:
                listener.tell(AGAIN)
            return
        kind, _, whom = words.partition(" ")
        if kind != SHUT:
            self._told[kind, whom] = now()
        for listener in [each for each in self._listeners if whom in each.names]:
            listener.close() if kind == SHUT else listener.tell(kind)
