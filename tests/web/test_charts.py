"""Charts: light pictures in the colours of the style sheet, with no number that their table does not show."""

from __future__ import annotations

import io
import socket
import subprocess
import sys
from typing import get_args

import pytest
from PIL import Image

from shelters.planning.flow import Times
from shelters.planning.suppression import Shown
from shelters.retention.models import Fate
from tests.scene import Scene
from tests.tours.beforehand import six_houses, unmet
from tests.web.conftest import ClientAs, parsed
from web import files
from web.charts import Bar, Bars, Chart, Part, Spans, Width, sizes_of
from web.looks import Look, drawn
from web.pictures import hours_chart, unmet_chart
from web.tokens import Shade, tokens

SHADES: tuple[Shade, ...] = get_args(Shade)
MANY = Shown(
    rows=tuple(f"zone {number}" for number in range(25)),
    columns=tuple(Fate),
    cells=((10, None, 5, None, 8, 9, 6, 7),) * 25,
    row_totals=tuple(range(70, 95)),
    column_totals=(250, 40, 125, 40, 200, 225, 150, 175),
)


def ledger_chart() -> Bars:
    return unmet_chart(MANY, {row: f"{row}, México" for row in MANY.rows}, {fate: f"words of {fate}" for fate in Fate})


def bar(tone: str = "clay", length: float | None = 1) -> Bars:
    return Bars("", (Part("", tone),), (Bar("", (length,), ("",), 1),))


def colours(picture: bytes) -> dict[tuple[int, ...], int]:
    counted = Image.open(io.BytesIO(picture)).convert("RGB").getcolors(1 << 24) or []
    return {colour: number for number, colour in counted if isinstance(colour, tuple)}


@pytest.mark.parametrize("shade", SHADES)
def test_a_part_is_drawn_in_its_colour_on_the_card_of_the_theme(shade: Shade) -> None:
    seen = colours(drawn(bar(), Look(shade, Width.SMALL, "png")))
    most, second = sorted(seen, key=lambda colour: -seen[colour])[:2]
    long = {name: code if len(code) == 7 else "#" + "".join(2 * sign for sign in code[1:])
            for name, code in tokens(shade).items()}  # fmt: skip
    assert (bytes(most).hex(), bytes(second).hex()) == (long["card"][1:].lower(), long["clay"][1:].lower())


def test_paper_is_black_on_white() -> None:
    assert (tokens("paper")["card"], tokens("paper")["ink"]) == ("#fff", "#000")
    assert tokens("light")["card"] != tokens("dark")["card"]


@pytest.mark.parametrize("width", Width)
def test_the_largest_chart_is_light_and_as_large_as_its_page_says(width: Width) -> None:
    chart = ledger_chart()
    assert len(chart.rows) < len(MANY.rows)
    picture = drawn(chart, Look("dark", width, "png"))
    wide, high = Image.open(io.BytesIO(picture)).size
    assert (wide * 2 / 3, round(high * 2 / 3)) == sizes_of(chart)[width]
    assert len(colours(picture)) <= 64
    assert len(picture) <= 36_000


def test_a_hidden_part_is_not_as_long_as_it_is_but_only_the_rest_of_its_row() -> None:
    (one,) = {row.lengths.count(None) for row in ledger_chart().rows}
    assert one == 2
    shown, hidden = (colours(drawn(bar("clay", length), Look("light", Width.SMALL, "png"))) for length in (1, None))
    clay = tuple(bytes.fromhex(tokens("light")["clay"][1:]))
    # What is left is its place in the legend.
    assert hidden[clay] < shown[clay] / 10


def test_of_many_rows_those_with_most_are_drawn_and_the_title_says_so() -> None:
    chart = ledger_chart()
    assert [row.whole for row in chart.rows] == list(range(83, 95))
    assert "12" in chart.title


def test_times_that_are_not_told_are_drawn_nowhere() -> None:
    chart = hours_chart([("Inmediata", Times(None, None), Times(5, None))])
    assert isinstance(chart, Spans)
    assert chart.rows[0].end == "n/d · n/d"
    seen = colours(drawn(chart, Look("light", Width.SMALL, "png")))
    act = seen.get(tuple(bytes.fromhex(tokens("light")["act"][1:])), 0)
    legend = colours(drawn(hours_chart([]), Look("light", Width.SMALL, "png")))
    assert act == legend.get(tuple(bytes.fromhex(tokens("light")["act"][1:])), 0)


def test_drawing_asks_nobody_and_is_the_same_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_named: object) -> None:
        pytest.fail("a chart asked the network")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    look = Look("paper", Width.LARGE, "svg")
    first = drawn(ledger_chart(), look)
    drawn.cache_clear()
    assert drawn(ledger_chart(), look) == first
    assert b"http" not in first.replace(b"http://www.w3.org/", b"").replace(b"http://purl.org/", b"").replace(
        b"http://creativecommons.org/", b""
    )
    assert b"<text" not in first


def test_a_server_starts_without_what_draws() -> None:
    code = "import sys, web.application; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 - our own


def numbers_of(chart: Chart) -> set[str]:
    return {
        words
        for row in chart.rows
        for label in (getattr(row, "end", ""), *(row.labels if isinstance(row, Bar) else ()))
        for words in label.split(" · ")
        if words
    }


async def test_every_number_of_a_chart_stands_in_its_table(
    client_as: ClientAs, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    charts: list[Chart] = []

    def watched(chart: Chart, look: Look) -> bytes:
        charts.append(chart)
        return drawn(chart, look)

    monkeypatch.setattr("web.looks.drawn", watched)
    await unmet(scene)
    await six_houses(scene)
    dora = await client_as(scene.world.planner)
    for path in ("/planning/unmet?speed=urgent&by=zone", "/planning/occupancy", "/planning/flow"):
        answer = await dora.get(path)
        page = parsed(answer)
        image = page.select_one("figure.chart img")
        assert image is not None
        assert "tabla" in str(image["alt"])
        picture = await dora.get(str(image["src"]))
        numbers, cells = numbers_of(charts[-1]), {cell.get_text(strip=True) for cell in page.select("main td")}
        assert numbers
        assert numbers <= cells
        assert (picture.status_code, picture.headers["content-type"]) == (200, "image/png")
        assert picture.headers["cache-control"] == "no-store"
        link = page.select_one("figure.chart figcaption a")
        assert link is not None
        assert (await dora.get(str(link["href"]))).headers["content-type"] == "image/svg+xml"
        page_and_sheet = len(answer.content) + len(files.packed(files.SHEET)) + len(files.packed(files.SCRIPT))
        assert page_and_sheet + len(picture.content) <= 60_000


async def test_nobody_else_gets_a_picture(client_as: ClientAs, scene: Scene) -> None:
    for person in (scene.world.committee, scene.world.host, scene.world.steward):
        browser = await client_as(person)
        for path in ("unmet", "occupancy", "flow"):
            assert (await browser.get(f"/planning/{path}/picture")).status_code == 403
