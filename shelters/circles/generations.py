"""Generations of a circle's key: founded with its first member, begun anew when one leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.circles.models import Circle, CircleKey, InvitationKey, PersonKey, Share, Voucher
from shelters.clock import now
from shelters.database.transaction import CONFLICTS
from shelters.errors import N_, ConflictError
from shelters.sealing.boxes import PrivateKey, close_key, new_private_key
from shelters.sealing.envelope import UNSEALED

CONFLICTS["circle_generation_taken"] = N_("La llave de este círculo acaba de cambiar. Vuelve a cargar la página.")


class NoKeyYetError(ConflictError):
    """Nobody could open what would be written."""

    message = N_("Todavía no hay quien pueda abrir esto. Espera a que entre alguien de su círculo.")


@dataclass(frozen=True)
class Receiver:
    """A person, or an invitation to be one, and the key that a share is closed for."""

    public_key: bytes
    person_id: UUID | None = None
    invitation_id: UUID | None = None


def of_circle(kind: type[CircleKey | Voucher], circle: Circle) -> list[ColumnElement[bool]]:
    """Say in SQL that a row is of a circle."""
    return [col(kind.network_id) == circle.network_id, col(kind.house_id).is_not_distinct_from(circle.house_id)]


async def generations_of(session: AsyncSession, circle: Circle) -> Sequence[CircleKey]:
    """List the keys of a circle, the current one first."""
    keys = select(CircleKey).where(*of_circle(CircleKey, circle)).order_by(col(CircleKey.generation).desc())
    return (await session.scalars(keys)).all()


async def current_key(session: AsyncSession, circle: Circle) -> CircleKey:
    """Give the key to which a circle's secrets are closed now."""
    keys = await generations_of(session, circle)
    if not keys:
        raise NoKeyYetError
    return keys[0]


async def held_key(session: AsyncSession, circle: Circle) -> CircleKey | None:
    """Give the current key if anybody holds it, or was promised it by an invitation; else a new one is needed."""
    for key in (await generations_of(session, circle))[:1]:
        if await session.scalar(select(Share.id).where(col(Share.circle_key_id) == key.id).limit(1)):
            return key
    return None


async def begin_generation(session: AsyncSession, circle: Circle, receivers: Sequence[Receiver]) -> CircleKey:
    """Draw a new key for a circle and close it for those who are to hold it; nobody's secret is needed for this."""
    private = new_private_key()
    generation = 1 + next((key.generation for key in await generations_of(session, circle)), 0)
    key = CircleKey(
        id=uuid4(),
        network_id=circle.network_id,
        house_id=circle.house_id,
        generation=generation,
        public_key=private.public,
        made_at=now(),
    )
    session.add(key)
    await session.flush()
    session.add_all([share_for(key, private, receiver) for receiver in receivers])
    await session.flush()
    return key


def share_for(key: CircleKey, private: PrivateKey, receiver: Receiver) -> Share:
    """Close a circle's private key for somebody."""
    share = Share(
        id=uuid4(),
        network_id=key.network_id,
        circle_key_id=key.id,
        person_id=receiver.person_id,
        invitation_id=receiver.invitation_id,
        closed=UNSEALED,
    )
    share.closed = close_key(receiver.public_key, private, share.place)
    return share


async def receivers_of(session: AsyncSession, key: CircleKey) -> list[Receiver]:
    """List who holds a key or was promised it."""
    shares = (await session.scalars(select(Share).where(col(Share.circle_key_id) == key.id))).all()
    people = await _public_keys(session, PersonKey, [share.person_id for share in shares])
    invited = await _public_keys(session, InvitationKey, [share.invitation_id for share in shares])
    return [
        Receiver((people | invited)[share.person_id or share.invitation_id], share.person_id, share.invitation_id)
        for share in shares
    ]


async def _public_keys(
    session: AsyncSession, kind: type[PersonKey | InvitationKey], ids: list[UUID | None]
) -> dict[UUID | None, bytes]:
    column = col(PersonKey.person_id) if kind is PersonKey else col(InvitationKey.invitation_id)
    rows = await session.execute(select(column, kind.public_key).where(column.in_(ids)))
    return {row_id: public for row_id, public in rows.all()}  # noqa: C416 - a result is no mapping
