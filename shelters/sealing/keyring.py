"""The server keyring: keys by epoch, in a file of their own that only the server's user may read."""

from __future__ import annotations

import json
import os
import secrets
import stat
from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import Path

from shelters.errors import N_, NotReadyError

KEY_BYTES = 32


@dataclass(frozen=True, repr=False)
class Keyring:
    """Keys by epoch; new things are sealed under the latest, older ones open under theirs until it is destroyed."""

    epochs: dict[int, bytes]

    @property
    def current(self) -> int:
        """Name the epoch that new data keys are wrapped under."""
        return max(self.epochs)

    def key(self, epoch: int) -> bytes:
        """Give the key of an epoch that still exists."""
        try:
            return self.epochs[epoch]
        except KeyError as error:
            raise NotReadyError(N_("La llave de la época %(epoch)s ya no existe."), epoch=epoch) from error


def make_keyring() -> Keyring:
    """Make a keyring with a first epoch."""
    return Keyring({1: secrets.token_bytes(KEY_BYTES)})


def load_keyring(path: Path) -> Keyring:
    """Read the keyring, refusing a file that others may read."""
    if not path.exists():
        raise NotReadyError(N_("Falta el archivo de llaves. Créalo con: abrigo migrate"))
    refuse_open_file(path)
    try:
        epochs = {int(epoch): b64decode(key, validate=True) for epoch, key in json.loads(path.read_text()).items()}
    except (ValueError, AttributeError, TypeError) as error:
        raise NotReadyError(N_("El archivo de llaves está dañado. Recupera su copia.")) from error
    if not epochs or any(len(key) != KEY_BYTES for key in epochs.values()):
        raise NotReadyError(N_("El archivo de llaves está dañado. Recupera su copia."))
    return Keyring(epochs)


def refuse_open_file(path: Path) -> None:
    """Refuse a file of keys that other accounts of the machine may read."""
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise NotReadyError(N_("Otras cuentas pueden leer el archivo de llaves. Ciérralo con: chmod 600"))


def save_keyring(path: Path, keyring: Keyring) -> None:
    """Write the keyring into a new file."""
    write_privately(path, json.dumps({str(epoch): b64encode(key).decode() for epoch, key in keyring.epochs.items()}))


def write_privately(path: Path, content: str) -> None:
    """Write a new file so that it is never, not for a moment, readable by others."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(content)


def ensure_keyring(path: Path) -> Keyring:
    """Load the keyring, making it first where there is none."""
    if not path.exists():
        save_keyring(path, make_keyring())
    return load_keyring(path)
