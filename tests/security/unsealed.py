"""The control of R1: the application with everything taken away that hides what people type."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from argon2.exceptions import VerifyMismatchError

from shelters.accounts import factors, passwords, sessions
from shelters.sealing import boxes, envelope


class _Clear:
    """Stands in the place of a cipher and hides nothing."""

    def __init__(self, *_: object) -> None:
        pass

    def encrypt(self, *given: Any) -> bytes:
        return bytes(given[1] if len(given) > 1 else given[0])

    def decrypt(self, *given: Any) -> bytes:
        return self.encrypt(*given)


class _Unhashed:
    """Stands in the place of the hash of passphrases and keeps them as they are."""

    def hash(self, passphrase: str) -> str:
        return passphrase

    def verify(self, kept: str, passphrase: str) -> None:
        if kept != passphrase:
            raise VerifyMismatchError


@contextmanager
def unsealed() -> Iterator[None]:
    """Take away what hides: ciphers, the hash of passphrases, those of tokens and of codes on paper."""
    as_it_is = SimpleNamespace(sha256=lambda token: SimpleNamespace(digest=lambda: token))
    with ExitStack() as stack:
        for owner, name, stand_in in (
            (envelope, "AESGCM", _Clear),
            (boxes, "SealedBox", _Clear),
            (passwords, "_hasher", _Unhashed()),
            (sessions, "hashlib", as_it_is),
            (factors, "hashlib", as_it_is),
        ):
            stack.enter_context(patch.object(owner, name, stand_in))
        yield
