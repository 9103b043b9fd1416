"""A person's hands on Chromium: a visitor of the browser tests, of whose pages a tour looks at more."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from playwright.async_api import Locator

from tests.browser.visitor import PHONE, Visitor, begins

NARROWEST = 320
Look = Callable[[], Awaitable[None]]


@dataclass
class ChromiumHands(Visitor):
    """Does by role and label what a person does by eye; `looks` are done on each page that comes."""

    looks: list[Look] = field(default_factory=list)

    async def look(self) -> None:
        """Look at a page as every visitor does, and as this tour wants it looked at."""
        await super().look()
        if self.width == PHONE:
            await self._on_the_narrowest()
        for look in self.looks:
            await look()

    async def _on_the_narrowest(self) -> None:
        """Notice what scrolls sideways on the narrowest phone, as a desk does where all is four times its size."""
        size = self.page.viewport_size or {"width": PHONE, "height": 844}
        await self.page.set_viewport_size({"width": NARROWEST, "height": size["height"]})
        wide = await self.page.evaluate("document.documentElement.scrollWidth")
        if wide > NARROWEST:
            self.complaints.append(f"{self.path} is {wide} px wide on a phone of {NARROWEST}")
        await self.page.set_viewport_size(size)

    def labelled(self, label: str, group: str) -> Locator:
        """Find a field by its label, in a group where one is named."""
        place = self.question(group) if group else self.page
        return place.get_by_label(begins(label)).first

    async def fill(self, label: str, text: str, group: str = "") -> None:
        """Fill in a field, of a group where one is named."""
        await self.labelled(label, group).fill(text)

    async def check(self, label: str, group: str) -> None:
        """Tick one of the answers to a question."""
        await self.labelled(label, group).check()

    async def choose(self, label: str, answer: str, group: str = "") -> None:
        """Choose from a list."""
        await self.labelled(label, group).select_option(label=answer)

    async def unfold(self, words: str) -> None:
        """Open what is folded."""
        await self.folded(words).click()

    def folded(self, words: str) -> Locator:
        """Find what opens a folded part by its words."""
        return self.page.locator("summary").get_by_text(words)

    async def mark(self, number: int) -> None:
        """Mark the first free nights of a calendar."""
        for each in range(number):
            await self.night(each).check()

    def night(self, number: int) -> Locator:
        """Find one of the free nights of a calendar."""
        return self.page.locator("label.night input").nth(number)

    async def text(self, place: str = "body") -> str:
        """Read what is shown in a place of the page."""
        return await self.page.locator(place).first.inner_text()

    async def source(self) -> str:
        """Give all that came with the page, shown or not."""
        return await self.page.content()
