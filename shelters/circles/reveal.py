"""The one way to open what is sealed to a circle: a member, her passphrase, and a line in the record."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import Actor
from shelters.audit.actions import Action
from shelters.audit.commands import record_opening
from shelters.audit.models import AuditRecord
from shelters.circles.generations import current_key
from shelters.circles.handing import opened_keys
from shelters.circles.keys import open_own_key
from shelters.circles.models import Circle, CircleKey, Kind, PersonLock, Secret
from shelters.circles.writing import close_again
from shelters.clock import now
from shelters.errors import N_, ConflictError, NotFoundError, TooOftenError
from shelters.news.commands import tell_stewards
from shelters.news.kinds import NewsKind
from shelters.sealing.boxes import PrivateKey, open_box
from shelters.sealing.envelope import Sealed, open_data_key, unseal
from shelters.sealing.keyring import Keyring
from shelters.sealing.locks import Typed

# So many openings an hour are work; more are somebody who collects addresses.
MOST_IN_AN_HOUR = 10
_OPENINGS = (Action.ADDRESS_OPENED, Action.SHEET_OPENED, Action.NOTES_OPENED)


class TooManyOpeningsError(TooOftenError):
    """Somebody opens more in an hour than work asks for."""

    message = N_("Abriste muchas en una hora. Espera un momento, o pide a una compañera que abra esta.")


@dataclass(frozen=True)
class Wanted:
    """What somebody asks to open: these kinds of one thing, whose it is, and what the record calls it."""

    subject_id: UUID
    kinds: frozenset[Kind]
    action: Action
    owner: UUID


async def reveal(
    session: AsyncSession, actor: Actor, keyring: Keyring, circle: Circle, wanted: Wanted, typed: Typed
) -> Sequence[tuple[Secret, str]]:
    """Open secrets of one thing for a member of their circle, oldest first, and record that they were opened.

    Her key and the circle's live as long as this call. What was sealed to an earlier generation is closed again for the
    current one, so that whoever left does not keep a way to it. The caller has required the permission.
    """
    await _check_not_too_often(session, actor)
    found = await _secrets(session, circle, wanted)
    private = await open_own_key(session, actor, typed)
    keys = {key.id: opened for key, opened in await opened_keys(session, actor, circle, private)}
    newest = await current_key(session, circle)
    contents = [(each, _opened(keyring, each, keys, newest)) for each in found if each.circle_key_id in keys]
    if not contents:
        raise ConflictError(N_("Se selló con una llave que ya no está. Hay que escribirlo otra vez."))
    record_opening(session, actor, wanted.action, wanted.subject_id, wanted.owner)
    await session.flush()
    return contents


async def _secrets(session: AsyncSession, circle: Circle, wanted: Wanted) -> Sequence[Secret]:
    kinds = [kind.value for kind in wanted.kinds]
    of_it = select(Secret).where(
        col(Secret.network_id) == circle.network_id,
        col(Secret.house_id).is_not_distinct_from(circle.house_id),
        col(Secret.subject_id) == wanted.subject_id,
        col(Secret.kind).in_(kinds),
    )
    found = (await session.scalars(of_it.order_by(col(Secret.written_at)))).all()
    if not found:
        raise NotFoundError
    return found


def _opened(keyring: Keyring, secret: Secret, keys: Mapping[UUID, PrivateKey], newest: CircleKey) -> str:
    data_key = open_data_key(keyring, secret.data_key, secret.place("data_key"))
    box = Sealed(b64decode(unseal(data_key, secret.closed, secret.place("closed"))))
    content = str(open_box(keys[secret.circle_key_id], box, secret.place("closed")))
    if secret.circle_key_id != newest.id and newest.id in keys:
        close_again(data_key, secret, newest, content)
    return content


async def tell_of_openings(session: AsyncSession, actor: Actor) -> None:
    """Tell the steward that somebody opened too much, and nothing of what; who it was is in the record."""
    if actor.network_id is not None and actor.person_id is not None:
        await tell_stewards(session, NewsKind.OPENED_TOO_MUCH, actor.network_id, actor.person_id)


async def _check_not_too_often(session: AsyncSession, actor: Actor) -> None:
    # Her openings count one after the other: of many at once, each sees the lines of those before it.
    await session.execute(
        select(PersonLock.person_id).where(col(PersonLock.person_id) == actor.person_id).with_for_update()
    )
    opened = await session.scalar(
        select(func.count())
        .select_from(AuditRecord)
        .where(
            col(AuditRecord.person_id) == actor.person_id,
            col(AuditRecord.action).in_([action.value for action in _OPENINGS]),
            col(AuditRecord.at) > now() - timedelta(hours=1),
        )
    )
    if (opened or 0) >= MOST_IN_AN_HOUR:
        raise TooManyOpeningsError
