"""The first night in a real browser: one family placed, from a new house to a departure, with scripts and without."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import OPERATOR
from shelters.placement.checks import violations
from tests.browser import acts
from tests.browser.conftest import Visit
from tests.scene import Scene
from tests.web.site import recorded

THE_MAIN_JOB = [
    "house:added",
    "room:added",
    "person:invited",
    "house:confirmed",
    "request:filed",
    "beds:held",
    "proposal:accepted",
    "arrival_sheet:handed_over",
    "arrival_sheet:opened",
    "stay:arrived",
    "stay:departed",
]


async def test_a_family_is_placed_from_request_to_departure(visit: Visit, scene: Scene, superuser: AsyncEngine) -> None:
    before = len(await recorded(superuser))
    steward, host, committee, elsewhere = [await visit() for _ in range(4)]
    await acts.open_a_house(steward, host)

    await acts.sign_in(committee, "ana")
    code = await acts.file_a_request(committee)
    request = committee.path
    await acts.see_options(committee)
    await acts.choose(committee)

    await acts.read_who_asks(host, code)
    await acts.accept(host)
    await acts.read_the_arrival_sheet(committee, request, code)
    await acts.record_arrival_and_departure(host)
    await committee.open(request)
    await committee.reads("Cerrada", "Egresó")

    await acts.sign_in(elsewhere, "elena")
    await acts.find_nothing(elsewhere, request)

    done = (await recorded(superuser))[before:]
    assert [action for action in done if action in THE_MAIN_JOB] == THE_MAIN_JOB
    async with scene.acting(OPERATOR) as (session, _):
        assert await violations(session) == []


async def test_when_a_house_declines_the_next_option_is_offered(visit: Visit, scene: Scene) -> None:
    request = await scene.file()
    host, committee = [await visit() for _ in range(2)]
    await acts.sign_in(committee, "ana")
    await committee.reads(request.code, "Una solicitud espera tu decisión.")
    await committee.press("Ver opciones")
    await committee.reads("Ceiba (inventada)", "2 opciones")
    await acts.choose(committee)

    await acts.sign_in(host, "berta")
    await host.press("Ver y responder")
    await host.press("Ahora no podemos")
    await host.press("Enviar la respuesta")
    await host.reads("Elige una razón de la lista.")
    await host.tick("¿Por qué ahora no?", "Hay enfermedad o falta equipo")
    await host.press("Enviar la respuesta")
    await host.reads("Mi casa")

    await committee.open("/today")
    await committee.reads(request.code, "Una solicitud espera tu decisión.")
    await committee.press("Ver opciones")
    await committee.reads("Una opción para", "de otra red", "Ya respondieron que no pueden")
    await committee.reads_nowhere("Ceiba", "Quetzal")
    await acts.choose(committee)
