"""What may be read of the news."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import Actor
from shelters.access.policy import Permission, require, require_for
from shelters.errors import NotFoundError
from shelters.news.kinds import WORDS
from shelters.news.models import News

_ALERTS: Final = [kind.value for kind, words in WORDS.items() if words.alert]


async def news_seen(session: AsyncSession, actor: Actor, news_id: UUID, permission: Permission) -> News:
    """Give a piece of news that the actor may see and do this with."""
    news = await session.get(News, news_id)
    if news is None:
        raise NotFoundError
    require_for(actor, permission, news)
    return news


async def open_news(
    session: AsyncSession, actor: Actor, *, offset: int = 0, limit: int | None = None
) -> Sequence[News]:
    """List what nobody has settled yet and is for the actor to see, alerts first and then the newest."""
    require(actor, Permission.NEWS_READ)
    mine = select(News).where(col(News.reader) == actor.role.value, col(News.settled_at).is_(None))
    mine = mine.order_by(col(News.kind).not_in(_ALERTS), col(News.told_at).desc(), col(News.id))
    return (await session.scalars(mine.offset(offset).limit(limit))).all()
