"""Coming into circles: an invitation carries their keys over, and whoever comes first founds what there is not yet."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import Actor, Role
from shelters.accounts import commands as accounts
from shelters.accounts.models import HouseHost, Invitation, Person
from shelters.accounts.sessions import token_hash
from shelters.circles.generations import Receiver, begin_generation, held_key, share_for
from shelters.circles.keys import drop_key, make_key
from shelters.circles.models import Circle, CircleKey, InvitationKey, Share, Voucher
from shelters.clock import now
from shelters.sealing.boxes import PrivateKey, key_of_code, open_key
from shelters.sealing.locks import Lock


def circles_of(role: Role, network_id: UUID, houses: Iterable[UUID]) -> list[Circle]:
    """List the circles that somebody in a role belongs to; a planner and a steward are in none."""
    if role is Role.COMMITTEE:
        return [Circle(network_id)]
    if role is Role.HOST:
        return [Circle(network_id, house) for house in sorted(houses)]
    return []


async def invite(
    session: AsyncSession, actor: Actor, network_id: UUID, role: Role, houses: frozenset[UUID] = frozenset()
) -> str:
    """Invite somebody, and found each circle of hers that nobody holds a key of: her invitation carries it over."""
    code = await accounts.invite(session, actor, network_id, role, houses)
    await session.flush()
    invitation = await _invitation_of(session, code)
    circles = circles_of(role, network_id, houses)
    if circles:
        public = key_of_code(code).public
        session.add(InvitationKey(invitation_id=invitation.id, network_id=network_id, public_key=public))
        await session.flush()
        await forget_expired(session)
        for circle in circles:
            if await held_key(session, circle) is None:
                await begin_generation(session, circle, [Receiver(public, invitation_id=invitation.id)])
    return code


async def enter(session: AsyncSession, person: Person, code: str, lock: Lock) -> None:
    """Make the key of somebody who has just joined, and give her what her invitation carried; the door acts."""
    private = await make_key(session, person, lock)
    await forget_expired(session)
    invitation = await _invitation_of(session, code)
    brought = await _take_over(session, person, invitation, key_of_code(code), private)
    for circle in await _found_what_nobody_holds(session, person, private):
        if circle not in brought:
            # Her invitation is the first of the two words that a key takes.
            session.add(Voucher(network_id=circle.network_id, house_id=circle.house_id, person_id=person.id, at=now()))
    await session.flush()


async def begin_anew(session: AsyncSession, person: Person, lock: Lock) -> None:
    """Give a new key to somebody who lost her passphrase; what others hold, two of them hand to her. The door acts."""
    await drop_key(session, person.id)
    await _found_what_nobody_holds(session, person, await make_key(session, person, lock))


async def _found_what_nobody_holds(session: AsyncSession, person: Person, private: PrivateKey) -> list[Circle]:
    """Found each circle of hers that is without a key, and give those that others hold."""
    houses = await session.scalars(select(HouseHost.house_id).where(col(HouseHost.person_id) == person.id))
    held = []
    for circle in circles_of(Role(person.role), person.network_id, houses):
        if await held_key(session, circle) is None:
            await begin_generation(session, circle, [Receiver(private.public, person.id)])
        else:
            held.append(circle)
    return held


async def _invitation_of(session: AsyncSession, code: str) -> Invitation:
    return (await session.scalars(select(Invitation).where(col(Invitation.token_hash) == token_hash(code)))).one()


async def _take_over(
    session: AsyncSession, person: Person, invitation: Invitation, secret: PrivateKey, private: PrivateKey
) -> set[Circle]:
    carried = (
        await session.execute(
            select(Share, CircleKey)
            .join(CircleKey, col(CircleKey.id) == col(Share.circle_key_id))
            .where(col(Share.invitation_id) == invitation.id)
        )
    ).all()
    for share, key in carried:
        opened = open_key(secret, share.closed, share.place)
        session.add(share_for(key, opened, Receiver(private.public, person.id)))
        await session.delete(share)
    await session.execute(delete(InvitationKey).where(col(InvitationKey.invitation_id) == invitation.id))
    await session.flush()
    return {key.circle for _, key in carried}


async def forget_expired(session: AsyncSession) -> None:
    """Forget what invitations carry that nobody can use any more."""
    over = select(Invitation.id).where(col(Invitation.expires_at) <= now(), col(Invitation.used_at).is_(None))
    for kind in (Share, InvitationKey):
        await session.execute(delete(kind).where(col(kind.invitation_id).in_(over)))
