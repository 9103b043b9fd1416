"""News as pages show them: in words, what leads on, and alerts above everything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from shelters.news.kinds import UNTIL_DONE, WORDS, NewsKind
from shelters.news.models import News
from web.language import say

# What stands on the page where one starts; the rest has a page of its own.
NEWS_OF_A_DAY: Final = 10


@dataclass(frozen=True)
class Told:
    """One piece of news in the language being spoken."""

    id: UUID
    kind: NewsKind
    code: str
    title: str
    advice: str
    href: str
    alert: bool
    told_at: datetime
    # Whether one person may take it off the board.
    settled_by_hand: bool


def told(news: Iterable[News]) -> list[Told]:
    """Put news into words."""
    return [_in_words(each) for each in news]


def _in_words(news: News) -> Told:
    kind = NewsKind(news.kind)
    words = WORDS[kind]
    href = f"/{words.leads_to}/{news.subject_id}" if words.leads_to else ""
    return Told(
        news.id,
        kind,
        news.code,
        say(words.title),
        say(words.advice),
        href,
        words.alert,
        news.told_at,
        kind not in UNTIL_DONE,
    )
