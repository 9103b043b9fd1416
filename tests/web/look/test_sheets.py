"""The style sheets are light, ask nobody else for anything, and all reach the page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import web
from web import files

STATIC = Path(web.__file__).parent / "static"
SHEETS = sorted(STATIC.glob("*.css"))
# The page that "Salir ya" leads to must not look like ours, and is not loaded with it.
OTHERS = {"sky.css"}
BUDGET = 8 * 1024


def test_the_sheet_that_pages_ask_for_stays_within_the_budget() -> None:
    assert len(files.packed(files.SHEET)) <= BUDGET


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_sheet_asks_for_nothing(sheet: Path) -> None:
    assert not re.search(r"url\(|@import|@font-face|https?:|expression\(", sheet.read_text())


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_colours_come_from_the_tokens(sheet: Path) -> None:
    """Paper is the exception: it is black on white whatever the theme."""
    if sheet.name not in {"tokens.css", "print.css", *OTHERS}:
        assert not re.search(r"#[0-9A-Fa-f]{3,8}\b(?![^{]*\{)|rgba?\(", sheet.read_text())


def test_every_token_used_is_defined_and_every_token_defined_is_known() -> None:
    text = "".join(sheet.read_text() for sheet in SHEETS)
    defined = set(re.findall(r"(--[\w-]+):", text))
    used = set(re.findall(r"var\((--[\w-]+)", text))
    assert used <= defined
    # What is drawn on the server reads the five steps of the map and the rest from this table.
    assert {name for name in defined - used if not name.startswith("--map-")} == set()


def test_every_sheet_is_part_of_the_one_that_pages_ask_for() -> None:
    assert {sheet.stem for sheet in SHEETS if sheet.name not in OTHERS} == set(files.SHEETS)


def test_nothing_is_written_in_capitals_by_style() -> None:
    assert not any("uppercase" in sheet.read_text() for sheet in SHEETS)


def test_focus_is_never_only_taken_away() -> None:
    text = "".join(sheet.read_text() for sheet in SHEETS)
    assert "3px solid var(--focus)" in text
    assert "outline: none" not in text
