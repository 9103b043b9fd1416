"""Somebody on a tour, who reads either language, in whatever browser; each press and each field of hers is counted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from web.language import say, speaking

_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


class Hands(Protocol):
    """What a browser lets her do, by the words that she sees."""

    complaints: list[str]

    @property
    def path(self) -> str:
        """Say on which page she is."""

    async def open(self, path: str) -> int:
        """Open a page by its address."""

    async def press(self, name: str, where: str) -> None:
        """Press a button or follow a link, and wait for the page that it leads to."""

    async def fill(self, label: str, text: str, group: str = "") -> None:
        """Fill in a field, of a group where one is named."""

    async def check(self, label: str, group: str) -> None:
        """Tick one of the answers to a question."""

    async def choose(self, label: str, answer: str, group: str = "") -> None:
        """Choose from a list."""

    async def unfold(self, words: str) -> None:
        """Open what is folded."""

    async def mark(self, number: int) -> None:
        """Mark the first free nights of a calendar."""

    async def text(self, place: str = "body") -> str:
        """Read what is shown in a place of the page."""

    async def source(self) -> str:
        """Give all that came with the page, shown or not."""


@dataclass
class Traveller:
    """A person whose acts are written in Spanish and done in her language; `known` is what was prepared for her."""

    hands: Hands
    language: str = "es"
    known: Any = None
    taps: int = 0
    typed: int = 0

    @property
    def inputs(self) -> int:
        """Count all that she pressed, chose and typed."""
        return self.taps + self.typed

    def word(self, text: str, **values: object) -> str:
        """Say a text of the pages in her language; without values, its longest part between placeholders."""
        with speaking(self.language):
            said = say(text, **values)
        return said if values else max(_PLACEHOLDER.split(said), key=len).strip()

    async def open(self, path: str) -> None:
        """Open a page by its address."""
        await self.hands.open(path)

    async def press(self, name: str, where: str = "main", **values: object) -> None:
        """Press a button or follow a link."""
        self.taps += 1
        await self.hands.press(self.word(name, **values), where)

    async def press_as_written(self, name: str, where: str) -> None:
        """Press what is called the same in every language."""
        self.taps += 1
        await self.hands.press(name, where)

    async def go(self, section: str) -> None:
        """Go to one of her sections."""
        await self.press(section, "nav")

    async def type(self, label: str, text: str) -> None:
        """Fill in a field."""
        self.typed += 1
        await self.hands.fill(self.word(label), text)

    async def type_in(self, group: str, number: int, label: str, text: str) -> None:
        """Fill in a field of one of several groups."""
        self.typed += 1
        await self.hands.fill(self.word(label), text, self.word(group, number=number))

    async def tick(self, question: str, *answers: str) -> None:
        """Tick answers to a question."""
        for answer in answers:
            self.taps += 1
            await self.hands.check(self.word(answer), self.word(question))

    async def select(self, group: str, number: int, **answers: str) -> None:
        """Choose from the lists of one of several groups."""
        for label, answer in answers.items():
            self.taps += 1
            await self.hands.choose(self.word(label), self.word(answer), self.word(group, number=number))

    async def choose(self, label: str, answer: str) -> None:
        """Choose from a list that stands alone."""
        self.taps += 1
        await self.hands.choose(self.word(label), self.word(answer))

    async def date(self, question: str, day: date) -> None:
        """Write a day in its three parts."""
        for part, value in (("Día", day.day), ("Mes", day.month), ("Año", day.year)):
            self.typed += 1
            await self.hands.fill(self.word(part), str(value), self.word(question))

    async def open_more(self, words: str) -> None:
        """Open what is folded."""
        self.taps += 1
        await self.hands.unfold(self.word(words))

    async def mark_nights(self, number: int) -> None:
        """Mark the first free nights of a calendar."""
        self.taps += number
        await self.hands.mark(number)

    async def text_of(self, place: str) -> str:
        """Read one part of the page."""
        return await self.hands.text(place)

    async def reads(self, *words: str) -> None:
        """See words on the page."""
        text = await self.hands.text()
        for each in map(self.word, words):
            assert each in text, f"{self.hands.path} does not say {each!r}"

    async def reads_no_more(self, *words: str) -> None:
        """See that words are gone from the page."""
        text = await self.hands.text("main")
        for each in map(self.word, words):
            assert each not in text, f"{self.hands.path} still says {each!r}"

    async def reads_nowhere(self, *words: str) -> None:
        """See words nowhere on the page, nor behind it."""
        text = await self.hands.source()
        for each in words:
            assert each not in text, f"{self.hands.path} says {each!r}"
