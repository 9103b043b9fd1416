"""What a screen reader would stumble over: axe-core's rules for WCAG 2.2, levels A and AA."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

from playwright.async_api import CDPSession

from tests.tours.chromium_hands import ChromiumHands

LEVELS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_RUN: Final = """async (levels) => (await axe.run({ runOnly: levels })).violations
  .map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 120)).slice(0, 3).join(" ")}`)"""
_SCRIPTS: Final = "Emulation.setScriptExecutionDisabled"
_IDS: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\?.*")


@cache
def _axe() -> str:
    return (Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js").read_text()


def kind_of(path: str) -> str:
    """Say which page an address is of, whatever the thing on it."""
    return _IDS.sub("", path)


async def read_with_axe(hands: ChromiumHands, tools: CDPSession, seen: set[str] | None) -> None:
    """Try the page that she looks at; where `seen` is given, once for each kind of page and number of its parts."""
    if seen is not None:
        parts = await hands.page.locator("main :is(h1, h2, h3, form, table)").count()
        if (kind := f"{kind_of(hands.path)} {parts}") in seen:
            return
        seen.add(kind)
    if not hands.scripts:
        await _allow(tools)
    await hands.page.evaluate(_axe())
    hands.complaints.extend(f"{hands.path}: {found}" for found in await hands.page.evaluate(_RUN, LEVELS))
    if not hands.scripts:
        await tools.send(_SCRIPTS, {"value": True})


async def _allow(tools: CDPSession) -> None:
    """Let axe run where pages may run none: theirs had their chance when the page was read, and do not run later."""
    for forbidden in (True, False):
        await tools.send(_SCRIPTS, {"value": forbidden})
