"""Somebody at the door, who does its steps one after the other, each in a transaction of its own."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import DOOR
from shelters.accounts import entry
from shelters.accounts.sessions import signed_in
from shelters.accounts.totp import code_at, step_of
from shelters.clock import now
from shelters.database.transaction import transaction
from shelters.sealing.keyring import Keyring
from shelters.settings import Settings
from tests.world import PASSPHRASE

RULES = Settings()


class Door:
    """Somebody at the door, who does its steps one after the other, each in its own transaction."""

    def __init__(self, engine: AsyncEngine, keyring: Keyring) -> None:
        """Stand at the door of a database."""
        self.engine, self.keyring = engine, keyring

    async def passphrase(self, name: str, passphrase: str = PASSPHRASE, device: str | None = None) -> str:
        """Show name and passphrase; give the token of the session that asks for the code."""
        async with transaction(self.engine, DOOR) as session:
            claimed = await entry.claim(session, name, device)
        fitting = await entry.weigh(claimed, passphrase)
        renewed = await entry.renewed_hash(claimed, passphrase, fitting)
        async with transaction(self.engine, DOOR) as session:
            return await entry.begin_session(session, self.keyring, claimed, fitting, renewed)

    async def seed(self, token: str) -> bytes:
        """Read the seed that is being set up."""
        async with transaction(self.engine, DOOR) as session:
            found = await entry.seed_to_set_up(session, self.keyring, token)
        assert found is not None
        return found[1]

    async def code(self, token: str, code: str) -> str:
        """Show a code; give the token of the session that opens her pages."""
        async with transaction(self.engine, DOOR) as session:
            await entry.count_code(session, token)
        async with transaction(self.engine, DOOR) as session:
            return await entry.finish_session(session, self.keyring, token, code, shared=False)

    async def enter(self, name: str) -> tuple[str, bytes]:
        """Come in for the first time; give the session's token and the seed."""
        token = await self.passphrase(name)
        seed = await self.seed(token)
        return await self.code(token, code_at(seed, step_of(now()))), seed

    async def inside(self, token: str) -> bool:
        """Say whether a token opens pages."""
        async with transaction(self.engine, DOOR) as session:
            return await signed_in(session, token, RULES) is not None
