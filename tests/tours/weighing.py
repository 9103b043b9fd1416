"""What a page costs on a bad line: its bytes and requests, with nothing of it in the browser's cache."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from playwright.async_api import CDPSession

# As the server sends them, with headers: the first page, and any page.
FIRST, ANY = 30_000, 60_000
REQUESTS: Final = 8


@dataclass(frozen=True)
class Page:
    """One page that was looked at."""

    path: str
    weight: int
    requests: int


@dataclass
class Scales:
    """Weighs page after page of one tab."""

    pages: list[Page] = field(default_factory=list)
    _bytes: int = 0
    _requests: int = 0

    async def stand(self, tools: CDPSession) -> None:
        """Begin to listen, and take nothing from the cache: each page is weighed as if it were the first."""
        tools.on("Network.requestWillBeSent", self._sent)
        tools.on("Network.loadingFinished", self._came)
        await tools.send("Network.enable")
        await tools.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def _sent(self, event: dict[str, Any]) -> None:
        self._requests += 1
        self._bytes += int(event.get("redirectResponse", {}).get("encodedDataLength", 0))

    def _came(self, event: dict[str, Any]) -> None:
        self._bytes += int(event["encodedDataLength"])

    def read(self, path: str) -> None:
        """Write down what came since the last page."""
        self.pages.append(Page(path, self._bytes, self._requests))
        self._bytes = self._requests = 0

    @property
    def heaviest(self) -> int:
        """Give the weight of the heaviest page."""
        return max((page.weight for page in self.pages), default=0)

    def complaints(self, *, at_the_door: bool) -> list[str]:
        """List what was too heavy or asked too often; what stands at the door is the first page of all."""
        complaints = []
        for number, page in enumerate(self.pages):
            most = FIRST if at_the_door and number == 0 else ANY
            if page.weight > most:
                complaints.append(f"{page.path} weighs {page.weight} of {most}")
            if page.requests > REQUESTS:
                complaints.append(f"{page.path} asks {page.requests} times")
        return complaints
