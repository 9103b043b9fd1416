"""How a chart is asked for, and the answer: drawn once for each way to look at it, beside the loop that answers others.

What draws is loaded when the first is drawn, so that a server that nobody plans with does not carry it.
"""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Annotated, Final, Literal

from fastapi import Depends, Response

from web.charts import Chart, Width
from web.tokens import Shade, tokens

Kind = Literal["png", "svg"]

_TYPES: Final[Mapping[Kind, str]] = {"png": "image/png", "svg": "image/svg+xml"}
# Figures are drawn one at a time: what lays them out shares its fonts.
_ONE_AT_A_TIME: Final = Lock()


@dataclass(frozen=True)
class Look:
    """How a picture is asked for."""

    shade: Shade
    width: Width
    kind: Kind


def _look(shade: Shade = "light", width: Width = Width.SMALL, kind: Kind = "png") -> Look:
    return Look(shade, width, kind)


Looked = Annotated[Look, Depends(_look)]


async def chart_answer(chart: Chart, look: Look) -> Response:
    """Answer with a picture, drawn beside the loop that answers others."""
    return Response(await to_thread(drawn, chart, look), media_type=_TYPES[look.kind])


@lru_cache(maxsize=64)
def drawn(chart: Chart, look: Look) -> bytes:
    """Draw a chart once for each way to look at it."""
    from web.drawing import draw  # noqa: PLC0415 - as said: a second, and 60 MB

    with _ONE_AT_A_TIME:
        return draw(chart, (int(look.width), chart.height(look.width)), tokens(look.shade), svg=look.kind == "svg")
