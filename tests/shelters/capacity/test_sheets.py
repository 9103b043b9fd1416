"""Sheets are written so that no cell is a formula, and read back as they were meant."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shelters.capacity.cells import HOUSES, ROOMS
from shelters.capacity.labels import BED_KINDS, KINDS, LANGUAGE_NAMES, OFFERS, OPEN_TO, SAFETY, SETTINGS, SHARING
from shelters.capacity.sheets import BadRow, Sheet, key_of, read_sheet, write_sheet
from shelters.capacity.words import LANGUAGES, BedKind, HouseKind, Offer, OpenTo, Safety, Setting, Sharing

SHEET = Sheet("prueba.csv", {"one": "uno", "two": "dos"}, required=("one",))
# What a cell can hold and keep: spaces at its ends are trimmed when it is read.
CELL = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1).filter(
    lambda text: text == text.strip()
)


@given(st.lists(st.tuples(CELL, CELL), max_size=5))
def test_what_is_written_is_read_back(rows: list[tuple[str, str]]) -> None:
    content = write_sheet(SHEET, [{"one": one, "two": two} for one, two in rows])
    bad: list[BadRow] = []
    assert [tuple(line.cells.values()) for line in read_sheet(SHEET, content, bad)] == rows
    assert bad == []


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t="])
def test_no_written_cell_is_a_formula(sign: str) -> None:
    content = write_sheet(SHEET, [{"one": f"{sign}HYPERLINK(1)"}]).decode("utf-8-sig")
    (_, row) = csv.reader(io.StringIO(content))
    assert row[0].startswith("'")


@pytest.mark.parametrize(
    ("words", "vocabulary"),
    [
        (KINDS, HouseKind),
        (SETTINGS, Setting),
        (OPEN_TO, OpenTo),
        (SAFETY, Safety),
        (SHARING, Sharing),
        (BED_KINDS, BedKind),
        (OFFERS, Offer),
        (LANGUAGE_NAMES, LANGUAGES),
    ],
)
def test_every_value_has_a_word_of_its_own(words: dict[object, str], vocabulary: list[object]) -> None:
    assert set(words) == set(vocabulary)
    assert len({key_of(word) for word in words.values()}) == len(words)


def test_every_column_is_documented() -> None:
    text = (Path(__file__).parents[3] / "docs" / "import.md").read_text(encoding="utf-8")
    for sheet in (HOUSES, ROOMS):
        for name, heading in sheet.columns.items():
            assert f"| {heading} | `{name}` |" in text
