"""Envelopes: a data key per case or house, and contents tied to the one place they belong to.

AES-256-GCM. The associated data names table, column, row and network, so that a blob moved to another row, column or
network does not open. Contents are padded to buckets, so that their length says little.
"""

from __future__ import annotations

import json
import secrets
import struct
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shelters.errors import N_, AbrigoError
from shelters.sealing.keyring import KEY_BYTES, Keyring

_VERSION = 1
_NONCE_BYTES = 12
_BUCKET = 128
_HEADER = struct.Struct(">BI")
# Epochs count from one and are for data keys; what is sealed under a data key carries none.
_CONTENT = 0


class TamperedError(AbrigoError):
    """A sealed thing was changed, moved, or sealed under another key."""

    message = N_("Este contenido sellado no se puede abrir. Avisa a quien cuida el servicio.")


@dataclass(frozen=True)
class Place:
    """Where a sealed thing belongs: nothing opens anywhere else."""

    table: str
    column: str
    row: UUID
    network: UUID

    def associated_data(self) -> bytes:
        """Write the place as the bytes that are authenticated with the content."""
        return f"{_VERSION}|{self.table}|{self.column}|{self.row}|{self.network}".encode()


class Sealed:
    """Bytes that show nothing of what is inside."""

    __slots__ = ("blob",)

    def __init__(self, blob: bytes) -> None:
        """Wrap an encrypted blob."""
        self.blob = blob

    def __repr__(self) -> str:
        """Say only that this is sealed."""
        return "<sealed>"

    def __eq__(self, other: object) -> bool:
        """Compare blobs; two seals of the same content differ."""
        return isinstance(other, Sealed) and other.blob == self.blob

    def __hash__(self) -> int:
        """Hash the blob."""
        return hash(self.blob)


# Stands where something sealed will be: a row with it cannot be opened, and is never stored.
UNSEALED = Sealed(b"")


def new_data_key(keyring: Keyring, place: Place) -> tuple[bytes, Sealed]:
    """Make a data key; give it bare for use now, and wrapped for keeping beside its row."""
    key = secrets.token_bytes(KEY_BYTES)
    return key, _encrypt(keyring.key(keyring.current), keyring.current, key, place)


def wrap_again(keyring: Keyring, wrapped: Sealed, place: Place) -> Sealed:
    """Wrap the same data key under the latest epoch."""
    return _encrypt(keyring.key(keyring.current), keyring.current, open_data_key(keyring, wrapped, place), place)


def epoch_mark(epoch: int) -> bytes:
    """Give the bytes that everything wrapped under an epoch begins with, so that the database can tell them apart."""
    return _HEADER.pack(_VERSION, epoch)


def open_data_key(keyring: Keyring, wrapped: Sealed, place: Place) -> bytes:
    """Unwrap a data key under the epoch it was wrapped in."""
    if len(wrapped.blob) < _HEADER.size:
        raise TamperedError
    _, epoch = _HEADER.unpack_from(wrapped.blob)
    return _decrypt(keyring.key(epoch), epoch, wrapped, place)


def seal(key: bytes, content: Any, place: Place) -> Sealed:
    """Seal any JSON content for one place."""
    plain = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    return _encrypt(key, _CONTENT, padded(plain), place)


def padded(plain: bytes) -> bytes:
    """Fill JSON up to a bucket with spaces, which mean nothing in it."""
    return plain + b" " * (-len(plain) % _BUCKET)


def unseal(key: bytes, sealed: Sealed, place: Place) -> Any:
    """Open what was sealed for this very place."""
    return json.loads(_decrypt(key, _CONTENT, sealed, place))


def _encrypt(key: bytes, epoch: int, plain: bytes, place: Place) -> Sealed:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return Sealed(_HEADER.pack(_VERSION, epoch) + nonce + AESGCM(key).encrypt(nonce, plain, place.associated_data()))


def _decrypt(key: bytes, epoch: int, sealed: Sealed, place: Place) -> bytes:
    # The header is not among what AES authenticates, so it must be exactly what it can be.
    if not sealed.blob.startswith(_HEADER.pack(_VERSION, epoch)):
        raise TamperedError
    nonce = sealed.blob[_HEADER.size : _HEADER.size + _NONCE_BYTES]
    try:
        return AESGCM(key).decrypt(nonce, sealed.blob[_HEADER.size + _NONCE_BYTES :], place.associated_data())
    except (InvalidTag, ValueError) as error:
        raise TamperedError from error
