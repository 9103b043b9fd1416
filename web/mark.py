"""The neutral mark, a woven square, drawn as a PNG: `python -m web.mark` writes it again after a change of colours."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).parent / "static" / "favicon.png"
SIDE: Final = 32
CORNER: Final = 8
# The sash of tokens.css from top to bottom: (last row of the band, colour).
BANDS: Final = (
    (11, b"\x2c\x6e\x62\xff"),
    (15, b"\xd9\xa4\x41\xff"),
    (25, b"\xb4\x53\x2f\xff"),
    (28, b"\xd9\xa4\x41\xff"),
    (SIDE, b"\x6e\x4a\x5e\xff"),
)
CLEAR: Final = b"\0\0\0\0"


def _rounded_off(x: int, y: int) -> bool:
    """Tell whether a pixel lies outside the rounded corner nearest to it."""
    beyond = [max(CORNER - 0.5 - min(place, SIDE - 1 - place), 0.0) for place in (x, y)]
    return beyond[0] ** 2 + beyond[1] ** 2 > CORNER**2


def _row(y: int) -> bytes:
    colour = next(colour for last, colour in BANDS if y < last)
    return b"\0" + b"".join(CLEAR if _rounded_off(x, y) else colour for x in range(SIDE))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def draw() -> bytes:
    """Draw the mark as a PNG of 32 by 32 pixels with a clear ground."""
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 6, 0, 0, 0)
    pixels = zlib.compress(b"".join(_row(y) for y in range(SIDE)), 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


if __name__ == "__main__":
    FILE.write_bytes(draw())
