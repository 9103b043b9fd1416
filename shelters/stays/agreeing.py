"""People who live in a house may say that they would pass to another place if that makes room for somebody."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shelters.access.actor import Actor
from shelters.access.policy import Permission
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.clock import now
from shelters.errors import N_, ConflictError
from shelters.stays.commands import locked_stay
from shelters.stays.models import Stay
from shelters.stays.states import INSIDE

_NOT_INSIDE = N_("Esto se anota de quien ya está en la casa. Vuelve a cargar la página.")


async def agree_to_move(session: AsyncSession, actor: Actor, stay_id: UUID, *, yes: bool) -> Stay:
    """Write down that the people of a stay would move if it helps, or that they would not any more.

    It moves nobody: where room is made, they are asked again about the very place.
    """
    stay = await locked_stay(session, actor, stay_id, Permission.STAY_ASK)
    if stay.state not in INSIDE:
        raise ConflictError(_NOT_INSIDE)
    if yes is (stay.would_move_since is not None):
        return stay
    stay.would_move_since = now() if yes else None
    stay.version += 1
    record(session, actor, Action.STAY_AGREED, stay.id, yes=yes)
    await session.flush()
    return stay
