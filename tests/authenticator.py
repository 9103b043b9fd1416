"""A device with keys, as far as a server sees one: what it makes and answers, and how it might be forged."""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

_PRESENT, _VERIFIED, _HOLDS_KEY = 0x01, 0x04, 0x40


def letters(value: bytes) -> str:
    """Write bytes as browsers do."""
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def plain(text: str) -> bytes:
    """Read what browsers write."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Device:
    """A device with one key; what it says of itself can be changed."""

    origin: str = "https://testserver"
    site: str = "testserver"
    verified: bool = True
    count: int = 0
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def make(self, options: str) -> str:
        """Make the key that a page wants."""
        told = self._told("webauthn.create", options)
        data = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": self._data(with_key=True)})
        return self._written({"clientDataJSON": letters(told), "attestationObject": letters(data)})

    def answer(self, options: str) -> str:
        """Answer a page's question."""
        self.count += 1
        told, data = self._told("webauthn.get", options), self._data()
        signature = self.key.sign(data + sha256(told).digest(), ec.ECDSA(SHA256()))
        parts = {"clientDataJSON": told, "authenticatorData": data, "signature": signature}
        return self._written({name: letters(part) for name, part in parts.items()})

    def _told(self, kind: str, options: str) -> bytes:
        asked: dict[str, Any] = json.loads(options)
        return json.dumps({"type": kind, "challenge": asked["challenge"], "origin": self.origin}).encode()

    def _data(self, *, with_key: bool = False) -> bytes:
        flags = _PRESENT | (_VERIFIED if self.verified else 0) | (_HOLDS_KEY if with_key else 0)
        data = sha256(self.site.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")
        return data + self._public() if with_key else data

    def _public(self) -> bytes:
        numbers = self.key.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (numbers.x, numbers.y))
        # COSE (RFC 9053): an elliptic curve key for ES256 on P-256.
        cose = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        return bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + cose

    def _written(self, response: dict[str, str]) -> str:
        named = letters(self.credential_id)
        return json.dumps({"id": named, "rawId": named, "type": "public-key", "response": response})
