"""The tasks of a host: her house, its rooms and nights."""

from __future__ import annotations

from datetime import timedelta

from shelters.access.actor import OPERATOR
from shelters.capacity.commands import close_nights
from shelters.capacity.rooms import add_room
from shelters.capacity.words import ClosureReason
from shelters.clock import today
from shelters.conditions.points import POINTS
from shelters.stays.longer import ask_longer
from shelters.stays.models import Stay
from tests.scene import SECRET_ADDRESS, Scene, room_draft
from tests.tours.beforehand import arrived
from tests.tours.task import Tasks, Who
from tests.tours.traveller import Traveller
from tests.world import PASSPHRASE

TASKS = Tasks(Who.HOST)


@TASKS("Closes a room for a week", taps=4)
async def close_a_room_for_a_week(her: Traveller) -> None:
    """Close it from the calendar."""
    await her.press("Ver y cerrar noches")
    await her.press("Uno")
    await her.press("Cerrar la semana")
    await her.reads("cierre")


@TASKS("Closes single nights in the calendar")
async def close_single_nights(her: Traveller) -> None:
    """Mark two nights, and close them."""
    await her.press("Ver y cerrar noches")
    await her.mark_nights(2)
    await her.press("Cerrar las noches marcadas")
    await her.reads("cierre")


async def closed(scene: Scene) -> None:
    """Close the room of Ceiba for three nights."""
    async with scene.acting(scene.world.host) as (session, actor):
        first = today()
        await close_nights(session, actor, scene.ceiba_room.id, first, first + timedelta(days=3), ClosureReason.REST)


@TASKS("Opens nights that were closed", closed)
async def open_nights_again(her: Traveller) -> None:
    """Open them where the calendar shows them, and see in the list who closed and opened."""
    await her.press("Ver y cerrar noches")
    await her.press("cierre")
    await her.press("Abrir estas noches")
    await her.press("Ver todo lo que se ha cerrado")
    await her.reads("Descanso de la casa", "berta")


@TASKS("Writes where her house is, and opens it with her passphrase")
async def write_and_open_the_address(her: Traveller) -> None:
    """Seal another address, and read it."""
    await her.press("Ver la casa")
    await her.press("Cambiar")
    await her.type("Dirección", "Camino Inventado 7")
    await her.press("Guardar los cambios")
    await her.press("Abrir la dirección")
    await her.reads_nowhere(SECRET_ADDRESS, "Camino Inventado 7")
    await her.type("Tu frase de paso", PASSPHRASE)
    await her.press("Abrir la dirección")
    await her.reads("Camino Inventado 7")


@TASKS("Adds a room with two beds")
async def add_a_room_with_beds(her: Traveller) -> None:
    """Name the room and its beds."""
    await her.press("Ver la casa")
    await her.press("Agregar una habitación")
    await her.type("Nombre de la habitación", "La del patio")
    await her.tick("¿Cómo se comparte?", "Un solo grupo")
    await her.type_in("Cama %(number)d", 1, "Nombre", "Ventana")
    await her.press("Agregar otra cama")
    await her.type_in("Cama %(number)d", 2, "Nombre", "Puerta")
    await her.press("Agregar la habitación")
    await her.reads("La del patio", "Ventana", "Puerta")


@TASKS("Changes a rule of her house")
async def change_a_rule(her: Traveller) -> None:
    """Say up to which age sons may come."""
    await her.press("Ver la casa")
    await her.press("Cambiar")
    await her.type("Hijos varones, ¿hasta qué edad?", "12")
    await her.press("Guardar los cambios")
    await her.reads(her.word("hasta %(age)d años", age=12))


@TASKS("Says yes beforehand for emergencies")
async def say_yes_beforehand(her: Traveller) -> None:
    """Say it on the first page."""
    await her.press("Sí, de antemano")
    await her.reads("Quiero responder siempre yo")


@TASKS("Warns that her house is in danger")
async def warn_that_it_is_in_danger(her: Traveller) -> None:
    """Say it, and once more."""
    await her.press("Está en peligro")
    await her.press("Sí, está expuesta")
    await her.press("Mi casa", "nav")
    await her.reads("Tu casa no recibe a nadie nuevo")


@TASKS("Offers a collective stay to networks")
async def offer_a_collective_stay(her: Traveller) -> None:
    """Say when, where, for how many and for which networks."""
    await her.press("Ver la casa")
    await her.press("Ofrecer una estancia colectiva")
    first = today() + timedelta(days=20)
    await her.date("¿Qué día empieza?", first)
    await her.date("¿Qué día termina?", first + timedelta(days=8))
    await her.date("¿Qué día se decide si se hace?", first - timedelta(days=5))
    await her.tick("¿En qué habitaciones?", "Uno")
    for question, number in (("¿Cuántas mujeres por lo menos?", 2), ("¿Cuántas cuando mucho?", 4)):
        await her.type(question, str(number))
    await her.type("¿Cuántas de cada red?", "2")
    await her.type("¿Cuántos lugares libres puede usar una emergencia?", "0")
    await her.tick("¿A qué redes se ofrece?", "Red GT (inventada)")
    await her.press("Ofrecer")
    await her.reads("Cómo es", "Red GT (inventada)")


async def asked_for_longer(scene: Scene) -> Stay:
    """Let the committee ask for two nights more."""
    stay = await arrived(scene)
    async with scene.acting(scene.world.committee) as (session, actor):
        await ask_longer(session, actor, stay.id, stay.until + timedelta(days=2))
    return stay


@TASKS("Answers whether a party may stay longer", asked_for_longer)
async def answer_whether_they_stay_longer(her: Traveller) -> None:
    """Say yes on the page of the stay."""
    await her.press(her.known.code)
    await her.press("Sí puede")
    await her.reads("En la casa, prorrogada")


@TASKS("Lets a party stay longer by herself", arrived)
async def let_them_stay_longer(her: Traveller) -> None:
    """Say until when."""
    await her.press(her.known.code)
    await her.date("¿Hasta qué día se queda?", her.known.until + timedelta(days=1))
    await her.press("Prorrogar")
    await her.reads("En la casa, prorrogada")


async def arrived_with_another_room(scene: Scene) -> Stay:
    """Let a party live in Ceiba, which has a second room."""
    stay = await arrived(scene)
    async with scene.acting(OPERATOR) as (session, actor):
        await add_room(session, actor, scene.keyring, scene.ceiba.id, room_draft("Dos"))
    return stay


@TASKS("Moves a party to another room of her house", arrived_with_another_room)
async def move_to_another_room(her: Traveller) -> None:
    """Choose the room."""
    await her.press(her.known.code)
    await her.press("Pasar a otra habitación")
    await her.tick("¿A qué habitación?", "Dos")
    await her.press("Pasar a esta habitación")
    await her.reads("En la casa, cambiada de lugar")


@TASKS("Checks the conditions of her house, and says that something is mended")
async def check_the_conditions(her: Traveller) -> None:
    """Walk through the list, find one thing amiss, and mend it."""
    await her.press("Condiciones")
    await her.press("Revisar la casa")
    for words in POINTS.values():
        await her.choose(words.name, "No; estará en una semana" if words.name == "Humo y fuego" else "Sí")
    await her.press("Guardar la revisión")
    await her.reads("Humo y fuego", "Hay alarma de humo y extintor, y los dos sirven.")
    await her.press("Ya está")
    await her.reads("Nada está pendiente")
