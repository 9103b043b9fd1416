"""Who must not live with whom: said by the code of a request, and held for both without telling the other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import or_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col, select

from shelters.access.actor import MATCHER, Actor
from shelters.access.policy import Permission, require_for
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.clock import now
from shelters.database.row import Row, moment
from shelters.database.transaction import acting_as
from shelters.errors import N_, InvalidInputError, NotFoundError
from shelters.requests.codes import read_code
from shelters.requests.models import Request
from shelters.requests.queries import request_seen


class Apart(Row, table=True):
    """Two requests whose people must not live in one house; why is nowhere written."""

    __tablename__ = "apart"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    network_id: UUID
    request_id: UUID
    other_id: UUID
    other_code: str
    said_at: datetime = moment()
    said_by: UUID | None = None


async def apart_from(session: AsyncSession, request_id: UUID) -> frozenset[UUID]:
    """Name the requests with whose people those of this one must not live, whoever said so; the matcher acts."""
    said = select(Apart).where(or_(col(Apart.request_id) == request_id, col(Apart.other_id) == request_id))
    pairs = [{each.request_id, each.other_id} for each in await session.scalars(said)]
    return frozenset().union(*pairs) - {request_id}


async def said_apart(session: AsyncSession, actor: Actor, request: Request) -> Sequence[Apart]:
    """List what the request's own committee said; what another said of it is not told."""
    require_for(actor, Permission.REQUEST_SEE, request)
    said = select(Apart).where(col(Apart.request_id) == request.id).order_by(col(Apart.other_code))
    return (await session.scalars(said)).all()


async def say_apart(session: AsyncSession, actor: Actor, request_id: UUID, code: str) -> tuple[Request, Request]:
    """Say by its code with whose people hers must not live; saying it again changes nothing. Gives both requests."""
    request = await request_seen(session, actor, request_id, Permission.REQUEST_CHANGE)
    typed = _typed(code)
    async with acting_as(session, MATCHER):
        other = await session.scalar(select(Request).where(col(Request.code) == typed))
    if other is None or other.id == request.id:
        raise InvalidInputError("apart", N_("Ese código no es de otra solicitud. Revísalo."))
    row = Apart(
        network_id=request.network_id,
        request_id=request.id,
        other_id=other.id,
        other_code=other.code,
        said_at=now(),
        said_by=actor.person_id,
    )
    await session.execute(insert(Apart).values(row.model_dump()).on_conflict_do_nothing())
    record(session, actor, Action.APART_SAID, request.id)
    await session.flush()
    return request, other


def _typed(code: str) -> str:
    try:
        return read_code(code)
    except InvalidInputError as error:
        raise InvalidInputError("apart", error.message) from error


async def take_back_apart(session: AsyncSession, actor: Actor, apart_id: UUID) -> Apart:
    """Take back that they must not live together; what another committee said stays."""
    row = await session.get(Apart, apart_id)
    if row is None:
        raise NotFoundError
    require_for(actor, Permission.REQUEST_CHANGE, row)
    await session.delete(row)
    record(session, actor, Action.APART_TAKEN_BACK, row.request_id)
    await session.flush()
    return row
