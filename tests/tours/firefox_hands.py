"""A person's hands on Firefox with scripts off: real presses and keys, on what is found by the words that she sees."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

from tests.tours.firefox import Event, Firefox, FirefoxError

# In seconds: what has not come by then does not come.
PATIENCE = 10
# A world of its own beside the page: it runs where the page may run nothing.
_BESIDE = "tours"


@cache
def _finding() -> str:
    return (Path(__file__).parent / "finding.js").read_text()


class FirefoxHands:
    """One tab in a container of its own, and what the browser complains of."""

    def __init__(self, firefox: Firefox, tab: str, origin: str, width: int) -> None:
        """Take a tab in hand."""
        self._firefox, self._tab, self.origin, self.width = firefox, tab, origin, width
        self.complaints: list[str] = []
        self.path = ""
        self.pages = 0
        self._loaded = asyncio.Event()
        firefox.listeners.append(self._hear)

    def _hear(self, method: str, event: Event) -> None:
        """Write down whom the page asks, and what was refused: a request that the policy stops is only logged here."""
        if event.get("context", event.get("source", {}).get("context")) != self._tab:
            return
        if method == "browsingContext.load":
            self._loaded.set()
        elif method == "log.entryAdded" and event["level"] == "error":
            self.complaints.append(str(event["text"]))
        elif method == "network.beforeRequestSent" and not event["request"]["url"].startswith(self.origin):
            self.complaints.append(event["request"]["url"])
        elif method == "network.responseCompleted" and event["response"]["status"] >= 500:
            self.complaints.append(event["response"]["url"])

    def leave(self) -> None:
        """Listen no more."""
        self._firefox.listeners.remove(self._hear)

    async def _do(self, function: str, *arguments: str | Event) -> Any:
        given = [each if isinstance(each, dict) else {"type": "string", "value": each} for each in arguments]
        target = {"context": self._tab, "sandbox": _BESIDE}
        answer = await self._firefox.ask(
            "script.callFunction", functionDeclaration=function, arguments=given, target=target, awaitPromise=False
        )
        assert answer["type"] == "success", answer["exceptionDetails"]["text"]
        return answer["result"]

    async def _find(self, what: str, words: str, where: str = "") -> Event:
        found = await self._do(_finding(), what, words, where)
        assert found["type"] == "node", f"{self.path} has no {what} {words!r} {where!r}"
        return {"sharedId": found["sharedId"]}

    async def _click(self, thing: Event) -> None:
        """Press a thing; a page that has only just come may not have scrolled to it yet."""
        for _ in range(PATIENCE * 10):
            if await self._pressed(thing):
                return
            await asyncio.sleep(0.1)
        raise AssertionError(f"{self.path}: what is pressed never comes into view")

    async def _pressed(self, thing: Event) -> bool:
        await self._do('(thing) => thing.scrollIntoView({ block: "center", behavior: "instant" })', thing)
        place = {"type": "element", "element": thing}
        presses = [
            {"type": "pointerMove", "x": 0, "y": 0, "origin": place},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        finger = {"type": "pointer", "id": "finger", "actions": presses}
        try:
            await self._firefox.ask("input.performActions", context=self._tab, actions=[finger])
        except FirefoxError as refusal:
            if refusal.why != "move target out of bounds":
                raise
            return False
        return True

    async def _look(self) -> None:
        self.pages += 1
        seen = await self._do(
            '() => `${document.documentElement.scrollWidth} ${document.querySelectorAll("h1").length} ${location.href}`'
        )
        wide, headings, address = str(seen["value"]).split(" ", 2)
        self.path = address.removeprefix(self.origin)
        if int(wide) > self.width:
            self.complaints.append(f"{self.path} is {wide} px wide")
        if headings == "0":
            self.complaints.append(f"{self.path} has no heading")

    async def open(self, path: str) -> int:
        """Open a page by its address."""
        address = self.origin + path
        await self._firefox.ask("browsingContext.navigate", context=self._tab, url=address, wait="complete")
        await self._look()
        return 0

    async def press(self, name: str, where: str) -> None:
        """Press a button or follow a link, and wait for the page that it leads to."""
        thing = await self._find("press", name, where)
        self._loaded.clear()
        await self._click(thing)
        await asyncio.wait_for(self._loaded.wait(), PATIENCE)
        await self._look()

    async def fill(self, label: str, text: str, group: str = "") -> None:
        """Fill in a field, key by key, of a group where one is named."""
        await self._do("(field) => { field.focus(); field.select(); }", await self._find("control", label, group))
        keys = [{"type": how, "value": key} for key in text for how in ("keyDown", "keyUp")]
        await self._firefox.ask(
            "input.performActions", context=self._tab, actions=[{"type": "key", "id": "keys", "actions": keys}]
        )

    async def check(self, label: str, group: str) -> None:
        """Tick one of the answers to a question."""
        await self._click(await self._find("label", label, group))
        ticked = await self._do("(box) => box.checked", await self._find("control", label, group))
        assert ticked["value"], f"{self.path}: {label!r} is not ticked"

    async def choose(self, label: str, answer: str, group: str = "") -> None:
        """Choose from a list."""
        chosen = await self._do(
            "(list, words) => { for (const one of list.options) if (one.text.trim() === words) one.selected = true;"
            " return list.selectedOptions[0].text.trim(); }",
            await self._find("control", label, group),
            answer,
        )
        assert chosen["value"] == answer, f"{self.path}: {answer!r} cannot be chosen"

    async def unfold(self, words: str) -> None:
        """Open what is folded."""
        await self._click(await self._find("summary", words))

    async def mark(self, number: int) -> None:
        """Mark the first free nights of a calendar."""
        for each in range(number):
            await self._click(await self._find("night", str(each)))

    async def text(self, place: str = "body") -> str:
        """Read what is shown in a place of the page."""
        return str((await self._do("(place) => document.querySelector(place).innerText", place))["value"])

    async def source(self) -> str:
        """Give all that came with the page, shown or not."""
        return str((await self._do("() => document.documentElement.outerHTML"))["value"])

    async def kept(self) -> int:
        """Count what pages wrote into the browser; what they keep in bases and caches is on its disk."""
        return int((await self._do("() => localStorage.length + sessionStorage.length"))["value"])


@asynccontextmanager
async def hands_on(firefox: Firefox, origin: str, width: int, kept: dict[str, str]) -> AsyncIterator[FirefoxHands]:
    """Open a tab in a container of its own, with cookies."""
    container = (await firefox.ask("browser.createUserContext"))["userContext"]
    tab = (await firefox.ask("browsingContext.create", type="tab", userContext=container))["context"]
    await firefox.ask("browsingContext.setViewport", context=tab, viewport={"width": width, "height": 844})
    for name, value in kept.items():
        cookie = {"name": name, "value": {"type": "string", "value": value}, "domain": "127.0.0.1", "path": "/"}
        partition = {"type": "storageKey", "userContext": container}
        await firefox.ask("storage.setCookie", cookie=cookie | {"secure": True}, partition=partition)
    hands = FirefoxHands(firefox, tab, origin, width)
    try:
        yield hands
    finally:
        hands.leave()
        await firefox.ask("browser.removeUserContext", userContext=container)
