"""What is hashed of a line, and how: the same words for whoever writes the chain and whoever verifies it."""

from __future__ import annotations

import hmac
import json
from datetime import UTC, datetime

from shelters.audit.models import AuditRecord

# What the first line of a record follows.
BEGINNING = b""


def link_mac(key: bytes, before: bytes, line: AuditRecord) -> bytes:
    """Hash a line, to its day, together with the hash of the line before it."""
    told = [
        line.seq,
        line.at.astimezone(UTC).date().isoformat(),
        *(str(value) if value else None for value in (line.network_id, line.person_id)),
        line.role,
        line.action,
        *(str(value) if value else None for value in (line.subject_id, line.owner_network_id)),
        line.details,
    ]
    return _mac(key, b"line", before, _canonical(told))


def moment_mac(key: bytes, line: AuditRecord) -> bytes:
    """Hash the exact moment of a line; it is dropped when only the day is kept."""
    return _mac(key, b"moment", _canonical([line.seq, line.at.astimezone(UTC).isoformat(timespec="microseconds")]))


def checkpoint_seal(key: bytes, position: int, mac: bytes, made_at: datetime) -> bytes:
    """Hash what stands for removed lines, so that nobody else can cut the chain."""
    return _mac(key, b"checkpoint", mac, _canonical([position, made_at.astimezone(UTC).isoformat()]))


def _mac(key: bytes, kind: bytes, *parts: bytes) -> bytes:
    # Each part by its length, so that no two lists of parts read alike.
    return hmac.digest(key, kind + b"".join(len(part).to_bytes(8, "big") + part for part in parts), "sha256")


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
