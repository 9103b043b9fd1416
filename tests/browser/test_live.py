"""Live pages in real browsers: what one does, another sees without loading the page, and nobody is disturbed."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from shelters.accounts.sessions import end_every_session
from tests.browser import acts
from tests.browser.conftest import Visit
from tests.browser.visitor import Visitor
from tests.scene import Scene

SOON = 3000


@pytest.fixture
def scripts() -> bool:
    """Run scripts, without which the link loads the page again."""
    return True


async def listens(visitor: Visitor, path: str) -> None:
    """Open a page and wait until its line is open."""
    async with visitor.page.expect_response(lambda answer: "/changes" in answer.url):
        await visitor.open(path)


async def test_a_request_that_a_colleague_files_appears_within_three_seconds(visit: Visit, scene: Scene) -> None:
    committee = await visit()
    await acts.sign_in(committee, "ana")
    await listens(committee, "/today")
    request = await scene.file()
    await expect(committee.page.locator("#board")).to_contain_text(request.code, timeout=SOON)
    await expect(committee.page.get_by_role("status").filter(has_text="se actualizó")).to_have_count(1)


async def test_a_host_sees_who_asks_and_the_committee_her_yes(visit: Visit, scene: Scene) -> None:
    host, committee = await visit(), await visit()
    await acts.sign_in(host, "berta")
    await acts.sign_in(committee, "ana")
    request = await scene.file()
    await listens(host, "/house")
    proposal = await scene.choose(request)
    assert proposal.house_id == scene.ceiba.id
    await expect(host.page.locator("#board")).to_contain_text(request.code, timeout=SOON)
    await listens(committee, f"/requests/{request.id}")
    await host.press("Ver y responder")
    await host.press("Aceptar")
    await expect(committee.page.locator("#board")).to_contain_text("Tiene lugar", timeout=SOON)


async def test_nights_that_are_ticked_stay_ticked_and_the_page_says_that_something_changed(
    visit: Visit, scene: Scene
) -> None:
    host = await visit()
    await acts.sign_in(host, "berta")
    await listens(host, f"/houses/{scene.ceiba.id}/nights")
    tick = host.page.locator("#board input[type=checkbox]").nth(6)
    await tick.check()
    await host.page.locator("h1").click()
    await scene.choose(await scene.file())
    await expect(host.page.get_by_text("Otra persona cambió algo.")).to_be_visible(timeout=SOON)
    await expect(tick).to_be_checked()


async def test_another_week_comes_without_the_rest_of_the_page_and_reading_goes_on_at_its_heading(
    visit: Visit, scene: Scene
) -> None:
    host = await visit()
    await acts.sign_in(host, "berta")
    await listens(host, f"/houses/{scene.ceiba.id}/nights")
    await host.page.locator("h1").evaluate("heading => heading.dataset.kept = 'yes'")
    await host.page.locator("#board").get_by_role("link", name="Semana siguiente").click()
    await expect(host.page.locator("#calendar-caption")).to_be_focused(timeout=SOON)
    await expect(host.page.locator("h1[data-kept]")).to_have_count(1)
    await expect(host.page).to_have_url(re.compile(r"\?from=\d{4}-\d\d-\d\d$"))
    await expect(host.page.locator("#board").get_by_role("link", name="Hoy", exact=True)).to_be_visible()


async def test_focus_stays_where_it_is(visit: Visit, scene: Scene) -> None:
    committee = await visit()
    await acts.sign_in(committee, "ana")
    await listens(committee, "/today")
    link = committee.page.locator("#board").get_by_role("link", name="Ver todas las estancias")
    await link.focus()
    request = await scene.file()
    await expect(committee.page.get_by_text("Otra persona cambió algo.")).to_be_visible(timeout=SOON)
    await expect(link).to_be_focused()
    await committee.reads_nowhere(request.code)


async def test_a_page_whose_session_ended_elsewhere_hears_no_more(visit: Visit, scene: Scene) -> None:
    committee = await visit()
    await acts.sign_in(committee, "ana")
    await listens(committee, "/today")
    asked: list[str] = []
    committee.page.on("request", lambda sent: asked.append(sent.url))
    async with scene.acting(scene.world.committee) as (session, actor):
        await end_every_session(session, actor)
    await committee.page.wait_for_timeout(2000)
    await scene.file()
    await committee.page.wait_for_timeout(2000)
    assert asked == []


async def test_a_page_that_is_no_longer_told_says_so(visit: Visit, scene: Scene) -> None:
    committee = await visit()
    await acts.sign_in(committee, "ana")
    await listens(committee, "/today")
    for _ in range(3):
        newer = await committee.page.context.new_page()
        async with newer.expect_response(lambda answer: "/changes" in answer.url):
            await newer.goto(committee.origin + "/today")
    told = committee.page.get_by_role("status").filter(has_text="ya no se actualiza sola")
    await expect(told).to_be_visible(timeout=SOON)
    await expect(told.get_by_role("link", name="Actualizar")).to_be_visible()
