"""Passphrases: hashed with Argon2id, off the event loop, and never too many at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from shelters.errors import N_, InvalidInputError

Given = ParamSpec("Given")
Result = TypeVar("Result")

SHORTEST = 15
LONGEST = 128

# The minimum the field recommends: 19 MiB, two passes. The library's own default lets strangers exhaust a small host.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_AT_ONCE = 2


@lru_cache(maxsize=1)
def _gate(_loop: asyncio.AbstractEventLoop) -> asyncio.Semaphore:
    return asyncio.Semaphore(_AT_ONCE)


def check_passphrase(passphrase: str) -> str:
    """Refuse a passphrase that is too short or too long; any characters will do."""
    if not SHORTEST <= len(passphrase) <= LONGEST:
        raise InvalidInputError(
            "passphrase",
            N_("Escribe una frase de paso de %(shortest)d a %(longest)d caracteres."),
            shortest=SHORTEST,
            longest=LONGEST,
        )
    return passphrase


def hash_now(passphrase: str) -> str:
    """Hash a passphrase here and now: for commands, never on the event loop."""
    return _hasher.hash(passphrase)


async def hash_passphrase(passphrase: str) -> str:
    """Hash a passphrase in a thread."""
    return await off_the_loop(_hasher.hash, passphrase)


async def off_the_loop(work: Callable[Given, Result], *given: Given.args, **more: Given.kwargs) -> Result:
    """Do what takes memory and time in a thread, and never too much of it at once."""
    async with _gate(asyncio.get_running_loop()):
        return await asyncio.to_thread(work, *given, **more)


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return _hasher.hash("nobody has this passphrase")


async def fits(passphrase: str, password_hash: str | None) -> bool:
    """Say whether the passphrase is the one; for an unknown person it takes as long and says no."""
    return await off_the_loop(_fits_now, passphrase, password_hash)


def _fits_now(passphrase: str, password_hash: str | None) -> bool:
    try:
        _hasher.verify(password_hash or _nobodys_hash(), passphrase[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None
