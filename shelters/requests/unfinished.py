"""What somebody has typed of a request and not sent yet: sealed, hers alone, and gone once it is sent or forgotten."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import delete, func, or_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col, select

from shelters.access.actor import Actor
from shelters.access.policy import Permission, require, require_for
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.clock import now
from shelters.database.row import Row, moment, take
from shelters.errors import N_, ConflictError, InvalidInputError, NotFoundError
from shelters.requests.models import Request
from shelters.requests.queries import request_seen
from shelters.requests.states import ENDED
from shelters.sealing.column import DataKeyColumn, SealedColumn
from shelters.sealing.envelope import Place, Sealed, new_data_key, open_data_key, seal, unseal
from shelters.sealing.keyring import Keyring

LASTS: Final = timedelta(days=7)
# A form that is filled in takes about two kilobytes, and its note up to eight more.
_BYTES: Final = 64 * 1024
_AT_ONCE: Final = 10


class Unfinished(Row, table=True):
    """What one person has typed of a new request, or of a change of one; only she finds the row."""

    __tablename__ = "unfinished"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    network_id: UUID
    person_id: UUID
    request_id: UUID | None = None
    begun_at: datetime = moment()
    kept_at: datetime = moment()
    data_key: Sealed = Field(sa_type=DataKeyColumn("id", "network_id"))
    typed: Sealed = Field(sa_type=SealedColumn)

    @property
    def goes_at(self) -> datetime:
        """Say when it goes if nobody touches it."""
        return self.kept_at + LASTS

    def place(self, column: str) -> Place:
        """Say where what is sealed in a column belongs."""
        return Place(self.__tablename__, column, self.id, self.network_id)


@dataclass(frozen=True)
class Kept:
    """What is sealed: the fields as they were typed, the page she was on, and whether she put it off herself."""

    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    page: str = ""
    later: bool = False


async def unfinished_of(session: AsyncSession, actor: Actor) -> Sequence[tuple[Unfinished, str | None]]:
    """List what the actor has not sent yet, the latest first; of a change, with the code of its live request."""
    require(actor, Permission.REQUEST_FILE)
    found = select(Unfinished, Request.code).outerjoin(Request, col(Request.id) == col(Unfinished.request_id))
    live = or_(col(Request.id).is_(None), col(Request.state).not_in(ENDED))
    hers = found.where(col(Unfinished.person_id) == actor.person_id, live).order_by(col(Unfinished.kept_at).desc())
    return [(each, code) for each, code in await session.execute(hers)]


async def unfinished_seen(session: AsyncSession, actor: Actor, unfinished_id: UUID) -> Unfinished:
    """Give what the actor herself has not sent yet."""
    found = await session.get(Unfinished, unfinished_id)
    if found is None or found.person_id != actor.person_id:
        raise NotFoundError
    require_for(actor, Permission.REQUEST_FILE, found)
    return found


async def change_of(session: AsyncSession, actor: Actor, request_id: UUID) -> Unfinished | None:
    """Give the change of a request that the actor has begun, if there is one."""
    require(actor, Permission.REQUEST_CHANGE)
    hers = col(Unfinished.person_id) == actor.person_id, col(Unfinished.request_id) == request_id
    found: Unfinished | None = await session.scalar(select(Unfinished).where(*hers))
    return found


def kept_in(keyring: Keyring, unfinished: Unfinished) -> Kept:
    """Open what was typed."""
    return Kept(**unseal(_key_of(keyring, unfinished), unfinished.typed, unfinished.place("typed")))


def _key_of(keyring: Keyring, unfinished: Unfinished) -> bytes:
    return open_data_key(keyring, unfinished.data_key, unfinished.place("data_key"))


async def hold_still(session: AsyncSession, unfinished_id: UUID) -> None:
    """Let it be kept or finished by one at a time: what was typed last may arrive while the form is being sent."""
    lock = int.from_bytes(unfinished_id.bytes[:8], signed=True)
    await session.execute(select(func.pg_advisory_xact_lock(lock)))


async def begin(
    session: AsyncSession,
    actor: Actor,
    keyring: Keyring,
    unfinished_id: UUID,
    kept: Kept,
    request_id: UUID | None = None,
) -> Unfinished:
    """Keep what is typed under the id that the page was given; what is begun already goes on."""
    require(actor, Permission.REQUEST_FILE)
    await hold_still(session, unfinished_id)
    if request_id is not None:
        await request_seen(session, actor, request_id, Permission.REQUEST_CHANGE)
    found = await begun_before(session, actor, unfinished_id, request_id)
    if found is None:
        await _begin(session, actor, _new(actor, keyring, unfinished_id, request_id, kept))
        found = await begun_before(session, actor, unfinished_id, request_id)
    # What stands under that id and is not hers is as good as missing.
    if found is None:
        raise NotFoundError
    return await keep(session, actor, keyring, found.id, kept)


async def begun_before(
    session: AsyncSession, actor: Actor, unfinished_id: UUID, request_id: UUID | None
) -> Unfinished | None:
    """Give what stands under an id, or what the actor has begun elsewhere of the same change."""
    return await session.get(Unfinished, unfinished_id) or (
        await change_of(session, actor, request_id) if request_id else None
    )


async def _begin(session: AsyncSession, actor: Actor, row: Unfinished) -> None:
    if len(await unfinished_of(session, actor)) >= _AT_ONCE:
        raise ConflictError(N_("Tienes demasiadas solicitudes sin terminar. Termina o descarta una."))
    begun = insert(Unfinished).values(row.model_dump()).on_conflict_do_nothing().returning(col(Unfinished.id))
    if await session.scalar(begun) is not None:
        record(session, actor, Action.UNFINISHED_BEGUN, row.id)


def _new(actor: Actor, keyring: Keyring, unfinished_id: UUID, request_id: UUID | None, kept: Kept) -> Unfinished:
    _refuse_too_much(kept)
    where = Place(Unfinished.__tablename__, "data_key", unfinished_id, actor.network)
    key, data_key = new_data_key(keyring, where)
    return Unfinished(
        id=unfinished_id,
        network_id=actor.network,
        person_id=actor.person,
        request_id=request_id,
        begun_at=now(),
        kept_at=now(),
        data_key=data_key,
        typed=seal(key, asdict(kept), Place(where.table, "typed", where.row, where.network)),
    )


async def keep(session: AsyncSession, actor: Actor, keyring: Keyring, unfinished_id: UUID, kept: Kept) -> Unfinished:
    """Keep what is typed instead of what was; the same sent again changes nothing."""
    await unfinished_seen(session, actor, unfinished_id)
    _refuse_too_much(kept)
    unfinished = await take(session, Unfinished, unfinished_id)
    if kept_in(keyring, unfinished) != kept:
        unfinished.typed = seal(_key_of(keyring, unfinished), asdict(kept), unfinished.place("typed"))
        unfinished.kept_at = now()
        await session.flush()
    return unfinished


def _refuse_too_much(kept: Kept) -> None:
    if len(json.dumps(asdict(kept))) > _BYTES:
        raise InvalidInputError("", N_("Es demasiado texto para guardarlo. Acorta la nota."))


async def discard(session: AsyncSession, actor: Actor, unfinished_id: UUID) -> None:
    """Remove what was typed, with its key."""
    unfinished = await unfinished_seen(session, actor, unfinished_id)
    await session.delete(unfinished)
    record(session, actor, Action.UNFINISHED_DISCARDED, unfinished_id)
    await session.flush()


async def finish(session: AsyncSession, actor: Actor, unfinished_id: UUID | None, request_id: UUID | None) -> None:
    """Remove what was typed once it is sent: by its id, and whatever she had begun of the same change."""
    require(actor, Permission.REQUEST_FILE)
    if unfinished_id is not None:
        await hold_still(session, unfinished_id)
    of_it = col(Unfinished.id) == unfinished_id
    if request_id is not None:
        of_it |= col(Unfinished.request_id) == request_id
    await session.execute(delete(Unfinished).where(col(Unfinished.person_id) == actor.person_id, of_it))


async def forget_unfinished(session: AsyncSession) -> None:
    """Remove what nobody has touched for its term; the operator acts."""
    await session.execute(delete(Unfinished).where(col(Unfinished.kept_at) < now() - LASTS))
