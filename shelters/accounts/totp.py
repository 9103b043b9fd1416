"""Codes that change every half minute, as any authenticator app shows them (RFC 6238: SHA-1, six digits)."""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

_SECONDS: Final = 30
_DIGITS: Final = 6
# A clock may be a step behind or ahead, and no more.
_AROUND: Final = (-1, 0, 1)


def new_seed() -> bytes:
    """Draw a seed of 160 bits, as the standard recommends."""
    return secrets.token_bytes(20)


def step_of(moment: datetime) -> int:
    """Number the half minute in which a moment lies."""
    return int(moment.timestamp()) // _SECONDS


def code_at(seed: bytes, step: int) -> str:
    """Give the code that is shown in a half minute."""
    return _totp(seed).generate(step * _SECONDS).decode()


def matching_step(seed: bytes, code: str, moment: datetime) -> int | None:
    """Find the half minute whose code this is, now or just before or after; every comparison takes the same time."""
    now = step_of(moment)
    fitting = [
        step for step in (now + near for near in _AROUND) if hmac.compare_digest(code_at(seed, step), digits_of(code))
    ]
    return fitting[-1] if fitting else None


def digits_of(code: str) -> str:
    """Take the digits out of how a person writes a code: with a space, with a hyphen, or in full-width digits."""
    return "".join(str(int(sign)) for sign in code if sign.isdecimal())


def seed_in_letters(seed: bytes) -> str:
    """Write a seed in groups of four letters, for whom a picture is of no use."""
    letters = base64.b32encode(seed).decode()
    return " ".join(letters[place : place + 4] for place in range(0, len(letters), 4))


def provisioning_uri(seed: bytes, name: str, instance: str) -> str:
    """Write what the picture tells an app: the seed, and under which neutral name to keep it."""
    return _totp(seed).get_provisioning_uri(name, instance)


def _totp(seed: bytes) -> TOTP:
    return TOTP(seed, _DIGITS, SHA1(), _SECONDS)  # noqa: S303 - what every app speaks; its weakness is no matter in an HMAC
