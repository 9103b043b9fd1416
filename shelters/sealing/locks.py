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


def lock(passphrase: str, private: PrivateKey, place: Place) -> Sealed:
    """Lock a private key; takes its time and memory, so never on the event loop."""
    return Lock(passphrase).close(private, place)


def unlock(passphrase: str, locked: Sealed, place: Place) -> PrivateKey:
    """Unlock a private key, or refuse a passphrase that is not the one; as slow as locking."""
    version, salt = locked.blob[:1], locked.blob[1:_HEAD]
    if not version or version[0] not in _COSTS or len(salt) != _SALT_BYTES:
        raise TamperedError
    key = _derived(passphrase, salt, version[0])
    return PrivateKey(b64decode(unseal(key, Sealed(locked.blob[_HEAD:]), place)))


class Lock:
    """A passphrase worked out once, for an invented region in which a thousand people share it."""

    def __init__(self, passphrase: str) -> None:
        """Work the passphrase out."""
        self._salt = secrets.token_bytes(_SALT_BYTES)
        self._key = _derived(passphrase, self._salt, _NEWEST)

    def close(self, private: PrivateKey, place: Place) -> Sealed:
        """Lock one private key."""
        closed = seal(self._key, b64encode(private.raw).decode(), place)
        return Sealed(bytes([_NEWEST]) + self._salt + closed.blob)


def _derived(passphrase: str, salt: bytes, version: int) -> bytes:
    passes, memory = _COSTS[version]
    return argon2id.kdf(KEY_BYTES, passphrase.encode(), salt, opslimit=passes, memlimit=memory)
