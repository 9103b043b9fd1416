"""A place that goes while she reads its page: she is told, and takes the best one that is left with one press."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import OPERATOR
from shelters.placement.holds import expire_holds
from tests.browser.acts import come_in
from tests.browser.conftest import Visit
from tests.scene import Scene


async def test_somebody_was_faster(visit: Visit, scene: Scene) -> None:
    request, faster = await scene.file(), await scene.file()
    ana = await visit()
    await come_in(ana, scene, scene.world.committee)
    await ana.open(f"/requests/{request.id}/options")
    await scene.choose(faster)
    await ana.press("Elegir la opción 1")
    await ana.reads("Ese lugar ya no está", "Esas camas acaban de ocuparse", "Sigue disponible", "de otra red")
    await ana.reads_nowhere("Quetzal")
    await ana.press("Elegir este lugar")
    await ana.reads(request.code, "Camas apartadas")


async def test_her_hold_ran_out(visit: Visit, scene: Scene, superuser: AsyncEngine) -> None:
    request = await scene.file()
    await scene.choose(request)
    ana = await visit()
    await come_in(ana, scene, scene.world.committee)
    await ana.open(f"/requests/{request.id}")
    async with superuser.begin() as connection:
        await connection.execute(text("update proposal set held_until = now() - interval '1 minute'"))
    async with scene.acting(OPERATOR) as (session, actor):
        await expire_holds(session, actor)
    await ana.press("Soltar el apartado")
    await ana.reads("Ese lugar ya no está", "El apartado venció", "Ella conserva su turno", "Sigue disponible")
    await ana.press("Elegir este lugar")
    await ana.reads(request.code, "Camas apartadas")
