"""The outline of each zone, as coarse as a small map needs it, read once from `data/shapes.json`."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files

Outline = tuple[tuple[float, float], ...]


@lru_cache(maxsize=1)
def shapes() -> dict[str, tuple[Outline, ...]]:
    """Give the outer lines of every zone by its code: longitudes and latitudes, each line closed."""
    text = (files("shelters.places") / "data" / "shapes.json").read_text(encoding="utf-8")
    told: dict[str, list[list[float]]] = json.loads(text)
    return {zone: tuple(map(_outline, lines)) for zone, lines in told.items()}


def _outline(line: list[float]) -> Outline:
    return tuple(zip(line[::2], line[1::2], strict=True))
