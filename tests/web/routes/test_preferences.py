"""Language and theme are chosen by plain forms and kept in cookies that nothing else can read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from fastapi import FastAPI, Request, Response
from fastapi.testclient import TestClient

from web.rendering import render
from web.routes import preferences


@pytest.fixture
def client() -> Iterator[TestClient]:
    """A browser on a site of one page."""
    site = FastAPI(openapi_url=None)
    site.include_router(preferences.router)

    @site.get("/page")
    async def _page(request: Request) -> Response:
        return render(request, "errors/page.html", title="Hola")

    @site.post("/page/send")
    async def _send() -> None: ...

    with TestClient(site, base_url="https://agenda.test", follow_redirects=False) as client:
        yield client


def shown(client: TestClient, attribute: str) -> str | None:
    """Give an attribute of the page's root."""
    root = BeautifulSoup(client.get("/page").text, "html.parser").html
    assert root is not None
    value = root.get(attribute)
    return None if value is None else str(value)


def test_a_chosen_language_stays(client: TestClient) -> None:
    assert shown(client, "lang") == "es"
    client.post("/language", data={"choice": "en"})
    assert shown(client, "lang") == "en"


def test_an_unknown_language_forgets_the_choice(client: TestClient) -> None:
    client.post("/language", data={"choice": "en"})
    client.post("/language", data={"choice": "tlh"})
    assert shown(client, "lang") == "es"


def test_a_chosen_theme_stays_and_can_be_left_to_the_system_again(client: TestClient) -> None:
    assert shown(client, "data-theme") is None
    client.post("/theme", data={"choice": "dark"})
    assert shown(client, "data-theme") == "dark"
    client.post("/theme", data={"choice": ""})
    assert shown(client, "data-theme") is None


@pytest.mark.parametrize(("path", "choice"), [("/language", "en"), ("/theme", "dark")])
def test_the_cookie_is_bound_to_this_site_and_closed_to_scripts(client: TestClient, path: str, choice: str) -> None:
    cookie = client.post(path, data={"choice": choice}).headers["set-cookie"].lower()
    assert cookie.startswith("__host-")
    for part in ("secure", "httponly", "samesite=lax", "path=/"):
        assert part in cookie
    assert "domain" not in cookie


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("https://agenda.test/page?week=2026-11-22", "/page?week=2026-11-22"),
        ("https://agenda.test/page", "/page"),
        # A refused form stands where it was sent to, and nothing can be looked at there.
        ("https://agenda.test/page/send", "/page"),
        ("https://elsewhere.test/page", "/"),
        ("https://agenda.test//elsewhere.test/", "/"),
        ("", "/"),
    ],
)
def test_the_form_leads_back_to_where_it_was_and_never_elsewhere(client: TestClient, referer: str, back: str) -> None:
    answer = client.post("/language", data={"choice": "en"}, headers={"referer": referer})
    assert (answer.status_code, answer.headers["location"]) == (303, back)
