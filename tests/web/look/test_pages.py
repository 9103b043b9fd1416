"""Every page says what it is, in which language, and lets a keyboard skip to what matters."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup, Tag
from fastapi.testclient import TestClient

PAGES = ["/design", "/design?refused=true", "/sign-in?nobody=1", "/sign-in?nobody=1&refused=1", "/error"]
BEFORE_SIGN_IN = ["/sign-in?nobody=1", "/error?nobody=1"]
# What would tell a passer-by what this is.
TELLING = ("abrigo", "refugio", "defensora", "albergue", "casa", "acogida", "comité", "red ", "shelter")


def parsed(client: TestClient, path: str, **headers: str) -> BeautifulSoup:
    """Fetch a page and parse it."""
    return BeautifulSoup(client.get(path, headers=headers).text, "html.parser")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_language_title_one_heading_and_a_way_to_skip(client: TestClient, path: str) -> None:
    page = parsed(client, path)
    assert page.html is not None
    assert page.html["lang"] == "es"
    assert page.title is not None
    assert page.title.get_text().endswith(" · Agenda")
    assert len(page.find_all("h1")) == 1
    skip = page.find("a", class_="skip")
    assert isinstance(skip, Tag)
    assert page.find(id=str(skip["href"]).removeprefix("#"))


@pytest.mark.parametrize("path", PAGES)
def test_no_two_things_on_a_page_share_an_id(client: TestClient, path: str) -> None:
    ids = [tag["id"] for tag in parsed(client, path).find_all(id=True)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", PAGES)
def test_every_control_of_a_page_has_a_name(client: TestClient, path: str) -> None:
    page = parsed(client, path)
    for control in page.find_all(["input", "select", "textarea"]):
        # What is hidden is no control: nobody meets it, by sight or by ear.
        if control.get("type") != "hidden" and not control.has_attr("hidden"):
            label = control.find_parent("label") or page.find("label", attrs={"for": str(control.get("id"))})
            assert label
            assert label.get_text(strip=True)
    for control in page.find_all(["a", "button"]):
        assert control.get_text(strip=True)


@pytest.mark.parametrize("path", PAGES)
def test_headings_never_skip_a_level(client: TestClient, path: str) -> None:
    levels = [int(heading.name[1]) for heading in parsed(client, path).find_all(["h1", "h2", "h3"])]
    summary_first = levels[1:] if levels[:2] == [2, 1] else levels
    assert summary_first[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(summary_first))


def test_a_refused_form_says_so_first_in_the_title(client: TestClient) -> None:
    page = parsed(client, "/sign-in?nobody=1&refused=1")
    assert page.title is not None
    assert page.title.get_text().startswith("Error: ")


@pytest.mark.parametrize("path", BEFORE_SIGN_IN)
def test_nothing_before_sign_in_says_what_this_is(client: TestClient, path: str) -> None:
    text = client.get(path).text.lower()
    assert not [word for word in TELLING if word in text]
    assert "salir ya" not in text


def test_no_script_is_loaded_at_the_door(client: TestClient) -> None:
    """It is the first page on a bad line, and nothing on it needs one; htmx alone weighs more than all the rest."""
    assert [len(parsed(client, path).select("script")) for path in ("/sign-in?nobody=1", "/design")] == [0, 2]


def test_leaving_is_a_form_and_the_second_skip_link(client: TestClient) -> None:
    page = parsed(client, "/design")
    form = page.find("form", id="leave")
    assert isinstance(form, Tag)
    assert (form["method"], form["action"]) == ("post", "/leave")
    second = page.find_all(class_="skip")[1]
    assert (second.name, second["form"], second.get_text()) == ("button", "leave", "Salir ya")


def test_the_current_section_is_said_and_not_only_shown(client: TestClient) -> None:
    current = parsed(client, "/design").select(".nav [aria-current=page]")
    assert [link.get_text() for link in current] == ["Hoy"]


def test_every_posting_form_of_a_page_carries_the_session_s_token(client: TestClient) -> None:
    forms = [form for form in parsed(client, "/design").find_all("form") if form.get("method") == "post"]
    assert len(forms) > 5
    for form in forms:
        token = form.find("input", attrs={"name": "csrf"})
        assert isinstance(token, Tag)
        assert token["value"] == "token-of-ana"
        assert form.find("input", attrs={"name": "once"})


def test_htmx_gets_the_fragment_and_a_browser_the_page(client: TestClient) -> None:
    fragment = client.get("/error", headers={"HX-Request": "true"})
    assert fragment.status_code == 404
    assert "<html" not in fragment.text
    assert "Búscala." in fragment.text
    for header in ("HX-Boosted", "HX-History-Restore-Request"):
        assert "<html" in client.get("/error", headers={"HX-Request": "true", header: "true"}).text


def test_htmx_is_told_to_use_neither_eval_nor_storage(client: TestClient) -> None:
    meta = parsed(client, "/design").find("meta", attrs={"name": "htmx-config"})
    assert isinstance(meta, Tag)
    config = json.loads(str(meta["content"]))
    assert config["historyCacheSize"] == 0
    assert config["selfRequestsOnly"] is True
    assert not config["allowEval"] | config["allowScriptTags"] | config["includeIndicatorStyles"]


def test_static_addresses_change_with_their_content(client: TestClient) -> None:
    page = parsed(client, "/design")
    addresses = [*page.select("link[href]"), *page.select("script[src]")]
    assert len(addresses) == 4
    assert all(
        re.fullmatch(r"/static/[\w./]+\?v=[0-9a-f]{10}", str(tag.get("href") or tag["src"])) for tag in addresses
    )
