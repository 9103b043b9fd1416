"""The tasks of a committee: what becomes of a case besides a place."""

from __future__ import annotations

from tests.scene import Scene
from tests.tours.beforehand import filed
from tests.tours.task import Tasks, Who
from tests.tours.traveller import Traveller
from tests.world import PASSPHRASE

TASKS = Tasks(Who.COMMITTEE)
NOTE = "Llama los martes (inventado)"


async def two_filed(scene: Scene) -> tuple[str, str]:
    """File two requests, and give their codes."""
    return (await filed(scene)).code, (await scene.file()).code


async def _open_the_case(her: Traveller) -> None:
    await her.press(her.known.code)


@TASKS("Changes what a request asks for", filed)
async def change_a_request(her: Traveller) -> None:
    """Ask for fewer nights."""
    await _open_the_case(her)
    await her.press("Cambiar")
    await her.type("¿Cuántas noches?", "3")
    await her.type("¿Cuántas noches le servirían al menos?", "2")
    await her.press("Guardar los cambios")
    await her.reads(
        "Lo que pide", "3 noches, al menos 2 noches" if her.language == "es" else "3 nights, at least 2 nights"
    )


@TASKS("Puts a request on the waiting list", filed)
async def put_on_the_waiting_list(her: Traveller) -> None:
    """Say it on the page of the request, and once more where it is asked."""
    await _open_the_case(her)
    await her.press("Dejar en lista de espera")
    await her.reads("En lista de espera")


@TASKS("Sends a case on to another organisation", filed)
async def refer(her: Traveller) -> None:
    """Say it on the page of the request, and once more where it is asked."""
    await _open_the_case(her)
    await her.press("Canalizar a otra organización")
    await her.press("Sí, canalizarla")
    await her.reads("Canalizada")


@TASKS("Takes a request back", filed)
async def withdraw_a_request(her: Traveller) -> None:
    """Say it on the page of the request, and once more where it is asked."""
    await _open_the_case(her)
    await her.press("Retirar la solicitud")
    await her.press("Sí, retirarla")
    await her.reads("Retirada")


@TASKS("Writes down that somebody took her consent back", filed)
async def withdraw_consent(her: Traveller) -> None:
    """Say it on the page of the request, and once more where it is asked."""
    await _open_the_case(her)
    await her.press("Retiró su consentimiento")
    await her.press("Sí, lo retiró")
    await her.reads("Falta su consentimiento")


@TASKS("Finds a request by its code", filed)
async def find_by_code(her: Traveller) -> None:
    """Type the code on the page of requests."""
    await her.go("Solicitudes")
    await her.type("Buscar por código", her.known.code.lower())
    await her.press("Buscar")
    await her.reads(her.known.code, "Lo que pide")


@TASKS("Writes a note that only her committee opens, and reads it with her passphrase", filed)
async def write_and_open_notes(her: Traveller) -> None:
    """Seal it, and open it again."""
    await _open_the_case(her)
    await her.press("Nombres y notas")
    await her.type("Texto", NOTE)
    await her.press("Sellar y guardar")
    await her.reads_nowhere(NOTE)
    await her.type("Tu frase de paso", PASSPHRASE)
    await her.press("Abrir las notas")
    await her.reads(NOTE)


@TASKS("Writes down with whom somebody must not be in one house", two_filed)
async def keep_apart(her: Traveller) -> None:
    """Name the other case by its code, on the page of the first."""
    one, other = her.known
    await her.press(one)
    await her.press("Con quién no puede estar")
    await her.type("Código de la otra solicitud", other)
    await her.press("No pueden estar juntas")
    await her.reads("Ya pueden estar en la misma casa")
