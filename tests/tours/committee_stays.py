"""The tasks of a committee: the way to a house, the time in it, and what goes wrong."""

from __future__ import annotations

from datetime import timedelta

from shelters.accounts.models import Person
from shelters.accounts.panic import freeze
from tests.scene import SECRET_ADDRESS, Scene
from tests.shelters.stays.gathered import gathered
from tests.tours.beforehand import accepted, arrived
from tests.tours.task import Tasks, Who
from tests.tours.traveller import Traveller
from tests.world import PASSPHRASE

TASKS = Tasks(Who.COMMITTEE)


@TASKS("Opens the arrival sheet of a place that was accepted", accepted)
async def open_the_arrival_sheet(her: Traveller) -> None:
    """Open it with her passphrase."""
    await her.press("Hoja de llegada")
    await her.reads_nowhere(SECRET_ADDRESS)
    await her.type("Tu frase de paso", PASSPHRASE)
    await her.press("Abrir la hoja")
    await her.reads(SECRET_ADDRESS, her.known.code)


@TASKS("Writes down that a party is on its way, and by when it must arrive", accepted)
async def record_that_they_travel(her: Traveller) -> None:
    """Say in how many hours."""
    await _open_what_was_accepted(her)
    await her.type("¿En cuántas horas debe llegar?", "6")
    await her.press("Ya salió hacia la casa")
    await her.reads("En camino")


@TASKS("Cancels a stay that has not begun", accepted)
async def cancel_a_stay(her: Traveller) -> None:
    """Say it on the page of the stay."""
    await _open_what_was_accepted(her)
    await her.press("Cancelar la estancia")
    await her.reads("Cancelada")


@TASKS("Asks the house for more nights", arrived)
async def ask_for_more_nights(her: Traveller) -> None:
    """Say until when."""
    await _open_the_stay(her)
    await her.date("¿Hasta qué día se queda?", her.known.until + timedelta(days=2))
    await her.press("Pedirlo a la casa")
    await her.reads("Pediste hasta el %(day)s. La casa todavía no responde.")


@TASKS("Writes down that somebody would move for a more urgent case", arrived)
async def say_that_she_would_move(her: Traveller) -> None:
    """Say it on the page of the stay."""
    await _open_the_stay(her)
    await her.press("Acepta que se le pregunte")
    await her.reads("Ya no acepta")


@TASKS("Asks for another place for somebody who lives in a house", arrived)
async def ask_for_another_place(her: Traveller) -> None:
    """Choose from tomorrow on."""
    await _open_the_stay(her)
    await her.press("Pedir otro lugar")
    await her.press("Pedir la opción %(number)d", number=1)
    await her.reads("Otro lugar, apartado")


@TASKS("Warns that the house where somebody lives is in danger", arrived)
async def warn_of_danger(her: Traveller) -> None:
    """Say it by who lives there, and once more."""
    await her.press("Una casa está en peligro")
    await her.press(her.known.code)
    await her.press("Sí, está expuesta")
    await her.reads("Mover a los grupos de una casa expuesta")


async def _open_what_was_accepted(her: Traveller) -> None:
    await her.press(her.known.code)
    await her.press("Ver la estancia")


async def _open_the_stay(her: Traveller) -> None:
    await her.go("Solicitudes")
    await her.press(her.known.code)
    await her.press("Ver la estancia")


@TASKS("Takes a seat in a collective stay, and confirms it", gathered)
async def take_a_seat(her: Traveller) -> None:
    """Take one for a woman of her network."""
    await her.press("Estancias colectivas")
    await her.press("Ver")
    await her.choose("Lengua en la que se entiende", "Español")
    await her.press("Tomar el lugar")
    await her.press("Confirmar")
    await her.reads("Confirmado")


@TASKS("Opens emergency mode with a reason, and closes it")
async def open_emergency_mode(her: Traveller) -> None:
    """Open it for a few hours."""
    await her.press("Modo de emergencia")
    await her.tick("¿Por qué no se puede esperar?", "Hay un ataque o una amenaza en curso")
    await her.type("¿Por cuántas horas?", "6")
    await her.press("Abrir el modo de emergencia")
    await her.press("Cerrar el modo de emergencia")
    await her.reads("Nada espera revisión.")


async def host_shut_out(scene: Scene) -> Person:
    """Let Berta shut her account."""
    async with scene.acting(scene.world.host) as (session, _):
        host = await session.get_one(Person, scene.world.host.id)
        await freeze(session, host)
    return scene.world.host


@TASKS("Says that a colleague who shut her account is safe", host_shut_out)
async def let_a_colleague_in_again(her: Traveller) -> None:
    """Say it on the page that the warning leads to."""
    await her.press("Ver")
    await her.press("Está a salvo: puede volver a entrar")
    await her.reads("Una persona ya lo dijo.")
