"""Sealed boxes: anybody closes one for a key, only who holds the private half of that key opens it (libsodium).

What is inside names the place it belongs to, as an envelope does: a box that was moved to another row does not open.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from base64 import b64decode, b64encode
from typing import Any

from nacl.bindings import crypto_scalarmult_base
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey as LibraryKey
from nacl.public import PublicKey, SealedBox

from shelters.sealing.envelope import Place, Sealed, TamperedError, padded
from shelters.sealing.keyring import KEY_BYTES

_VERSION = b"\x01"
_CODE = b"abrigo one-time code"


class PrivateKey:
    """The half that opens; it shows nothing of itself, and whoever holds one lets go of it with the request."""

    __slots__ = ("__weakref__", "raw")

    def __init__(self, raw: bytes) -> None:
        """Wrap the bytes of a key."""
        self.raw = raw

    @property
    def public(self) -> bytes:
        """Give the half that closes."""
        return crypto_scalarmult_base(self.raw)

    def __repr__(self) -> str:
        """Say only what this is."""
        return "<private key>"


def new_private_key() -> PrivateKey:
    """Draw a key."""
    return PrivateKey(secrets.token_bytes(KEY_BYTES))


def key_of_code(code: str) -> PrivateKey:
    """Derive the key of a one-time code; a fast hash is enough for what cannot be guessed."""
    return PrivateKey(hashlib.blake2b(code.encode(), digest_size=KEY_BYTES, key=_CODE).digest())


def close_box(public: bytes, content: Any, place: Place) -> Sealed:
    """Close any JSON content for a key and a place; nothing secret is needed for it."""
    plain = _mark(place) + padded(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())
    return Sealed(_VERSION + SealedBox(PublicKey(public)).encrypt(plain))


def open_box(private: PrivateKey, closed: Sealed, place: Place) -> Any:
    """Open what was closed for this key and this very place."""
    if not closed.blob.startswith(_VERSION):
        raise TamperedError
    try:
        plain = SealedBox(LibraryKey(private.raw)).decrypt(closed.blob[len(_VERSION) :])
    except (CryptoError, ValueError, TypeError) as error:
        raise TamperedError from error
    mark = _mark(place)
    if plain[: len(mark)] != mark:
        raise TamperedError
    return json.loads(plain[len(mark) :])


def close_key(public: bytes, private: PrivateKey, place: Place) -> Sealed:
    """Close a private key for another key: who opens that one opens this one."""
    return close_box(public, b64encode(private.raw).decode(), place)


def open_key(private: PrivateKey, closed: Sealed, place: Place) -> PrivateKey:
    """Open a private key that was closed for one's own."""
    return PrivateKey(b64decode(open_box(private, closed, place)))


def _mark(place: Place) -> bytes:
    return hashlib.sha256(place.associated_data()).digest()
