"""A list a page at a time: its rows, and the addresses of the page before and the page after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Generic, TypeVar
from urllib.parse import urlencode

from fastapi import Query

# What a person reads through on one page, and what stays light on a bad line.
PAGE: Final = 50

PageNumber = Annotated[int, Query(ge=0, le=10_000)]
Shown = TypeVar("Shown")


@dataclass(frozen=True)
class Paged(Generic[Shown]):
    """One page of a list."""

    rows: Sequence[Shown]
    before: str
    after: str

    @classmethod
    def of(cls, found: Sequence[Shown], path: str, number: int, name: str = "page", **others: object) -> Paged[Shown]:
        """Lay out page `number` of what was looked up with one row more than fits; `others` stay in the address."""

        def address(to: int) -> str:
            kept = {key: value for key, value in {**others, name: to}.items() if value}
            return f"{path}?{urlencode(kept)}" if kept else path

        before = address(number - 1) if number else ""
        return cls(found[:PAGE], before, address(number + 1) if len(found) > PAGE else "")


def window(number: int) -> dict[str, int]:
    """Say what to look up for a page: its rows, and one more to know whether there is another."""
    return {"offset": number * PAGE, "limit": PAGE + 1}
