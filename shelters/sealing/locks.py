"""Locks: a private key behind a passphrase, through Argon2id; nothing here is kept of either."""

from __future__ import annotations

import secrets
from base64 import b64decode, b64encode

from nacl.pwhash import argon2id

from shelters.sealing.boxes import PrivateKey
from shelters.sealing.envelope import Place, Sealed, TamperedError, seal, unseal
from shelters.sealing.keyring import KEY_BYTES

# What a lock costs to try, by the version that it begins with: passes, and bytes of memory. The same as a sign-in:
# whoever tries passphrases would choose the cheaper of the two.
_COSTS = {1: (2, 19 * 1024 * 1024)}
_NEWEST = max(_COSTS)
_SALT_BYTES = argon2id.SALTBYTES
_HEAD = 1 + _SALT_BYTES


class Typed:
    """A passphrase that somebody typed for one act, and what it comes to at the lock that it is to open."""

    def __init__(self, text: str) -> None:
        self.text = text
        # Whether it turned out to be hers: only then is an attempt at guessing forgiven.
        self.right = False
        self._worked_out: dict[bytes, bytes] = {}

    def work_out(self, locked: Sealed) -> None:
        """Work out what would open a lock; takes its time and memory, so never on the event loop."""
        version, salt = locked.blob[:1], locked.blob[1:_HEAD]
        if not version or version[0] not in _COSTS or len(salt) != _SALT_BYTES:
            raise TamperedError
        self._worked_out[locked.blob[:_HEAD]] = _derived(self.text, salt, version[0])

    def is_worked_out(self, locked: Sealed) -> bool:
        """Say whether opening this lock takes no time any more."""
        return locked.blob[:_HEAD] in self._worked_out

    def unlock(self, locked: Sealed, place: Place) -> PrivateKey:
        """Unlock a private key, or refuse a passphrase that is not the one."""
        if not self.is_worked_out(locked):
            self.work_out(locked)
        key = self._worked_out[locked.blob[:_HEAD]]
        opened = unseal(key, Sealed(locked.blob[_HEAD:]), place)
        self.right = True
        return PrivateKey(b64decode(opened))


class Lock:
    """A passphrase worked out once, to lock a key; in an invented region, those of all who share it."""

    def __init__(self, passphrase: str) -> None:
        """Work the passphrase out; takes its time and memory, so never on the event loop."""
        self._salt = secrets.token_bytes(_SALT_BYTES)
        self._key = _derived(passphrase, self._salt, _NEWEST)

    def close(self, private: PrivateKey, place: Place) -> Sealed:
        """Lock one private key."""
        closed = seal(self._key, b64encode(private.raw).decode(), place)
        return Sealed(bytes([_NEWEST]) + self._salt + closed.blob)


def _derived(passphrase: str, salt: bytes, version: int) -> bytes:
    passes, memory = _COSTS[version]
    return argon2id.kdf(KEY_BYTES, passphrase.encode(), salt, opslimit=passes, memlimit=memory)
