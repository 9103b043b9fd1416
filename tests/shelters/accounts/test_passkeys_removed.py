"""A key that was removed is gone, and nobody removes another's."""

from __future__ import annotations

from secrets import token_bytes

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.accounts.models import Passkey
from shelters.accounts.passkeys import remove_passkey
from shelters.clock import now
from shelters.errors import NotFoundError
from tests.scene import Scene


async def key_of(scene: Scene) -> Passkey:
    """Give Mexico's committee a key of its own."""
    key = Passkey(
        network_id=scene.world.mx.id,
        person_id=scene.world.committee.id,
        credential_id=token_bytes(16),
        public_key=token_bytes(16),
        sign_count=0,
        site="elsewhere",
        added_at=now(),
    )
    async with scene.acting(scene.world.committee) as (session, _):
        session.add(key)
    return key


async def test_a_key_is_removed_once_and_by_whose_it_is(scene: Scene, superuser: AsyncEngine) -> None:
    key = await key_of(scene)
    for who in (scene.world.host, scene.world.committee_gt):
        with pytest.raises(NotFoundError):
            async with scene.acting(who) as (session, actor):
                await remove_passkey(session, actor, key.id)
    async with scene.acting(scene.world.committee) as (session, actor):
        await remove_passkey(session, actor, key.id)
    with pytest.raises(NotFoundError):
        async with scene.acting(scene.world.committee) as (session, actor):
            await remove_passkey(session, actor, key.id)
    async with superuser.connect() as connection:
        removed = text("select count(*) from audit_record where action = 'passkey:removed'")
        assert await connection.scalar(removed) == 1
