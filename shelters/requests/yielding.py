"""What a committee may yield in so that a place opens: other nights, fewer of them, or a longer way.

A need is not among them: whether she can do without it, only she can say.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shelters.access.actor import Actor
from shelters.access.policy import Permission
from shelters.drafts import build
from shelters.requests.commands import change_request
from shelters.requests.models import Case, Nights, Request, RequestDraft
from shelters.requests.queries import draft_of, request_seen
from shelters.sealing.keyring import Keyring


class What(StrEnum):
    """In what she may yield."""

    LATER = "later"
    FEWER = "fewer"
    FURTHER = "further"


@dataclass(frozen=True)
class Yield:
    """In what and by how much: nights later (earlier, when negative), nights at least, or kilometres at most."""

    what: What
    amount: int


async def yield_in(
    session: AsyncSession, actor: Actor, keyring: Keyring, request_id: UUID, yielded: Yield, version: int
) -> Request:
    """Change a request in one thing, as its form would; whoever changed it meanwhile is not overwritten."""
    request = await request_seen(session, actor, request_id, Permission.REQUEST_CHANGE)
    draft = _yielded(draft_of(keyring, request), yielded)
    return await change_request(session, actor, keyring, request_id, draft, version)


def _yielded(draft: RequestDraft, yielded: Yield) -> RequestDraft:
    """Ask for more than before and never for less: the nights that fitted before still fit."""
    nights, case, what, amount = draft.nights, draft.case, yielded.what, yielded.amount
    if what is What.FURTHER:
        return draft.model_copy(update={"case": build(Case, case.model_dump() | {"max_km": amount})})
    if what is What.FEWER:
        changed: dict[str, date | int] = {"shortest": min(amount, nights.shortest)}
    elif amount > 0:
        changed = {"latest": nights.latest + timedelta(days=amount)}
    else:
        changed = {"earliest": nights.earliest + timedelta(days=amount)}
    return draft.model_copy(update={"nights": build(Nights, nights.model_dump() | changed)})
