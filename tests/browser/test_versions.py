"""Two of a committee change one request at once: the second sees both versions, and nothing of either is lost."""

from __future__ import annotations

from tests.browser.acts import come_in
from tests.browser.conftest import Visit
from tests.scene import Scene

NOTE = "Prefiere llegar de día (inventado)"


async def test_the_second_takes_hers_or_the_stored_answer(visit: Visit, scene: Scene) -> None:
    request = await scene.file()
    ana, flora = await visit(), await visit()
    await come_in(ana, scene, scene.world.committee)
    await come_in(flora, scene, await scene.colleague())
    for visitor in (ana, flora):
        await visitor.open(f"/requests/{request.id}/change")
    await flora.type("¿Cuántas noches?", "7")
    await flora.type("¿Cuántas noches le servirían al menos?", "3")
    await flora.press("Guardar los cambios")
    await ana.type("¿Cuántas noches?", "4")
    await ana.type("¿Cuántas noches le servirían al menos?", "2")
    await ana.type("Nota para tu comité", NOTE)
    await ana.press("Guardar los cambios")

    await ana.reads("Dos versiones de la solicitud", "Otra compañera", "Tu borrador está a salvo", NOTE)
    await ana.tick("Noches", "7 noches, al menos 3 noches")
    await ana.press("Guardar los cambios")
    await ana.reads(request.code, "7 noches, al menos 3 noches", NOTE)
