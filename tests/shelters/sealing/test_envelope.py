"""What is sealed opens in its own place, under its own key, unchanged; anywhere else it does not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine.default import DefaultDialect

from shelters.errors import AbrigoError, NotReadyError
from shelters.sealing.column import SealedColumn
from shelters.sealing.envelope import Place, Sealed, TamperedError, new_data_key, open_data_key, seal, unseal
from shelters.sealing.keyring import KEY_BYTES, Keyring, make_keyring

KEY = bytes(range(KEY_BYTES))
PLACE = Place("request", "case", uuid4(), uuid4())
SECRET = {"note": "Ixchel camina de noche"}
NONCE = slice(5, 17)

contents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(contents)
def test_what_was_sealed_opens_as_it_was(content: Any) -> None:
    assert unseal(KEY, seal(KEY, content, PLACE), PLACE) == content


def test_a_single_flipped_bit_anywhere_keeps_it_closed() -> None:
    blob = seal(KEY, SECRET, PLACE).blob
    for bit in range(8 * len(blob)):
        flipped = bytearray(blob)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(TamperedError):
            unseal(KEY, Sealed(bytes(flipped)), PLACE)


def test_a_single_flipped_bit_of_a_wrapped_key_keeps_it_closed() -> None:
    keyring = make_keyring()
    _, wrapped = new_data_key(keyring, PLACE)
    for bit in range(8 * len(wrapped.blob)):
        flipped = bytearray(wrapped.blob)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(AbrigoError):
            open_data_key(keyring, Sealed(bytes(flipped)), PLACE)


@pytest.mark.parametrize("size", [0, 1, 4, 5, 16, 17, 32])
def test_what_was_cut_short_does_not_open(size: int) -> None:
    keyring = make_keyring()
    _, wrapped = new_data_key(keyring, PLACE)
    with pytest.raises(TamperedError):
        open_data_key(keyring, Sealed(wrapped.blob[:size]), PLACE)
    with pytest.raises(TamperedError):
        unseal(KEY, Sealed(seal(KEY, SECRET, PLACE).blob[:size]), PLACE)


@pytest.mark.parametrize(
    "elsewhere",
    [
        replace(PLACE, table="proposal"),
        replace(PLACE, column="data_key"),
        replace(PLACE, row=UUID(int=PLACE.row.int ^ 1)),
        replace(PLACE, network=uuid4()),
    ],
    ids=["table", "column", "row", "network"],
)
def test_what_was_moved_does_not_open(elsewhere: Place) -> None:
    keyring = make_keyring()
    _, wrapped = new_data_key(keyring, PLACE)
    with pytest.raises(TamperedError):
        unseal(KEY, seal(KEY, SECRET, PLACE), elsewhere)
    with pytest.raises(TamperedError):
        open_data_key(keyring, wrapped, elsewhere)


def test_another_key_opens_nothing() -> None:
    with pytest.raises(TamperedError):
        unseal(bytes(KEY_BYTES), seal(KEY, SECRET, PLACE), PLACE)


def test_every_seal_is_new_even_of_the_same_content() -> None:
    sealed = [seal(KEY, SECRET, PLACE) for _ in range(10_000)]
    assert len({each.blob[NONCE] for each in sealed}) == 10_000
    assert len(set(sealed)) == 10_000


def test_lengths_tell_no_more_than_a_bucket() -> None:
    one, other = ({"party": ["woman"] * size} for size in (1, 8))
    assert len(seal(KEY, one, PLACE).blob) == len(seal(KEY, other, PLACE).blob)
    assert len({len(seal(KEY, "x" * size, PLACE).blob) for size in range(600)}) == 5


def test_nothing_of_the_inside_is_printed() -> None:
    keyring = make_keyring()
    sealed = seal(KEY, SECRET, PLACE)
    assert [repr(sealed), str(sealed), f"{sealed}"] == ["<sealed>"] * 3
    assert keyring.key(1).hex() not in repr(keyring)
    assert str(keyring.key(1)) not in repr(keyring)


@pytest.mark.parametrize("plain", [b"plain", "plain", {"note": 1}, 7])
def test_a_sealed_column_refuses_what_is_not_sealed(plain: object) -> None:
    with pytest.raises(TypeError, match="sealed values only") as refusal:
        SealedColumn().process_bind_param(plain, DefaultDialect())
    assert str(plain) not in str(refusal.value)


def test_a_sealed_column_loads_what_is_still_sealed() -> None:
    column, dialect = SealedColumn(), DefaultDialect()
    sealed = seal(KEY, SECRET, PLACE)
    assert column.process_result_value(column.process_bind_param(sealed, dialect), dialect) == sealed
    assert column.process_bind_param(None, dialect) is None
    assert column.process_result_value(None, dialect) is None


def test_a_data_key_opens_under_the_epoch_it_was_made_in_while_that_lasts() -> None:
    old = make_keyring()
    key, wrapped = new_data_key(old, PLACE)
    both = Keyring({**old.epochs, 2: bytes(KEY_BYTES)})
    assert both.current == 2
    assert open_data_key(both, wrapped, PLACE) == key
    newer, rewrapped = new_data_key(both, PLACE)
    only_new = Keyring({2: bytes(KEY_BYTES)})
    assert open_data_key(only_new, rewrapped, PLACE) == newer
    with pytest.raises(NotReadyError, match="época 1"):
        open_data_key(only_new, wrapped, PLACE)
