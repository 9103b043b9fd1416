"""The colours of the style sheet, for what is drawn on the server: they are written once, in `static/tokens.css`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final, Literal

from web.files import content

# On paper it is black on white, whatever theme the screen has.
Shade = Literal["light", "dark", "paper"]

_BLOCK: Final = re.compile(r"{([^{}]*--card:[^{}]*)}")
_COLOUR: Final = re.compile(r"--([\w-]+): (#[0-9A-Fa-f]{3,6});")
_ON_PAPER: Final = ("card", "ink", "soft")


@cache
def tokens(shade: Shade) -> Mapping[str, str]:
    """Give each colour by its name; of paper, those of the light theme on white."""
    light, dark, *_ = (dict(_COLOUR.findall(block)) for block in _BLOCK.findall(content("tokens.css").decode()))
    if shade == "paper":
        paper = dict(_COLOUR.findall(content("print.css").decode()))
        return light | {name: paper[name] for name in _ON_PAPER}
    return dark if shade == "dark" else light
