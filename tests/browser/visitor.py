"""A person at her phone: what she opens, presses, types and reads, and what her browser complains of."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from playwright.async_api import Browser, Locator, Page

PHONE = 390
# The console also notes a page that is not there, and that leaving empties the browser; tests say where they expect it.
EXPECTED = ("status of 4", "Clear-Site-Data header")


def begins(words: str) -> re.Pattern[str]:
    """Match a name that begins with these words: hints and hidden words may follow."""
    return re.compile(rf"^\s*{re.escape(words)}")


@dataclass
class Visitor:
    """One person with a browser of her own."""

    page: Page
    origin: str
    scripts: bool
    complaints: list[str] = field(default_factory=list)
    width: int = PHONE

    async def open(self, path: str) -> int:
        """Open a page, and give the status it answers with."""
        answer = await self.page.goto(self.origin + path)
        await self.look()
        return answer.status if answer else 0

    async def look(self) -> None:
        """Notice what no page may do: scroll sideways, or stay empty."""
        width = await self.page.evaluate("document.documentElement.scrollWidth")
        if width > self.width:
            self.complaints.append(f"{self.path} is {width} px wide")
        if not await self.page.locator("h1").count():
            self.complaints.append(f"{self.path} has no heading")

    @property
    def path(self) -> str:
        """Say on which page she is."""
        return self.page.url.removeprefix(self.origin)

    async def press(self, name: str, where: str = "main") -> None:
        """Press a button or follow a link, by the words on it."""
        async with self.page.expect_navigation():
            await self.pressable(name, where).click()
        await self.look()

    def pressable(self, name: str, where: str) -> Locator:
        """Find a button or a link by the words on it."""
        named, part = begins(name), self.page.locator(where)
        return part.get_by_role("button", name=named).or_(part.get_by_role("link", name=named)).first

    def question(self, label: str) -> Locator:
        """Find a group of fields by its question."""
        return self.page.get_by_role("group", name=begins(label))

    async def type(self, label: str, text: str) -> None:
        """Fill in a field by its label."""
        await self.page.get_by_label(begins(label)).first.fill(text)

    async def tick(self, question: str, *answers: str) -> None:
        """Tick answers to a question."""
        for answer in answers:
            await self.question(question).get_by_label(begins(answer)).first.check()

    async def select(self, group: str, **answers: str) -> None:
        """Choose from the lists of a group."""
        for label, answer in answers.items():
            await self.question(group).get_by_label(label).select_option(label=answer)

    async def complete(self, label: str, typed: str, place: str) -> None:
        """Type the beginning of a place and pick it from the list that comes, if scripts make it come."""
        named = self.page.get_by_label(begins(label)).first
        await named.press_sequentially(typed)
        if self.scripts:
            await self.pick(place)

    async def pick(self, place: str) -> None:
        """Pick a place from the list."""
        await self.page.get_by_role("radio", name=begins(place)).check()

    async def reads(self, *words: str) -> None:
        """See words on the page."""
        text = await self.page.locator("body").inner_text()
        for each in words:
            assert each in text, f"{self.path} does not say {each!r}"

    async def reads_nowhere(self, *words: str) -> None:
        """See words nowhere on the page, nor behind it."""
        text = await self.page.content()
        for each in words:
            assert each not in text, f"{self.path} says {each!r}"


def watch(visitor: Visitor) -> None:
    """Write down what her browser complains of, whom but our server it asks, and where the server fails."""
    page, complain = visitor.page, visitor.complaints.append
    page.on("console", lambda said: None if any(each in said.text for each in EXPECTED) else complain(said.text))
    page.on("pageerror", lambda error: complain(str(error)))
    page.on("request", lambda sent: None if sent.url.startswith(visitor.origin) else complain(sent.url))
    page.on("response", lambda came: complain(came.url) if came.status >= 500 else None)


@asynccontextmanager
async def visiting(browser: Browser, origin: str, *, scripts: bool) -> AsyncIterator[Visitor]:
    """Give somebody a phone; what it complains of when she leaves fails the test."""
    context = await browser.new_context(
        viewport={"width": PHONE, "height": 844}, java_script_enabled=scripts, locale="es-MX"
    )
    page = await context.new_page()
    visitor = Visitor(page, origin, scripts)
    watch(visitor)
    yield visitor
    await context.close()
    assert visitor.complaints == [], visitor.complaints
