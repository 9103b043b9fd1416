"""Each control has its name, and its hint and its error are read with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

import web
from web.rendering import environment

TEMPLATES = Path(web.__file__).parent / "templates"

Render = Callable[..., BeautifulSoup]

ONE_CONTROL = [
    "field('town', 'Municipio', 'Cobán', 'Una pista', {error!r})",
    "number('town', 'Municipio', '3', 'Una pista', {error!r})",
    "passphrase('town', 'Municipio', 'Una pista', {error!r})",
    "textarea('town', 'Municipio', 'algo', 'Una pista', {error!r})",
    "select('town', 'Municipio', (('a', 'A'),), 'a', 'Una pista', {error!r})",
    "place_search('town', 'Municipio', 'San Juan', hint='Una pista', error={error!r})",
]
GROUPS = [
    "choice('town', 'Municipio', (('a', 'A'), ('b', 'B')), 'b', hint='Una pista', error={error!r})",
    "date('town', 'Municipio', '1', '2', '2027', 'Una pista', {error!r})",
]


def described(html: BeautifulSoup, control: Tag) -> str:
    """Give the text that is read with a control."""
    words = [html.find(id=name) for name in str(control["aria-describedby"]).split()]
    assert all(isinstance(word, Tag) for word in words), "points at nothing"
    return " ".join(word.get_text() for word in words if isinstance(word, Tag))


@pytest.mark.parametrize("call", ONE_CONTROL)
def test_a_field_has_a_label_that_points_at_it(macro: Render, call: str) -> None:
    html = macro("forms", call.format(error=""))
    label = html.find("label", attrs={"for": "town"})
    assert isinstance(label, Tag)
    assert label.get_text(strip=True) == "Municipio"
    assert html.select_one("#town[name=town]")


@pytest.mark.parametrize("call", ONE_CONTROL)
def test_a_field_without_error_says_only_its_hint(macro: Render, call: str) -> None:
    html = macro("forms", call.format(error=""))
    control = html.find(id="town")
    assert isinstance(control, Tag)
    assert described(html, control) == "Una pista"
    assert "aria-invalid" not in control.attrs


@pytest.mark.parametrize("call", ONE_CONTROL)
def test_a_field_with_an_error_reads_it_and_says_it_is_wrong(macro: Render, call: str) -> None:
    html = macro("forms", call.format(error="Escribe un municipio"))
    control = html.find(id="town")
    assert isinstance(control, Tag)
    assert "Escribe un municipio" in described(html, control)
    assert control["aria-invalid"] == "true"


@pytest.mark.parametrize("call", GROUPS)
def test_a_group_is_a_fieldset_named_by_its_legend(macro: Render, call: str) -> None:
    html = macro("forms", call.format(error="Elige uno"))
    group = html.fieldset
    assert group is not None
    assert group.legend is not None
    assert group.legend.get_text(strip=True) == "Municipio"
    assert "Elige uno" in described(html, group)


@pytest.mark.parametrize("call", GROUPS)
def test_the_summary_s_link_lands_on_the_first_control_of_a_group(macro: Render, call: str) -> None:
    html = macro("forms", call.format(error=""))
    first = html.find("input")
    assert isinstance(first, Tag)
    assert first["id"] == "town"


@pytest.mark.parametrize("call", GROUPS)
def test_every_control_of_a_group_has_a_label_of_its_own(macro: Render, call: str) -> None:
    html = macro("forms", call.format(error=""))
    for control in html.find_all("input"):
        around = control.find_parent("label")
        assert around or html.find("label", attrs={"for": control["id"]})


def test_a_chosen_value_comes_back_chosen(macro: Render) -> None:
    html = macro("forms", "choice('a', 'A', (('x', 'X'), ('y', 'Y'), ('z', 'Z')), ['x', 'z'], type='checkbox')")
    assert [box["value"] for box in html.find_all("input", checked=True)] == ["x", "z"]


def test_what_was_typed_comes_back_and_cannot_become_markup(macro: Render) -> None:
    html = macro("forms", "field('a', 'A', typed)", typed='"><b>hola')
    control = html.find(id="a")
    assert isinstance(control, Tag)
    assert control["value"] == '"><b>hola'
    assert html.find("b") is None


def test_several_lines_come_back_as_they_were(macro: Render) -> None:
    html = macro("forms", "textarea('a', 'A', typed)", typed="uno\n  dos")
    assert html.textarea is not None
    assert html.textarea.get_text().lstrip("\n") == "uno\n  dos"


def test_the_lines_of_a_template_are_sent_without_their_indentation_and_what_was_typed_with_its_own() -> None:
    form = "<form>\n    <textarea>\n{{ typed }}</textarea>\n    </form>"
    assert environment.from_string(form).render(typed="a\n    b") == "<form>\n<textarea>\na\n    b</textarea>\n</form>"


def test_a_row_without_a_code_leads_on_by_its_words(macro: Render) -> None:
    """A link with nothing in it is read aloud as its address."""
    for code, words in (("7K3F", "7K3F"), ("", "Alguien tomó un lugar")):
        html = macro("board", f"board_row('8:30', 'hoy', '{code}', 'Alguien tomó un lugar', href='/x')")
        assert [link.get_text(strip=True) for link in html.find_all("a")] == [words]


def test_a_passphrase_is_never_given_back(macro: Render) -> None:
    control = macro("forms", "passphrase('a', 'A')").find(id="a")
    assert isinstance(control, Tag)
    assert (control["type"], control["value"]) == ("password", "")


def test_optional_is_a_word_and_never_an_asterisk(macro: Render) -> None:
    text = macro("forms", "field('a', 'Nota', optional=true)").get_text()
    assert "(opcional)" in text
    assert "*" not in text


def test_the_summary_names_each_error_and_leads_to_its_field(macro: Render) -> None:
    html = macro("forms", "error_summary(errors)", errors={"nights": "Escribe cuántas noches", "": "Revisa todo"})
    assert html.find(role="alert")
    assert [(a["href"], a.get_text()) for a in html.find_all("a")] == [
        ("#nights", "Escribe cuántas noches"),
        ("#content", "Revisa todo"),
    ]


def test_without_errors_there_is_no_summary(macro: Render) -> None:
    assert macro("forms", "error_summary({})").get_text(strip=True) == ""


def test_places_are_offered_as_choices_and_a_single_one_is_chosen(macro: Render) -> None:
    one = macro("forms", "place_choices('origin', ((7, 'Cobán', 'Alta Verapaz'),))")
    two = macro("forms", "place_choices('origin', ((7, 'Cobán', 'Alta Verapaz'), (8, 'Cobano', 'Puntarenas')))")
    assert [box["value"] for box in one.find_all("input", checked=True)] == ["7"]
    assert two.find_all("input", checked=True) == []
    assert {box["name"] for box in two.find_all("input")} == {"origin_place"}


def test_an_act_is_a_form_that_posts_its_tokens(macro: Render) -> None:
    form = macro("forms", "act('/stays/7/arrive', 'Ya llegó', about='C8WJ-4NDP', fields={'bed': 3})").form
    assert form is not None
    assert (form["method"], form["action"]) == ("post", "/stays/7/arrive")
    assert {box["name"] for box in form.find_all("input")} == {"csrf", "once", "bed"}
    assert form.button is not None
    assert form.button.get_text() == "Ya llegó C8WJ-4NDP"


def test_two_forms_never_share_the_key_that_makes_them_one_act(macro: Render) -> None:
    def key() -> str:
        box = macro("forms", "act('/a', 'A')").find("input", attrs={"name": "once"})
        assert isinstance(box, Tag)
        return str(box["value"])

    assert key() != key()


def test_a_table_keeps_its_roles_when_it_becomes_cards(macro: Render) -> None:
    html = macro("cards", "table('Casas', (('Zona', ''), ('Casas', 'number')), (('Valles', 4), ('Altos', 9)))")
    assert html.find("table", role="table")
    assert len(html.find_all(role="row")) == 3
    assert [cell["data-label"] for cell in html.find_all("td")] == ["Casas", "Casas"]
    assert [head["scope"] for head in html.find_all(role="rowheader")] == ["row", "row"]


def test_a_table_without_rows_is_one_sentence(macro: Render) -> None:
    html = macro("cards", "table('Casas', (('Zona', ''),), (), empty='Todavía no hay casas.')")
    assert html.find("table") is None
    assert html.get_text(strip=True) == "Todavía no hay casas."


def test_a_step_to_come_says_so_without_its_ring(macro: Render) -> None:
    steps = macro("cards", "timeline((('Enviada', 'hoy', true), ('Responde', '', false)))").find_all("li")
    assert "(por venir)" not in steps[0].get_text()
    assert "(por venir)" in steps[1].get_text()


def test_a_harmful_notice_interrupts_and_others_wait(macro: Render) -> None:
    assert macro("cards", "notice('Expuesta', tone='harm')").find(role="alert")
    assert macro("cards", "notice('Hecho', tone='done')").find(role="status")


def test_change_links_say_what_they_change(macro: Render) -> None:
    link = macro("cards", "facts((('Noches', '14', '/x', 'cuántas noches'),))").find("a")
    assert isinstance(link, Tag)
    assert link.get_text() == "Cambiar cuántas noches"


# They wrap what others draw, and show nothing of their own while nothing changes.
UNSEEN = {"live", "watch"}


def bodies() -> dict[str, str]:
    """Give each macro of the components, and what it is made of."""
    every = "".join(file.read_text() for file in (TEMPLATES / "components").iterdir())
    return dict(re.findall(r"{% macro (\w+)(.*?){%-? endmacro", every, re.DOTALL))


def called(text: str) -> set[str]:
    """Name what a text calls."""
    return set(re.findall(r"\b(\w+)\(", text))


def test_every_component_has_its_line_in_the_guide_and_stands_on_the_living_page() -> None:
    made_of = bodies()
    public = {name for name in made_of if not name.startswith("_")}
    assert public - called((TEMPLATES.parent.parent / "docs" / "components.md").read_text()) == set()
    seen = called((TEMPLATES / "design" / "living.html").read_text())
    for _depth in range(4):
        seen |= set().union(*(called(made_of[name]) for name in seen & made_of.keys()))
    assert public - seen == UNSEEN
