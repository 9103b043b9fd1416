"""The emergency of a person: one press shuts her account everywhere, and two colleagues together open it again."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import Actor
from shelters.access.policy import Permission, require_for
from shelters.accounts.models import KnownDevice, LiveSession, Person, Unfreezing, actor_of
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.clock import now
from shelters.database.transaction import acting_as
from shelters.errors import N_, ConflictError, NotFoundError
from shelters.news.commands import settle_about, tell_committee
from shelters.news.kinds import NewsKind

_ENOUGH = 2


async def freeze(session: AsyncSession, person: Person) -> None:
    """Shut somebody's account; done again it changes nothing."""
    herself = actor_of(person, frozenset())
    async with acting_as(session, herself):
        shut = update(Person).where(col(Person.id) == person.id, col(Person.frozen_at).is_(None))
        if (await session.execute(shut.values(frozen_at=now()).returning(col(Person.id)))).first() is None:
            return
        await session.execute(
            update(LiveSession)
            .where(col(LiveSession.person_id) == person.id, col(LiveSession.ended_at).is_(None))
            .values(ended_at=now())
        )
        await session.execute(delete(KnownDevice).where(col(KnownDevice.person_id) == person.id))
        record(session, herself, Action.ACCOUNT_FROZEN, person.id)
    await tell_committee(session, NewsKind.ACCOUNT_FROZEN, person.network_id, person.id)


async def unfreeze(session: AsyncSession, actor: Actor, person_id: UUID) -> bool:
    """Say that a colleague is safe and may come in again; the second of two who say so opens her account."""
    person = await session.get(Person, person_id, with_for_update=True)
    if person is None:
        raise NotFoundError
    require_for(actor, Permission.PERSON_UNFREEZE, person)
    if person.frozen_at is None or actor.person_id is None or person.id == actor.person_id:
        raise ConflictError(N_("Esa cuenta no está cerrada. Vuelve a cargar la página."))
    said = set(await session.scalars(select(Unfreezing.said_by).where(col(Unfreezing.person_id) == person_id)))
    if actor.person_id in said:
        raise ConflictError(N_("Ya lo dijiste. Falta que lo diga otra persona de tu red."))
    record(session, actor, Action.UNFREEZING_SAID, person_id)
    if len(said) + 1 < _ENOUGH:
        session.add(Unfreezing(person_id=person_id, said_by=actor.person_id, network_id=person.network_id, at=now()))
        return False
    await session.execute(delete(Unfreezing).where(col(Unfreezing.person_id) == person_id))
    person.frozen_at = None
    record(session, actor, Action.ACCOUNT_OPENED, person_id)
    await settle_about(session, person_id, NewsKind.ACCOUNT_FROZEN)
    return True


async def colleague_shut_out(session: AsyncSession, actor: Actor, person_id: UUID) -> tuple[Person, bool]:
    """Give a colleague, and whether somebody has said already that she may come in again."""
    person = await session.get(Person, person_id)
    if person is None:
        raise NotFoundError
    require_for(actor, Permission.PERSON_UNFREEZE, person)
    said = await session.scalar(select(Unfreezing.said_by).where(col(Unfreezing.person_id) == person_id))
    return person, said is not None
