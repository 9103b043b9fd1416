"""The ways in which each task is played: with scripts and without, in each language, on a phone and at a desk."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Final

PHONE, DESK = 390, 1280


@dataclass(frozen=True)
class Way:
    """One browser: whether pages may run scripts, which language they speak, how wide they are."""

    scripts: bool
    language: str
    width: int

    def __str__(self) -> str:
        return f"{'scripts' if self.scripts else 'plain'}-{self.language}-{self.width}"


WAYS: Final = tuple(Way(*each) for each in product((True, False), ("es", "en"), (PHONE, DESK)))


def way_of(number: int) -> Way:
    """Give each task of a list a way in turn, so that a short list tries them all."""
    return WAYS[number % len(WAYS)]
