"""Passphrases: hashed with Argon2id, off the event loop, and never too many at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import ParamSpec, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from shelters.accounts.common_phrases import is_common
from shelters.errors import N_, InvalidInputError, NotReadyError

Given = ParamSpec("Given")
Result = TypeVar("Result")

SHORTEST = 15
LONGEST = 128

# The minimum the field recommends: 19 MiB, two passes. The library's own default lets strangers exhaust a small host.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_AT_ONCE = 2
# Whoever comes when so many wait already would not be answered in a time that she waits for.
_QUEUE = 60


@dataclass
class _Gate:
    """Lets a few work at once, some wait, and turns the rest away at once."""

    free: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))
    waiting: int = 0


@lru_cache(maxsize=1)
def _gate(_loop: asyncio.AbstractEventLoop) -> _Gate:
    return _Gate()


def check_passphrase(passphrase: str) -> str:
    """Refuse a passphrase that is too short, too long or known to everybody; any characters will do."""
    if not SHORTEST <= len(passphrase) <= LONGEST:
        raise InvalidInputError(
            "passphrase",
            N_("Escribe una frase de paso de %(shortest)d a %(longest)d caracteres."),
            shortest=SHORTEST,
            longest=LONGEST,
        )
    if is_common(passphrase):
        raise InvalidInputError(
            "passphrase",
            N_("Esa frase la conocen muchas personas. Inventa una con cuatro palabras que no vayan juntas."),
        )
    return passphrase


def hash_now(passphrase: str) -> str:
    """Hash a passphrase here and now: for commands, never on the event loop."""
    return _hasher.hash(passphrase)


async def hash_passphrase(passphrase: str) -> str:
    """Hash a passphrase in a thread."""
    return await off_the_loop(_hasher.hash, passphrase)


async def off_the_loop(work: Callable[Given, Result], *given: Given.args, **more: Given.kwargs) -> Result:
    """Do what takes memory and time in a thread, never too much of it at once, and with no endless queue."""
    gate = _gate(asyncio.get_running_loop())
    if gate.waiting >= _QUEUE:
        raise NotReadyError(N_("Muchas personas entran a la vez. Inténtalo otra vez en un momento."))
    gate.waiting += 1
    try:
        async with gate.free:
            return await asyncio.to_thread(work, *given, **more)
    finally:
        gate.waiting -= 1


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return _hasher.hash("nobody has this passphrase")


async def fits(passphrase: str, password_hash: str | None) -> bool:
    """Say whether the passphrase is the one; for an unknown person it takes as long and says no."""
    return await off_the_loop(_fits_now, passphrase, password_hash)


async def which_fits(passphrase: str, *hashes: str | None) -> int | None:
    """Say which of several hashes the passphrase fits; all are tried, so that the time says nothing."""
    fitting = [await fits(passphrase, each) for each in hashes]
    return fitting.index(True) if True in fitting else None


def is_outdated(password_hash: str) -> bool:
    """Say whether a hash was made with other settings than today's."""
    return _hasher.check_needs_rehash(password_hash)


def _fits_now(passphrase: str, password_hash: str | None) -> bool:
    try:
        _hasher.verify(password_hash or _nobodys_hash(), passphrase[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None
