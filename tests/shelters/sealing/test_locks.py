"""Locks: a private key behind a passphrase."""

from __future__ import annotations

import dataclasses
from uuid import uuid4

import pytest

from shelters.sealing.boxes import new_private_key
from shelters.sealing.envelope import Place, Sealed, TamperedError
from shelters.sealing.locks import Lock, Typed

PLACE = Place("person_lock", "locked", uuid4(), uuid4())
KEY = new_private_key()
PASSPHRASE = "seis palabras que nadie adivina"


def test_the_passphrase_unlocks_what_it_locked() -> None:
    assert Typed(PASSPHRASE).unlock(Lock(PASSPHRASE).close(KEY, PLACE), PLACE).raw == KEY.raw


def test_another_passphrase_unlocks_nothing_however_near() -> None:
    locked = Lock(PASSPHRASE).close(KEY, PLACE)
    for wrong in ("", PASSPHRASE + " ", PASSPHRASE.upper(), PASSPHRASE[:-1]):
        with pytest.raises(TamperedError):
            Typed(wrong).unlock(locked, PLACE)


def test_a_lock_belongs_to_one_person() -> None:
    with pytest.raises(TamperedError):
        Typed(PASSPHRASE).unlock(Lock(PASSPHRASE).close(KEY, PLACE), dataclasses.replace(PLACE, row=uuid4()))


@pytest.mark.parametrize("blob", [b"", b"\x01", b"\x07" + bytes(100), b"\x01" + bytes(15)])
def test_what_is_no_lock_is_refused(blob: bytes) -> None:
    with pytest.raises(TamperedError):
        Typed(PASSPHRASE).unlock(Sealed(blob), PLACE)


def test_two_locks_by_one_passphrase_have_nothing_in_common() -> None:
    one, other = Lock(PASSPHRASE).close(KEY, PLACE).blob, Lock(PASSPHRASE).close(KEY, PLACE).blob
    assert one[1:17] != other[1:17]
    assert one[17:] != other[17:]


def test_a_lock_that_is_worked_out_once_locks_many() -> None:
    shared = Lock(PASSPHRASE)
    keys = [new_private_key() for _ in range(3)]
    assert [Typed(PASSPHRASE).unlock(shared.close(key, PLACE), PLACE).raw for key in keys] == [key.raw for key in keys]
