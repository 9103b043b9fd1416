"""Handing a circle's key over takes two: one gives her word for somebody, another, who holds it, closes it for her."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import Actor
from shelters.access.policy import Permission, require_for
from shelters.accounts.commands import end_invitations_of
from shelters.accounts.models import Person
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.circles.generations import (
    Receiver,
    begin_generation,
    current_key,
    of_circle,
    receivers_of,
    share_for,
)
from shelters.circles.keys import open_own_key
from shelters.circles.models import Circle, CircleKey, PersonKey, Share, Voucher
from shelters.circles.queries import Standing, member_of, vouchers_for
from shelters.clock import now
from shelters.errors import N_, ConflictError, NotFoundError
from shelters.sealing.boxes import PrivateKey, open_key
from shelters.sealing.locks import Typed


async def vouch_for(session: AsyncSession, actor: Actor, circle: Circle, person_id: UUID) -> None:
    """Give one's word that somebody of a circle is to have its key again."""
    require_for(actor, Permission.KEY_VOUCH, circle)
    member = await member_of(session, actor, circle, person_id)
    if member.standing is not Standing.WITHOUT or actor.person_id == person_id:
        raise ConflictError(N_("Esta persona ya tiene la llave, o ya hay quien responda por ella."))
    session.add(
        Voucher(
            network_id=circle.network_id,
            house_id=circle.house_id,
            person_id=person_id,
            vouched_by=actor.person_id,
            at=now(),
        )
    )
    record(session, actor, Action.KEY_VOUCHED, person_id)
    await session.flush()


async def hand_over(session: AsyncSession, actor: Actor, circle: Circle, person_id: UUID, typed: Typed) -> None:
    """Close every key of a circle that the actor holds for somebody for whom another gave her word."""
    require_for(actor, Permission.KEY_HAND_OVER, circle)
    await member_of(session, actor, circle, person_id)
    vouched = [each for each in await vouchers_for(session, circle, person_id) if each.vouched_by != actor.person_id]
    if not vouched:
        raise ConflictError(N_("Entregar la llave es cosa de dos: primero otra persona responde por ella."))
    receiver = await session.get(PersonKey, person_id)
    if receiver is None:
        raise ConflictError(N_("Esta persona todavía no tiene llave propia. La hace cuando entra."))
    private = await open_own_key(session, actor, typed)
    keys = await opened_keys(session, actor, circle, private)
    session.add_all([share_for(key, opened, Receiver(receiver.public_key, person_id)) for key, opened in keys])
    await session.execute(delete(Voucher).where(col(Voucher.id).in_([each.id for each in vouched])))
    record(session, actor, Action.KEY_HANDED_OVER, person_id)
    await session.flush()


async def opened_keys(
    session: AsyncSession, actor: Actor, circle: Circle, private: PrivateKey
) -> list[tuple[CircleKey, PrivateKey]]:
    """Open every generation of a circle's key that the actor holds."""
    held = (
        await session.execute(
            select(CircleKey, Share)
            .join(Share, col(Share.circle_key_id) == col(CircleKey.id))
            .where(*of_circle(CircleKey, circle), col(Share.person_id) == actor.person_id)
        )
    ).all()
    if not held:
        raise ConflictError(N_("Todavía no tienes la llave de este círculo. Pide a una compañera que te la entregue."))
    return [(key, open_key(private, share.closed, share.place)) for key, share in held]


async def remove_person(session: AsyncSession, actor: Actor, person_id: UUID) -> Person:
    """Shut somebody out of a network for good: she comes in no more from this moment, and holds no key."""
    person = await session.get(Person, person_id)
    if person is None:
        raise NotFoundError
    require_for(actor, Permission.KEY_TAKE, person)
    if person.id == actor.person_id or not person.active:
        raise ConflictError(N_("Esta persona ya no entra, o eres tú. Vuelve a cargar la página."))
    person.active = False
    await end_invitations_of(session, person.id)
    await leave_circles(session, actor, person)
    return person


async def leave_circles(session: AsyncSession, actor: Actor, person: Person) -> None:
    """Take every share from somebody who goes; each circle of hers begins a new generation with those who stay."""
    require_for(actor, Permission.KEY_TAKE, person)
    hers = select(CircleKey).join(Share, col(Share.circle_key_id) == col(CircleKey.id))
    circles = {key.circle for key in await session.scalars(hers.where(col(Share.person_id) == person.id))}
    for kind in (Share, Voucher):
        await session.execute(delete(kind).where(col(kind.person_id) == person.id))
    for circle in circles:
        staying = await receivers_of(session, await current_key(session, circle))
        if staying:
            await begin_generation(session, circle, staying)
    record(session, actor, Action.KEY_TAKEN, person.id, circles=len(circles))
    await session.flush()
