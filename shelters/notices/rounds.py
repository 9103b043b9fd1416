"""Rounds: at moments drawn by chance, look whether something new waits for each person who wants to be told.

One notice goes until she comes, and none where she has come since. She is looked up as herself, so that a notice never
says more than that her own pages hold something new.
"""

from __future__ import annotations

import logging
import secrets
import smtplib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import OPERATOR
from shelters.access.policy import Permission, has
from shelters.accounts.models import HouseHost, LiveSession, Person, actor_of
from shelters.clock import now
from shelters.database.engine import Engine
from shelters.database.queue import Work, enqueue
from shelters.database.transaction import transaction
from shelters.news.queries import open_news
from shelters.notices.models import NoticeAddress
from shelters.notices.relay import Notice, Relay
from shelters.sealing.envelope import open_data_key, unseal
from shelters.sealing.keyring import Keyring

log = logging.getLogger("abrigo.notices")

KIND: Final = "notices"
_ROUND: Final = b"round"


@dataclass(frozen=True)
class Post:
    """What a round works with: the relay, the sentence in each language, and how often it looks at one person."""

    engine: Engine
    keyring: Keyring
    relay: Relay
    notice_in: Callable[[str], Notice]
    minutes: int


async def ask_for_round(session: AsyncSession) -> None:
    """Queue a round; one that waits already is not queued twice."""
    await enqueue(session, KIND, _ROUND)


def notice_jobs(post: Post | None) -> Mapping[str, Work]:
    """Name what a worker does with a round; nothing where there is no relay."""
    if post is None:
        return {}

    async def do(_: bytes) -> None:
        await go_round(post)

    return {KIND: do}


async def go_round(post: Post) -> None:
    """Look at everybody whose moment has come, and send to those for whom something new waits."""
    for row, person in await _due(post):
        if not await _waits_for_her(post.engine, row, person):
            continue
        try:
            await post.relay.send(post.notice_in(person.locale), _opened(post.keyring, row))
        except (OSError, smtplib.SMTPException) as error:
            # Its kind only: what a relay answers can hold an address. Her next moment tries again.
            log.error("notice not sent: %s", type(error).__name__)  # noqa: TRY400
            continue
        async with transaction(post.engine, OPERATOR) as session:
            sent = update(NoticeAddress).where(col(NoticeAddress.person_id) == row.person_id)
            await session.execute(sent.values(sent_at=now()))


async def _due(post: Post) -> Sequence[tuple[NoticeAddress, Person]]:
    """Forget whoever was removed, take the rows whose moment has come, and draw the next moment of each."""
    async with transaction(post.engine, OPERATOR) as session:
        removed = select(Person.id).where(~col(Person.active))
        await session.execute(delete(NoticeAddress).where(col(NoticeAddress.person_id).in_(removed)))
        found = await session.execute(
            select(NoticeAddress, Person)
            .join(Person, col(Person.id) == col(NoticeAddress.person_id))
            .where(col(NoticeAddress.look_at) <= now(), col(Person.frozen_at).is_(None))
            .with_for_update(of=NoticeAddress, skip_locked=True)
        )
        due = [(row, person) for row, person in found]
        for row, _ in due:
            row.look_at = now() + drawn(post.minutes)
    return due


def drawn(minutes: int) -> timedelta:
    """Draw how long until somebody is looked at again: from half as long to half as long again, by the second."""
    seconds = 60 * minutes
    return timedelta(seconds=seconds // 2 + secrets.randbelow(seconds + 1))


async def _waits_for_her(engine: Engine, row: NoticeAddress, person: Person) -> bool:
    async with transaction(engine, actor_of(person, frozenset())) as session:
        houses = frozenset(
            await session.scalars(select(HouseHost.house_id).where(col(HouseHost.person_id) == person.id))
        )
        last_here = await _last_here(session, person)
    if row.sent_at is not None and (last_here is None or row.sent_at > last_here):
        return False
    herself = actor_of(person, houses)
    if not has(herself, Permission.NEWS_READ):
        return False
    async with transaction(engine, herself) as session:
        news = await open_news(session, herself, limit=1)
    return bool(news) and (last_here is None or news[0].told_at > last_here)


async def _last_here(session: AsyncSession, person: Person) -> datetime | None:
    seen = select(func.max(LiveSession.seen_at)).where(col(LiveSession.person_id) == person.id)
    when: datetime | None = await session.scalar(seen.where(col(LiveSession.proven_at).is_not(None)))
    return when


def _opened(keyring: Keyring, row: NoticeAddress) -> str:
    key = open_data_key(keyring, row.data_key, row.place("data_key"))
    return str(unseal(key, row.address, row.place("address")))
