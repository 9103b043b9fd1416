"""Somebody on a tour: a visitor who reads either language, and of whom each press and each field is counted."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.browser.visitor import Visitor
from web.language import say, speaking

Look = Callable[[], Awaitable[None]]
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


@dataclass
class Traveller(Visitor):
    """A visitor whose acts are written in Spanish and done in her language; `known` is what was prepared for her."""

    language: str = "es"
    taps: int = 0
    typed: int = 0
    known: Any = None
    looks: list[Look] = field(default_factory=list)

    @property
    def inputs(self) -> int:
        """Count all that she pressed, chose and typed."""
        return self.taps + self.typed

    def word(self, text: str, **values: object) -> str:
        """Say a text of the pages in her language; without values, its longest part between placeholders."""
        with speaking(self.language):
            said = say(text, **values)
        return said if values else max(_PLACEHOLDER.split(said), key=len).strip()

    async def look(self) -> None:
        """Look at a page as every visitor does, and as this tour wants it looked at."""
        await super().look()
        for look in self.looks:
            await look()

    async def press(self, name: str, where: str = "main", **values: object) -> None:
        """Press a button or follow a link."""
        self.taps += 1
        await super().press(self.word(name, **values), where)

    async def go(self, section: str) -> None:
        """Go to one of her sections."""
        await self.press(section, "nav")

    async def type(self, label: str, text: str) -> None:
        """Fill in a field."""
        self.typed += 1
        await super().type(self.word(label), text)

    async def tick(self, question: str, *answers: str) -> None:
        """Tick answers to a question."""
        self.taps += len(answers)
        await super().tick(self.word(question), *map(self.word, answers))

    async def select(self, group: str, **answers: str) -> None:
        """Choose from the lists of a group of fields."""
        self.taps += len(answers)
        await super().select(self.word(group), **{self.word(label): self.word(each) for label, each in answers.items()})

    async def choose(self, label: str, answer: str) -> None:
        """Choose from a list that stands alone."""
        self.taps += 1
        await self.page.get_by_label(self.word(label)).first.select_option(label=self.word(answer))

    async def date(self, question: str, day: date) -> None:
        """Write a day in its three parts."""
        parts = self.question(self.word(question))
        for part, value in (("Día", day.day), ("Mes", day.month), ("Año", day.year)):
            self.typed += 1
            await parts.get_by_label(self.word(part)).fill(str(value))

    async def open_more(self, words: str) -> None:
        """Open what is folded."""
        self.taps += 1
        await self.page.locator("summary").get_by_text(self.word(words)).click()

    async def reads(self, *words: str) -> None:
        """See words on the page."""
        await super().reads(*map(self.word, words))

    async def reads_no_more(self, *words: str) -> None:
        """See that words are gone from the page."""
        text = await self.page.locator("main").inner_text()
        for each in map(self.word, words):
            assert each not in text, f"{self.path} still says {each!r}"
