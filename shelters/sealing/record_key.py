"""The key of the record: with it a line is tied to the one before, without it nobody can forge or check a chain."""

from __future__ import annotations

import secrets
from pathlib import Path

from shelters.errors import N_, NotReadyError
from shelters.sealing.keyring import KEY_BYTES, refuse_open_file, write_privately

_DAMAGED = N_("El archivo de la llave del registro está dañado. Recupera su copia.")


def load_record_key(path: Path) -> bytes:
    """Read the key, refusing a file that others may read."""
    if not path.exists():
        raise NotReadyError(N_("Falta la llave del registro. Créala con: abrigo migrate"))
    refuse_open_file(path)
    try:
        key = bytes.fromhex(path.read_text().strip())
    except ValueError as error:
        raise NotReadyError(_DAMAGED) from error
    if len(key) != KEY_BYTES:
        raise NotReadyError(_DAMAGED)
    return key


def ensure_record_key(path: Path) -> bytes:
    """Load the key, making it first where there is none; it is never replaced, or old lines could not be checked."""
    if not path.exists():
        write_privately(path, secrets.token_hex(KEY_BYTES))
    return load_record_key(path)
