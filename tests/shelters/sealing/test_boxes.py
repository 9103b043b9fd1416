"""Sealed boxes: anybody closes, one opens, and only in its place."""

from __future__ import annotations

import dataclasses
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shelters.sealing.boxes import (
    PrivateKey,
    close_box,
    close_key,
    key_of_code,
    new_private_key,
    open_box,
    open_key,
)
from shelters.sealing.envelope import Place, Sealed, TamperedError

PLACE = Place("circle_secret", "closed", uuid4(), uuid4())
MINE = new_private_key()
texts = st.text(max_size=300)


@given(texts)
def test_what_is_closed_for_a_key_opens_with_its_private_half(content: str) -> None:
    assert open_box(MINE, close_box(MINE.public, content, PLACE), PLACE) == content


@pytest.mark.parametrize("part", ["table", "column", "row", "network"])
def test_a_box_that_was_moved_does_not_open(part: str) -> None:
    other: dict[str, Any] = {part: uuid4() if part in {"row", "network"} else "elsewhere"}
    elsewhere = dataclasses.replace(PLACE, **other)
    with pytest.raises(TamperedError):
        open_box(MINE, close_box(MINE.public, "aquí", PLACE), elsewhere)


def test_another_key_opens_nothing() -> None:
    with pytest.raises(TamperedError):
        open_box(new_private_key(), close_box(MINE.public, "aquí", PLACE), PLACE)


def test_the_half_that_closes_does_not_open() -> None:
    with pytest.raises(TamperedError):
        open_box(PrivateKey(MINE.public), close_box(MINE.public, "aquí", PLACE), PLACE)


def test_a_changed_bit_is_noticed_wherever_it_is() -> None:
    blob = close_box(MINE.public, "aquí", PLACE).blob
    for position in range(len(blob)):
        changed = bytearray(blob)
        changed[position] ^= 1
        with pytest.raises(TamperedError):
            open_box(MINE, Sealed(bytes(changed)), PLACE)


@pytest.mark.parametrize("blob", [b"", b"\x01", b"\x01short", b"\x02" + bytes(80)])
def test_what_is_no_box_is_refused(blob: bytes) -> None:
    with pytest.raises(TamperedError):
        open_box(MINE, Sealed(blob), PLACE)


def test_the_length_of_a_box_tells_little() -> None:
    assert len({len(close_box(MINE.public, "x" * length, PLACE).blob) for length in range(100)}) == 1


def test_two_boxes_of_one_content_differ() -> None:
    assert close_box(MINE.public, "igual", PLACE) != close_box(MINE.public, "igual", PLACE)


def test_a_key_is_handed_over_in_a_box() -> None:
    circle = new_private_key()
    opened = open_key(MINE, close_key(MINE.public, circle, PLACE), PLACE)
    assert opened.raw == circle.raw


def test_a_code_gives_the_same_key_each_time_and_another_code_another() -> None:
    assert key_of_code("código").raw == key_of_code("código").raw
    assert key_of_code("código").raw != key_of_code("codigo").raw


def test_a_private_key_shows_nothing_of_itself() -> None:
    assert (repr(MINE), str(MINE)) == ("<private key>", "<private key>")
