"""The region as a picture: each zone in the colour of its band, and nothing smaller than a zone.

A PNG, because where scripts are off for safety, drawings in SVG are too. It is the same for whoever sees the same
bands, so it is kept by what it shows; browsers keep none of it, like any page.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from math import cos, radians
from typing import Final

import numpy as np
from fastapi import Response
from PIL import Image, ImageDraw

from shelters.places import COUNTRIES
from shelters.places.shapes import shapes
from web.tokens import Shade, tokens


class Width(IntEnum):
    """Pixels across: for phones, and for all else."""

    SMALL = 560
    LARGE = 1120


_COLOURS: Final = 24
# Drawn larger and shrunk, so that lines are smooth.
_LARGER: Final = 2
_MARGIN: Final = 0.3
_NUMBERS: Final = {country: number for number, country in enumerate(COUNTRIES, 1)}
# At this latitude a degree to the east is drawn as long as it is.
_TRUE_AT: Final = cos(radians(20))


@dataclass(frozen=True)
class _Sheet:
    """What is drawn on: how wide, and where each point of the earth lies on it."""

    west: float
    north: float
    scale: float
    size: tuple[int, int]

    @classmethod
    def of(cls, width: int) -> _Sheet:
        """Lay the whole region on a sheet of some width."""
        points = [point for lines in shapes().values() for line in lines for point in line]
        lons, lats = zip(*points, strict=True)
        scale = width / ((max(lons) - min(lons) + 2 * _MARGIN) * _TRUE_AT)
        high = round((max(lats) - min(lats) + 2 * _MARGIN) * scale)
        return cls(min(lons) - _MARGIN, max(lats) + _MARGIN, scale, (width, high))

    def lines(self, code: str) -> Iterator[list[tuple[float, float]]]:
        """Place the outlines of a zone."""
        return (
            [((lon - self.west) * _TRUE_AT * self.scale, (self.north - lat) * self.scale) for lon, lat in line]
            for line in shapes()[code]
        )


@lru_cache(maxsize=1)
def sizes() -> dict[Width, tuple[int, int]]:
    """Give width and height of each size, which a page keeps free while the picture comes."""
    return {width: _Sheet.of(width).size for width in Width}


def bands_of(numbers: Mapping[str, int | None], limits: tuple[int, int]) -> dict[str, int]:
    """Give each zone its band: few or not told, then more by the two limits. A zone that is not counted has none."""
    return {
        code: 1 if number is None else 2 + sum(number >= limit for limit in limits) for code, number in numbers.items()
    }


def picture_of(bands: Mapping[str, int], shade: Shade, width: Width) -> Response:
    """Answer with the map; a zone that has no band is drawn in the lowest."""
    return Response(_drawn(frozenset(bands.items()), shade, width), media_type="image/png")


@lru_cache(maxsize=32)
def _drawn(bands: frozenset[tuple[str, int]], shade: Shade, width: Width) -> bytes:
    sheet, told, colours = _Sheet.of(width * _LARGER), dict(bands), tokens(shade)
    picture = Image.new("RGB", sheet.size, colours["card"])
    countries = Image.new("L", sheet.size)
    pen, marker = ImageDraw.Draw(picture), ImageDraw.Draw(countries)
    for code in sorted(shapes()):
        for line in sheet.lines(code):
            pen.polygon(line, fill=colours[f"map-{told.get(code, 0)}"], outline=colours["card"], width=_LARGER)
            marker.polygon(line, fill=_NUMBERS[code[:2]])
    picture.paste(colours["soft"], mask=_borders(countries))
    small = picture.resize(sizes()[width], Image.Resampling.BOX)
    out = io.BytesIO()
    small.quantize(_COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def _borders(countries: Image.Image) -> Image.Image:
    """Mark where one country meets another: their outlines, each made coarser alone, do not quite agree."""
    number = np.asarray(countries)
    mask = np.zeros(number.shape, dtype=np.uint8)
    for axis in (0, 1):
        other = np.roll(number, _LARGER, axis)
        mask |= np.where((number != other) & (number > 0) & (other > 0), 255, 0).astype(np.uint8)
    return Image.fromarray(mask)
