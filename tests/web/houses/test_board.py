"""What a host reads first, and in which order: is it still right, who asks, who comes and goes."""

from __future__ import annotations

from datetime import timedelta

from shelters.capacity.safety import SafetyStep
from shelters.clock import today
from shelters.placement.answers import accept_proposal
from shelters.placement.exposure import change_safety
from tests.scene import Scene
from tests.tours.beforehand import long_unconfirmed
from tests.web.conftest import ClientAs, parsed


async def text_of_board(client_as: ClientAs, scene: Scene) -> str:
    """Read a host's board from top to bottom."""
    board = parsed(await (await client_as(scene.world.host)).get("/house")).select_one("#board")
    assert board is not None
    return " ".join(board.get_text(" ").split())


async def test_whether_it_is_still_right_stands_before_who_asks(client_as: ClientAs, scene: Scene) -> None:
    await scene.choose(await scene.file())
    await long_unconfirmed(scene)
    text = await text_of_board(client_as, scene)
    assert text.index("¿Sigue siendo así?") < text.index("Un grupo pide cupo") < text.index("Ver y cerrar noches")


async def test_a_house_that_takes_nobody_is_not_asked_what_is_free(client_as: ClientAs, scene: Scene) -> None:
    await long_unconfirmed(scene)
    async with scene.acting(scene.world.host) as (session, actor):
        await change_safety(session, actor, scene.ceiba.id, SafetyStep.EXPOSE)
    text = await text_of_board(client_as, scene)
    assert "Tu casa no recibe a nadie nuevo" in text
    assert "¿Sigue siendo así?" not in text


async def test_who_comes_first_stands_first_and_a_day_of_another_month_has_its_month(
    client_as: ClientAs, scene: Scene
) -> None:
    codes = []
    for days in (25, 3):
        day = today() + timedelta(days=days)
        request = await scene.file(nights={"earliest": day, "latest": day, "nights": 2, "shortest": 2})
        proposal = await scene.choose(request)
        async with scene.acting(scene.world.host) as (session, actor):
            await accept_proposal(session, actor, scene.keyring, proposal.id)
        codes.append(request.code)
    later, sooner = codes
    text = await text_of_board(client_as, scene)
    assert text.index(sooner) < text.index(later)
    months = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")
    assert any(month in text[: text.index(later)].rsplit(sooner, 1)[1] for month in months)
