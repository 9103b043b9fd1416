"""What only a browser can tell of the look: widths, targets, themes, paper, and that nothing needs a script."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import ARGUMENTS, find_chromium
from tests.web.look.conftest import make_site
from web.files import Files
from web.headers import Headers

WIDTHS = (320, 390, 768, 1280)
PAGES = ("/design", "/design?refused=true", "/sign-in?nobody=1", "/error")
Open = Callable[..., Page]
# A link in a sentence is as high as its line; anything else that is pressed is as high as a finger needs.
SMALL_TARGETS = """() => [...document.querySelectorAll("a, button, input, select, textarea")]
  .map((one) => one.closest("label") || one)
  .filter((one) => one.checkVisibility() && !one.closest("p, .skip") && one.getBoundingClientRect().height < 43.5)
  .map((one) => one.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Serve the pages that need no database, with the headers of the real ones."""
    site = make_site()
    site.mount("/static", Files())
    site.add_middleware(Headers)
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(site, log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listening.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start the system's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def show(browser: Browser, address: str) -> Iterator[Open]:
    """Open a page; whatever the browser complains of fails the test, as does a request to anyone else."""
    complaints: list[str] = []
    contexts = []

    def opened(path: str, width: int = 390, *, scripts: bool = True, scheme: str = "light") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 844},
            java_script_enabled=scripts,
            color_scheme="dark" if scheme == "dark" else "light",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda r: None if r.url.startswith(address) else complaints.append(r.url))
        page.goto(address + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    # One of the pages answers 404 itself.
    assert [one for one in complaints if "status of 404" not in one] == []


@pytest.mark.parametrize("path", PAGES)
def test_at_every_width_nothing_scrolls_sideways_and_a_finger_can_press(show: Open, path: str) -> None:
    page = show(path)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(SMALL_TARGETS) == []


def test_a_calendar_cell_fits_a_finger_at_320(show: Open) -> None:
    box = show("/design", 320).locator("label.night").first.bounding_box()
    assert box is not None
    assert box["width"] >= 28
    assert box["height"] >= 44


def test_no_word_of_a_calendar_is_cut_off_on_a_phone(show: Open) -> None:
    page = show("/design", 320)
    cut = """[...document.querySelectorAll('.night')]
        .filter(cell => cell.scrollWidth > cell.clientWidth).map(cell => cell.innerText)"""
    assert page.locator(".night.unconfirmed").count() > 0
    assert page.evaluate(cut) == []


def test_nights_are_marked_without_a_script(show: Open) -> None:
    page = show("/design", 1280, scripts=False)
    cell = page.locator("label.night").first
    assert "libre" in cell.inner_text()
    cell.click()
    assert "por cerrar" in cell.inner_text()
    assert page.locator(".night :checked").count() == 1


@pytest.mark.parametrize("scripts", [True, False])
def test_the_theme_is_chosen_by_a_form_and_offers_the_other_one(show: Open, *, scripts: bool) -> None:
    page = show("/design", scripts=scripts)
    assert not page.get_by_role("button", name="Tema claro").is_visible()
    page.get_by_role("button", name="Tema oscuro").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.get_by_role("button", name="Tema claro").is_visible()
    assert not page.get_by_role("button", name="Tema oscuro").is_visible()


def test_the_system_s_theme_holds_until_one_is_chosen(show: Open) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    page = show("/design", scheme="dark")
    assert page.evaluate(ground) == "rgb(24, 20, 17)"
    page.get_by_role("button", name="Tema claro").click()
    assert page.evaluate(ground) == "rgb(250, 245, 236)"


def test_paper_is_black_on_white_from_either_theme(show: Open) -> None:
    page = show("/design", scheme="dark")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('.sheet')).color") == "rgb(0, 0, 0)"
    assert not page.locator(".top").is_visible()


def test_the_options_stand_abreast_on_a_desk_with_rows_aligned(show: Open) -> None:
    boxes = (
        show("/design", 1280)
        .locator(".option .figure")
        .evaluate_all("all => all.map(one => one.getBoundingClientRect()).map(({ x, y }) => [x, y])")
    )
    assert len({round(y) for _x, y in boxes}) == 1
    assert len({round(x) for x, _y in boxes}) == 3


def test_leaving_is_the_second_thing_a_keyboard_reaches(show: Open) -> None:
    page = show("/design")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Salir ya"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") > 0


def test_leaving_hides_the_page_before_the_answer_comes(show: Open) -> None:
    page = show("/design")
    page.evaluate("document.getElementById('leave').addEventListener('submit', (event) => event.preventDefault())")
    page.locator(".top").get_by_role("button", name="Salir ya").click()
    assert page.locator("html").get_attribute("class") == "leaving"
    assert not page.locator("main").is_visible()
