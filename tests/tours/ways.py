"""The ways in which each task is played: with scripts and without, in each language, on phone and desk, and by keys."""

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
    # Whether all is done by keys, as by somebody who cannot use a finger or a mouse.
    keys: bool = False

    def __str__(self) -> str:
        named = f"{'scripts' if self.scripts else 'plain'}-{self.language}-{self.width}"
        return f"{named}-keys" if self.keys else named


WITH_SCRIPTS, PLAIN = Way(True, "es", PHONE), Way(False, "en", PHONE)
BY_KEYS: Final = Way(True, "es", DESK, keys=True)
WAYS: Final = (*(Way(*each) for each in product((True, False), ("es", "en"), (PHONE, DESK))), BY_KEYS)


def way_of(number: int) -> Way:
    """Give each task of a list a way in turn, so that a short list tries them all."""
    return WAYS[number % len(WAYS)]
