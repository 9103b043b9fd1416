"""What may be read of the news."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import Actor
from shelters.access.policy import Permission, require
from shelters.errors import NotFoundError
from shelters.news.models import News


async def news_seen(session: AsyncSession, actor: Actor, news_id: UUID, permission: Permission) -> News:
    """Give a piece of news that the actor may see and do this with."""
    news = await session.get(News, news_id)
    if news is None:
        raise NotFoundError
    require(actor, permission, news)
    return news


async def open_news(session: AsyncSession, actor: Actor, limit: int = 100) -> Sequence[News]:
    """List what nobody has settled yet and is for the actor to see, the newest first."""
    require(actor, Permission.NEWS_READ)
    mine = select(News).where(col(News.reader) == actor.role.value, col(News.settled_at).is_(None))
    return (await session.scalars(mine.order_by(col(News.told_at).desc()).limit(limit))).all()
