"""The emergency of a person: one press shuts her account everywhere, and two colleagues together open it again."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, func, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from shelters.access.actor import DOOR, Actor, Role
from shelters.access.policy import Permission, require_for
from shelters.accounts.commands import end_invitations_of
from shelters.accounts.models import Comeback, KnownDevice, Person, Unfreezing, actor_of
from shelters.accounts.sessions import end_sessions
from shelters.accounts.vouching import check_word_counts, stands
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.clock import now
from shelters.database.transaction import acting_as
from shelters.errors import N_, ConflictError, NotFoundError
from shelters.news.commands import settle_about, tell_committee, tell_planners, tell_stewards
from shelters.news.kinds import NewsKind

_ENOUGH = 2
# Who may open a colleague's account again.
_WHO_OPENS = (Role.COMMITTEE.value, Role.STEWARD.value, Role.PLANNER.value)


async def freeze(session: AsyncSession, person: Person) -> None:
    """Shut somebody's account; done again it changes nothing."""
    herself = actor_of(person, frozenset())
    async with acting_as(session, herself):
        shut = update(Person).where(col(Person.id) == person.id, col(Person.frozen_at).is_(None))
        moment = {"frozen_at": now(), "shut_at": now()}
        if (await session.execute(shut.values(moment).returning(col(Person.id)))).first() is None:
            return
        await end_sessions(session, person.id)
        await session.execute(delete(KnownDevice).where(col(KnownDevice.person_id) == person.id))
        await end_invitations_of(session, person.id)
        record(session, herself, Action.ACCOUNT_FROZEN, person.id)
    async with acting_as(session, DOOR):
        # A code with which she would begin anew may be in the wrong hands too.
        unused = col(Comeback.person_id) == person.id, col(Comeback.used_at).is_(None)
        await session.execute(update(Comeback).where(*unused).values(expires_at=now()))
        alone = await _nobody_left(session, person)
    await _tell_colleagues(session, person, alone=alone)


async def _nobody_left(session: AsyncSession, person: Person) -> bool:
    """Say whether fewer are left in her network than it takes to open her account."""
    colleagues = (
        select(func.count())
        .select_from(Person)
        .where(
            col(Person.network_id) == person.network_id, col(Person.role).in_(_WHO_OPENS), col(Person.id) != person.id
        )
    )
    return (await session.scalar(colleagues.where(stands())) or 0) < _ENOUGH


async def _tell_colleagues(session: AsyncSession, person: Person, *, alone: bool) -> None:
    """Tell whoever can open her account, and the regional team where they are too few."""
    await tell_committee(session, NewsKind.ACCOUNT_FROZEN, person.network_id, person.id)
    await tell_stewards(session, NewsKind.ACCOUNT_FROZEN, person.network_id, person.id)
    if alone or person.role == Role.PLANNER.value:
        await tell_planners(session, NewsKind.ACCOUNT_FROZEN_ALONE, person.id)


async def unfreeze(session: AsyncSession, actor: Actor, person_id: UUID) -> bool:
    """Say that a colleague is safe and may come in again; the second of two who say so opens her account."""
    person = await session.get(Person, person_id, with_for_update=True)
    if person is None:
        raise NotFoundError
    require_for(actor, Permission.PERSON_UNFREEZE, person)
    if person.frozen_at is None or actor.person_id is None or person.id == actor.person_id:
        raise ConflictError(N_("Esa cuenta no está cerrada. Vuelve a cargar la página."))
    await check_word_counts(session, actor, person)
    said = set(await session.scalars(_words_for(person_id)))
    if actor.person_id in said:
        raise ConflictError(N_("Ya lo dijiste. Falta que lo diga otra persona de tu red."))
    record(session, actor, Action.UNFREEZING_SAID, person_id)
    if len(said) + 1 < _ENOUGH:
        session.add(Unfreezing(person_id=person_id, said_by=actor.person_id, network_id=person.network_id, at=now()))
        return False
    await session.execute(delete(Unfreezing).where(col(Unfreezing.person_id) == person_id))
    person.frozen_at = None
    # What was opened under duress ends: from now on her sessions are her own.
    async with acting_as(session, DOOR):
        await end_sessions(session, person_id)
    record(session, actor, Action.ACCOUNT_OPENED, person_id)
    await settle_about(session, person_id, NewsKind.ACCOUNT_FROZEN, NewsKind.ACCOUNT_FROZEN_ALONE)
    return True


async def colleague_shut_out(session: AsyncSession, actor: Actor, person_id: UUID) -> tuple[Person, bool]:
    """Give a colleague, and whether somebody has said already that she may come in again."""
    person = await session.get(Person, person_id)
    if person is None:
        raise NotFoundError
    require_for(actor, Permission.PERSON_UNFREEZE, person)
    return person, await session.scalar(_words_for(person_id)) is not None


def _words_for(person_id: UUID) -> SelectOfScalar[UUID]:
    """Ask who has said that she may come in again, and could still say so."""
    by = select(Unfreezing.said_by).join(Person, col(Person.id) == col(Unfreezing.said_by))
    return by.where(col(Unfreezing.person_id) == person_id, stands())
