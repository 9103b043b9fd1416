"""What a steward decides: how long her network keeps closed cases."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shelters.access.actor import Actor
from shelters.access.policy import Permission, require
from shelters.accounts.models import Network
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.errors import N_, InvalidInputError

SHORTEST, LONGEST = 30, 3650


async def change_term(session: AsyncSession, actor: Actor, days: int | None) -> None:
    """Set after how many days a closed case of the actor's network is erased."""
    require(actor, Permission.RETENTION_CHANGE)
    if days is None or not SHORTEST <= days <= LONGEST:
        message = N_("Escribe cuántos días, de %(shortest)d a %(longest)d.")
        raise InvalidInputError("days", message, shortest=SHORTEST, longest=LONGEST)
    hers = col(Network.id) == actor.network_id
    await session.execute(update(Network).where(hers).values(retention_days=days))
    record(session, actor, Action.RETENTION_CHANGED, actor.network_id, days=days)
    await session.flush()
