"""Nothing typed is lost: the session ends, another telephone is taken, and the form is as it was."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.browser.acts import come_in
from tests.browser.conftest import Visit
from tests.browser.visitor import begins
from tests.scene import Scene

NOTE = "Llega de noche, por la terminal (inventado)"


async def test_what_she_typed_is_there_when_she_is_in_again(visit: Visit, scene: Scene, superuser: AsyncEngine) -> None:
    ana, elsewhere = await visit(), await visit()
    await come_in(ana, scene, scene.world.committee)
    await ana.press("Nueva solicitud")
    await ana.tick("¿Qué tan pronto necesita lugar?", "Inmediata")
    await ana.type("¿Cuántas noches?", "6")
    await ana.type("Nota para tu comité", NOTE)
    if ana.scripts:
        # Nothing is pressed: it is kept because it was typed.
        await ana.page.get_by_text("Guardado a las").wait_for()
    else:
        await ana.press("Guardar y seguir después")
    async with superuser.begin() as connection:
        await connection.execute(text("update live_session set ended_at = now()"))

    await come_in(elsewhere, scene, scene.world.committee)
    if not elsewhere.scripts:
        await elsewhere.reads("Sigue donde ibas", "Una solicitud sin enviar")
        await elsewhere.reads_nowhere(NOTE)
        await elsewhere.press("Seguir")
    await elsewhere.reads("Nueva solicitud")
    assert await elsewhere.question("¿Qué tan pronto").get_by_label(begins("Inmediata")).is_checked()
    assert await elsewhere.page.get_by_label(begins("¿Cuántas noches?")).first.input_value() == "6"
    assert await elsewhere.page.get_by_label(begins("Nota para tu comité")).input_value() == NOTE
