"""The keys of the server are in one file, which nobody else may read and nobody may have touched."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from shelters.errors import NotReadyError
from shelters.sealing.keyring import KEY_BYTES, Keyring, ensure_keyring, load_keyring, make_keyring, save_keyring

TWO_EPOCHS = Keyring({1: bytes(KEY_BYTES), 2: bytes(range(KEY_BYTES))})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Name a file that is not there yet, in a folder that is not either."""
    return tmp_path / "keys" / "server.json"


def test_a_keyring_is_read_as_it_was_written(path: Path) -> None:
    save_keyring(path, TWO_EPOCHS)
    assert load_keyring(path) == TWO_EPOCHS


def test_a_keyring_is_never_readable_by_others_whatever_the_mask(path: Path) -> None:
    before = os.umask(0)
    try:
        save_keyring(path, TWO_EPOCHS)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o610, 0o601, 0o644])
def test_a_keyring_that_others_may_touch_is_refused(path: Path, mode: int) -> None:
    save_keyring(path, TWO_EPOCHS)
    path.chmod(mode)
    with pytest.raises(NotReadyError, match="chmod 600"):
        load_keyring(path)


def test_a_keyring_that_is_missing_is_refused_with_the_way_on(path: Path) -> None:
    with pytest.raises(NotReadyError, match="abrigo migrate"):
        load_keyring(path)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "{}",
        "[]",
        "null",
        '{"1": "c2hvcnQ="}',
        '{"1": "not base 64"}',
        '{"1": 5}',
        '{"1": null}',
        '{"one": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}',
        "\x00\x01\x02",
    ],
)
def test_a_keyring_that_is_damaged_is_refused_without_a_word_of_it(path: Path, content: str) -> None:
    path.parent.mkdir()
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(NotReadyError, match="dañado") as refusal:
        load_keyring(path)
    assert not content or content not in str(refusal.value)


def test_a_keyring_is_never_overwritten(path: Path) -> None:
    save_keyring(path, TWO_EPOCHS)
    with pytest.raises(FileExistsError):
        save_keyring(path, make_keyring())
    assert ensure_keyring(path) == TWO_EPOCHS


def test_a_fresh_machine_gets_keys_of_its_own(path: Path, tmp_path: Path) -> None:
    made = ensure_keyring(path)
    assert load_keyring(path) == made
    assert ensure_keyring(tmp_path / "other.json") != made


def test_new_things_are_sealed_under_the_latest_epoch() -> None:
    assert TWO_EPOCHS.current == 2
    assert make_keyring().current == 1
