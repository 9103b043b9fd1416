"""Every pair of colours that meets on a page can be read, in both themes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import web

TOKENS = (Path(web.__file__).parent / "static" / "tokens.css").read_text()
TEXT, EDGE = 4.5, 3.0

# (what is drawn, on what, light, dark): the ratios that the table of the design promises.
PROMISED = [
    ("ink", "paper", 14.5, 15.6),
    ("ink", "card", 15.5, 14.2),
    ("ink", "sunk", 13.2, 12.7),
    ("soft", "card", 7.0, 8.2),
    ("soft", "sunk", 5.9, 7.3),
    ("edge", "card", 4.3, 4.9),
    ("edge", "sunk", 3.65, 4.4),
    ("act", "card", 7.9, 9.6),
    ("on-act", "act", 8.0, 8.7),
    ("on-act", "act-deep", 11.7, 10.7),
    ("act", "act-tint", 6.6, 7.2),
    ("clay", "card", 7.0, 8.5),
    ("clay", "clay-tint", 5.8, 7.0),
    ("honey", "card", 7.0, 10.3),
    ("honey", "honey-tint", 6.0, 7.9),
    ("dusk", "card", 7.9, 9.7),
    ("dusk", "dusk-tint", 6.4, 7.3),
    ("on-stay", "stay", 8.0, 6.6),
    ("focus", "card", 7.2, 9.3),
]
# Pairs that the table leaves out and the style sheets use.
ALSO_TEXT = [
    ("soft", "paper"),
    ("act", "paper"),
    ("clay", "paper"),
    ("honey", "paper"),
    ("paper", "ink"),
    ("paper", "soft"),
    ("act-deep", "act-tint"),
    ("ink", "act-tint"),
    ("ink", "clay-tint"),
    ("ink", "honey-tint"),
    ("ink", "dusk-tint"),
    ("soft", "act-tint"),
    ("act", "honey-tint"),
    ("act", "clay-tint"),
    ("act", "dusk-tint"),
    ("act", "sunk"),
    ("ink", "line"),
    ("dusk", "sunk"),
]
ALSO_EDGES = [("edge", "paper"), ("focus", "paper"), ("focus", "sunk"), ("act", "paper"), ("stay-edge", "card")]


def themes() -> dict[str, dict[str, str]]:
    """Read the colours of each block: light, dark by the system, dark by choice."""
    blocks = [block for block in re.findall(r":root[^{]*\{([^}]*)\}", TOKENS) if "--ink" in block]
    return {
        name: dict(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})", block))
        for name, block in zip(("light", "dark", "dark by choice"), blocks, strict=True)
    }


def luminance(colour: str) -> float:
    """Compute the relative luminance of WCAG 2.2."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Compute the contrast ratio of two colours."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_measures_twenty_one() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


def test_the_dark_theme_is_the_same_whether_chosen_or_the_system_s() -> None:
    assert themes()["dark"] == themes()["dark by choice"]


def test_both_themes_name_the_same_colours() -> None:
    assert set(themes()["light"]) == set(themes()["dark"])


@pytest.mark.parametrize(("drawn", "ground", "light", "dark"), PROMISED)
def test_contrast_is_what_the_design_promises(drawn: str, ground: str, light: float, dark: float) -> None:
    for theme, promised in (("light", light), ("dark", dark)):
        colours = themes()[theme]
        measured = contrast(colours[drawn], colours[ground])
        assert measured >= promised - 0.06, f"{theme}: {drawn} on {ground} is {measured:.2f}"
        assert measured >= (EDGE if drawn in {"edge", "focus"} else TEXT)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("drawn", "ground"), ALSO_TEXT)
def test_other_text_can_be_read(theme: str, drawn: str, ground: str) -> None:
    assert contrast(themes()[theme][drawn], themes()[theme][ground]) >= TEXT


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("drawn", "ground"), ALSO_EDGES)
def test_other_edges_can_be_seen(theme: str, drawn: str, ground: str) -> None:
    assert contrast(themes()[theme][drawn], themes()[theme][ground]) >= EDGE
