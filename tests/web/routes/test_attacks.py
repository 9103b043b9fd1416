"""The page of the registry of attacks: counts come in whole, and what was typed stays."""

from __future__ import annotations

from tests.scene import Scene
from tests.tours.beforehand import erased_months
from tests.web.conftest import ClientAs, parsed, submit

HEAD = "#adm1+code,#date,#event+type,#indicator+num\n"
PAGE, FORM = "/planning/attacks", "/planning/attacks/import"


async def test_a_bad_line_is_named_what_was_typed_stays_and_mended_it_comes_in(
    client_as: ClientAs, scene: Scene
) -> None:
    await erased_months(scene, 12)
    dora = await client_as(scene.world.planner)
    bad = HEAD + "MX-OAX,2026-03,threat,siete\nGT-09,2026-03,smear,9\n"

    refused = await submit(dora, FORM, PAGE, source="Registro", csv=bad)
    assert refused.status_code == 422
    page = parsed(refused)
    assert "Línea 2, número" in page.select_one(".card.alert").get_text()  # type: ignore[union-attr]
    assert page.select_one("textarea").get_text().strip() == bad.strip()  # type: ignore[union-attr]
    assert "Todavía no hay conteos" in (await dora.get(PAGE)).text

    assert (await submit(dora, FORM, PAGE, source="Registro", csv=bad.replace("siete", "7"))).status_code == 303
    page = parsed(await dora.get(PAGE))
    counts, lags, sources = page.select("main table")
    assert [cell.get_text() for cell in counts.select("tbody tr:last-child > *")] == ["Total", "7", "9", "16"]
    assert len(lags.select("tbody tr")) == 13
    assert "Registro" in sources.get_text()
    for image in page.select("main img"):
        picture = await dora.get(str(image["src"]))
        assert (picture.status_code, picture.headers["content-type"]) == (200, "image/png")


async def test_nobody_else_sees_or_fills_it(client_as: ClientAs, scene: Scene) -> None:
    for person in (scene.world.committee, scene.world.host, scene.world.steward):
        browser = await client_as(person)
        for path in (PAGE, FORM, f"{PAGE}/map.png", f"{PAGE}/picture"):
            assert (await browser.get(path)).status_code == 403
