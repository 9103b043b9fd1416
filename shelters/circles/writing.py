"""Writing to a circle: anybody who may write does, without any secret, and cannot read it afterwards."""

from __future__ import annotations

from base64 import b64encode
from uuid import UUID, uuid4

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shelters.circles.generations import current_key
from shelters.circles.models import ONE_OF_A_KIND, Circle, CircleKey, Kind, Secret
from shelters.clock import now
from shelters.sealing.boxes import close_box
from shelters.sealing.envelope import UNSEALED, new_data_key, seal
from shelters.sealing.keyring import Keyring


async def write_secret(  # noqa: PLR0913 - what, of what, to whom
    session: AsyncSession,
    keyring: Keyring,
    circle: Circle,
    kind: Kind,
    subject_id: UUID,
    content: str,
    *,
    from_house: UUID | None = None,
) -> Secret:
    """Seal a text to a circle; the caller has required her permission, and records what was done."""
    key = await current_key(session, circle)
    if kind in ONE_OF_A_KIND:
        await erase_secrets(session, subject_id, kind)
    secret = sealed_secret(keyring, key, kind, subject_id, content)
    secret.from_house = from_house
    session.add(secret)
    await session.flush()
    return secret


def sealed_secret(keyring: Keyring, key: CircleKey, kind: Kind, subject_id: UUID, content: str) -> Secret:
    """Close a text for a circle, and put the box into an envelope under a data key of its own."""
    secret = Secret(
        id=uuid4(),
        network_id=key.network_id,
        house_id=key.house_id,
        circle_key_id=key.id,
        kind=kind.value,
        subject_id=subject_id,
        written_at=now(),
        data_key=UNSEALED,
        closed=UNSEALED,
    )
    data_key, secret.data_key = new_data_key(keyring, secret.place("data_key"))
    close_again(data_key, secret, key, content)
    return secret


def close_again(data_key: bytes, secret: Secret, key: CircleKey, content: str) -> None:
    """Close a text for a generation of its circle's key."""
    box = close_box(key.public_key, content, secret.place("closed"))
    secret.circle_key_id = key.id
    secret.closed = seal(data_key, b64encode(box.blob).decode(), secret.place("closed"))


async def erase_secrets(session: AsyncSession, subject_id: UUID, *kinds: Kind) -> None:
    """Erase what is sealed of a thing; what of it stays in files and copies ends with the epoch of its data key."""
    names = [kind.value for kind in kinds]
    await session.execute(delete(Secret).where(col(Secret.subject_id) == subject_id, col(Secret.kind).in_(names)))
