"""The room calendar reads aloud in order: rooms, nights, states in words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup, Tag

from shelters.capacity.words import NightState
from web.calendar import Cell, Group, Row, Week
from web.language import speaking
from web.rendering import environment

START = date(2026, 11, 22)
NIGHTS = tuple(START + timedelta(days=offset) for offset in range(7))


def week(*cells: Cell, name: str = "") -> Week:
    """Make a week of one room."""
    return Week(NIGHTS, (Group((Row("Habitación 2", cells),), name),), (1,) * 7)


def drawn(shown: Week) -> BeautifulSoup:
    """Draw a week and parse it."""
    source = '{% from "components/calendar.html" import calendar %}{{ calendar(week, "Noches", today) }}'
    with speaking("es"):
        return BeautifulSoup(environment.from_string(source).render(week=shown, today=START), "html.parser")


FREE_THEN_STAY = week(
    Cell(NightState.FREE, START, value="bed:22"),
    Cell(NightState.STAY, NIGHTS[1], 6, title="N3GX", href="/stays/x", later=True),
)


def test_a_row_that_leaves_a_night_out_is_refused() -> None:
    with pytest.raises(ValueError, match="covers 6 nights"):
        week(Cell(NightState.STAY, START, 6))


def test_a_stay_is_one_cell_however_long() -> None:
    cells = drawn(FREE_THEN_STAY).tbody.find_all("td")  # type: ignore[union-attr]
    assert [cell.get("colspan", "1") for cell in cells] == ["1", "6"]


def test_a_stay_says_its_state_and_nights_in_words() -> None:
    link = drawn(FREE_THEN_STAY).find("a", href="/stays/x")
    assert isinstance(link, Tag)
    assert "N3GX" in link.get_text()
    assert "estancia, del 23 al 28 de noviembre, 6 noches" in link.get_text()


def test_a_free_night_is_a_box_that_says_room_and_night() -> None:
    label = drawn(FREE_THEN_STAY).find("label")
    assert isinstance(label, Tag)
    assert "Cerrar Habitación 2, noche del dom 22 nov: libre" in " ".join(label.get_text().split())
    box = label.find("input")
    assert isinstance(box, Tag)
    assert (box["type"], box["name"], box["value"]) == ("checkbox", "night", "bed:22")


def test_a_free_night_that_may_not_be_closed_here_is_no_box() -> None:
    assert drawn(week(Cell(NightState.FREE, START, 7))).find("input") is None


def test_today_is_marked_and_every_night_has_its_full_name() -> None:
    heads = drawn(FREE_THEN_STAY).find_all("th", scope="col")
    assert [bool(head.get("aria-current")) for head in heads] == [True] + [False] * 6
    assert "domingo 22 de noviembre" in heads[0].get_text()


def test_a_shared_room_names_the_group_of_its_beds() -> None:
    page = drawn(week(Cell(NightState.CLOSURE, START, 7), name="Habitación 3, compartida"))
    group = page.find("th", scope="rowgroup")
    assert isinstance(group, Tag)
    assert (group.get_text(strip=True), group["colspan"]) == ("Habitación 3, compartida", "8")


def test_the_region_can_be_reached_and_is_named_by_its_caption() -> None:
    page = drawn(FREE_THEN_STAY)
    region = page.find(role="region")
    assert isinstance(region, Tag)
    assert region["tabindex"] == "0"
    caption = page.find(id=str(region["aria-labelledby"]))
    assert isinstance(caption, Tag)
    assert caption.get_text(strip=True) == "Noches"


def test_the_legend_says_every_state_in_a_word() -> None:
    legend = drawn(FREE_THEN_STAY).find("ul", class_="legend")
    assert isinstance(legend, Tag)
    assert [item.get_text(strip=True) for item in legend.find_all("li")] == [
        "libre",
        "guardada",
        "estancia",
        "apartada",
        "preparación",
        "cierre",
        "descanso",
        "colectiva",
        "por confirmar",
        "congelada",
        "fuera de temporada",
        "por cerrar",
    ]
