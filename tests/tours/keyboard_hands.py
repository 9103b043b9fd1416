"""Hands that have only a keyboard: everything is reached by Tab, and where one is must be seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from playwright.async_api import ElementHandle, Locator

from tests.tours.chromium_hands import ChromiumHands

# More stops than any page has.
_MOST_STOPS: Final = 400
# One radio button of a question has the focus for all of them; arrows lead to the others.
_IS_THERE: Final = """(thing) => {
  const here = document.activeElement;
  return here === thing || (thing.type === "radio" && here.type === "radio" && here.name === thing.name);
}"""
# A ring round the thing itself, round the row that is its label, or on what stands for a hidden box.
_RINGED: Final = """() => {
  const here = document.activeElement;
  const places = [here, here.closest("label"), ...(here.closest("label") ?? here).querySelectorAll("span")];
  const styles = places.filter(Boolean).map((place) => getComputedStyle(place));
  return styles.some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
}"""


@dataclass
class KeyboardHands(ChromiumHands):
    """Does with Tab, arrows, space and Enter what others do with a finger."""

    async def _reach(self, place: Locator) -> ElementHandle:
        """Go on from where the focus is, until it is there."""
        thing = await place.element_handle()
        for _ in range(_MOST_STOPS):
            if await thing.evaluate(_IS_THERE):
                break
            await self._key("Tab")
        else:
            raise AssertionError(f"{self.path}: no Tab leads to {place}")
        if not await self.page.evaluate(_RINGED):
            self.complaints.append(f"{self.path}: one does not see that the focus is on {place}")
        return thing

    async def _key(self, key: str) -> None:
        await self.page.keyboard.press(key)

    async def press(self, name: str, where: str = "main") -> None:
        """Go to a button or a link, and press Enter."""
        await self._reach(self.pressable(name, where))
        async with self.page.expect_navigation():
            await self._key("Enter")
        await self.look()

    async def fill(self, label: str, text: str, group: str = "") -> None:
        """Go to a field, and type over what is in it."""
        await self._reach(self.labelled(label, group))
        await self._key("Control+a")
        await self.page.keyboard.type(text)

    async def check(self, label: str, group: str) -> None:
        """Go to the question, by arrows to the answer, and press space."""
        thing = await self._reach(place := self.labelled(label, group))
        for _ in range(_MOST_STOPS):
            if await thing.evaluate("(thing) => thing === document.activeElement"):
                break
            await self._key("ArrowDown")
        if not await place.is_checked():
            await self._key("Space")
        assert await place.is_checked(), f"{self.path}: {label!r} is not ticked"

    async def choose(self, label: str, answer: str, group: str = "") -> None:
        """Go to a list, and by arrows to an answer."""
        thing = await self._reach(self.labelled(label, group))
        await self._key("Home")
        for _ in range(_MOST_STOPS):
            if answer == await thing.evaluate("(list) => list.selectedOptions[0].text.trim()"):
                return
            await self._key("ArrowDown")
        raise AssertionError(f"{self.path}: {answer!r} cannot be chosen by keys")

    async def unfold(self, words: str) -> None:
        """Go to what is folded, and press Enter."""
        await self._reach(self.folded(words))
        await self._key("Enter")

    async def mark(self, number: int) -> None:
        """Go to free nights of a calendar, and press space on each."""
        for each in range(number):
            await self._reach(self.night(each))
            await self._key("Space")
