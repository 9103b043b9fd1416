"""The keyring of a process that lives long: it follows its file, so that epochs come and go without a restart."""

from __future__ import annotations

import os
from pathlib import Path

from shelters.sealing.keyring import Keyring, load_keyring, save_keyring


class FollowedKeyring(Keyring):
    """Reads the file again when it has changed; whatever a destroyed epoch sealed stays closed from that moment."""

    def __init__(self, path: Path) -> None:
        """Read the file for the first time."""
        object.__setattr__(self, "_path", path)
        self._read()

    @property
    def epochs(self) -> dict[int, bytes]:
        """Give the keys by epoch as the file has them now."""
        if _mark_of(self._path) != self._mark:
            self._read()
        return self._ring.epochs

    _path: Path
    _mark: tuple[int, int, int]
    _ring: Keyring

    def _read(self) -> None:
        # The mark first: a file that changes in between is read once more, never once too few.
        object.__setattr__(self, "_mark", _mark_of(self._path))
        object.__setattr__(self, "_ring", load_keyring(self._path))


def _mark_of(path: Path) -> tuple[int, int, int]:
    stat = path.stat()
    return stat.st_mtime_ns, stat.st_ino, stat.st_size


def replace_keyring(path: Path, keyring: Keyring) -> None:
    """Put another keyring in the place of the file's, at once and whole; what was written there is overwritten.

    On a disk that writes elsewhere what is overwritten (SSDs, journals, snapshots) only a key file on a volume in
    memory or a disk encrypted as a whole leaves nothing behind.
    """
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    save_keyring(fresh, keyring)
    _sync(fresh)
    with path.open("r+b") as old:
        fresh.replace(path)
        old.write(bytes(os.fstat(old.fileno()).st_size))
        old.flush()
        os.fsync(old.fileno())
    _sync(path.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
