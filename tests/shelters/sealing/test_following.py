"""A keyring that follows its file, and a file that is replaced whole."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from shelters.errors import NotReadyError
from shelters.sealing.following import FollowedKeyring, replace_keyring
from shelters.sealing.keyring import Keyring, ensure_keyring, load_keyring


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a file with a first epoch."""
    ensure_keyring(tmp_path / "keys" / "server.json")
    return tmp_path / "keys" / "server.json"


def test_a_new_epoch_is_seen_without_a_restart(path: Path) -> None:
    followed = FollowedKeyring(path)
    first = followed.key(1)
    replace_keyring(path, Keyring({1: first, 2: bytes(32)}))
    assert followed.current == 2
    assert (followed.key(1), followed.key(2)) == (first, bytes(32))


def test_a_destroyed_epoch_opens_nothing_from_that_moment(path: Path) -> None:
    followed = FollowedKeyring(path)
    assert followed.key(1)
    replace_keyring(path, Keyring({2: bytes(32)}))
    with pytest.raises(NotReadyError):
        followed.key(1)


def test_a_file_that_others_may_read_is_refused_while_running_too(path: Path) -> None:
    followed = FollowedKeyring(path)
    replace_keyring(path, Keyring({2: bytes(32)}))
    path.chmod(0o644)
    with pytest.raises(NotReadyError):
        followed.key(2)


def test_what_the_file_held_is_overwritten_and_nothing_lies_beside_it(path: Path) -> None:
    kept = path.parent / "still-open"
    os.link(path, kept)
    secret = json.loads(path.read_text())["1"]
    replace_keyring(path, Keyring({2: bytes(32)}))
    assert secret not in kept.read_text()
    assert set(kept.read_bytes()) == {0}
    assert sorted(each.name for each in path.parent.iterdir()) == ["server.json", "still-open"]
    assert path.stat().st_mode & 0o077 == 0
    assert load_keyring(path).epochs == {2: bytes(32)}


def test_what_an_interrupted_replacement_left_is_in_nobodys_way(path: Path) -> None:
    path.with_suffix(".new").write_text("half")
    replace_keyring(path, Keyring({2: bytes(32)}))
    assert load_keyring(path).current == 2
