"""The mark in the browser's tab is ours and neutral."""

from __future__ import annotations

from web import mark


def test_the_committed_picture_is_the_one_that_is_drawn() -> None:
    assert mark.FILE.read_bytes() == mark.draw()


def test_the_picture_is_a_small_png() -> None:
    assert mark.draw().startswith(b"\x89PNG\r\n\x1a\n")
    assert len(mark.draw()) < 500
