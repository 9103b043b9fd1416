"""Telling people, and saying that a piece of news needs nobody any more."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shelters.access.actor import MATCHER, Actor, Role
from shelters.access.policy import Permission
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.clock import now
from shelters.database.transaction import acting_as
from shelters.errors import N_, ConflictError
from shelters.news.kinds import UNTIL_DONE, NewsKind
from shelters.news.models import News
from shelters.news.queries import news_seen


async def tell_committee(
    session: AsyncSession, kind: NewsKind, network_id: UUID, subject_id: UUID, code: str = ""
) -> None:
    """Tell the committee of a network."""
    await _tell(session, kind, subject_id, code, reader=Role.COMMITTEE, network_id=network_id)


async def tell_hosts(session: AsyncSession, kind: NewsKind, house_id: UUID, subject_id: UUID, code: str = "") -> None:
    """Tell the hosts of a house."""
    await _tell(session, kind, subject_id, code, reader=Role.HOST, house_id=house_id)


async def tell_stewards(session: AsyncSession, kind: NewsKind, network_id: UUID, subject_id: UUID) -> None:
    """Tell the stewards of a network."""
    await _tell(session, kind, subject_id, "", reader=Role.STEWARD, network_id=network_id)


async def tell_planners(session: AsyncSession, kind: NewsKind, subject_id: UUID, code: str = "") -> None:
    """Tell the regional team."""
    await _tell(session, kind, subject_id, code, reader=Role.PLANNER)


async def _tell(  # noqa: PLR0913 - what, about what, and whom
    session: AsyncSession,
    kind: NewsKind,
    subject_id: UUID,
    code: str,
    *,
    reader: Role,
    network_id: UUID | None = None,
    house_id: UUID | None = None,
) -> None:
    """Add a piece of news; what is told already and not yet settled is not told twice."""
    row = News(
        id=uuid4(),
        reader=reader.value,
        network_id=network_id,
        house_id=house_id,
        kind=kind.value,
        code=code,
        subject_id=subject_id,
        told_at=now(),
    )
    async with acting_as(session, MATCHER):
        await session.execute(insert(News).values(row.model_dump()).on_conflict_do_nothing())


async def settle(session: AsyncSession, actor: Actor, news_id: UUID) -> News:
    """Say that a piece of news was taken care of; saying it again changes nothing."""
    news = await news_seen(session, actor, news_id, Permission.NEWS_READ)
    if news.kind in UNTIL_DONE:
        raise ConflictError(N_("Este aviso se quita solo cuando su cuenta vuelve a abrir."))
    if news.settled_at is None:
        news.settled_at, news.settled_by = now(), actor.person_id
        record(session, actor, Action.NEWS_SETTLED, news.subject_id, kind=news.kind)
        await session.flush()
    return news


async def settle_about(session: AsyncSession, subject_id: UUID, *kinds: NewsKind) -> None:
    """Settle what was told about a thing, because what it asked for has been done."""
    open_about = (
        col(News.subject_id) == subject_id,
        col(News.settled_at).is_(None),
        col(News.kind).in_([kind.value for kind in kinds]),
    )
    async with acting_as(session, MATCHER):
        await session.execute(update(News).where(*open_about).values(settled_at=now()))
