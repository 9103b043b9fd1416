"""The tasks of a committee: a place for a party, from the request to the choice."""

from __future__ import annotations

from shelters.clock import today
from tests.scene import Scene
from tests.tours.beforehand import filed, held
from tests.tours.task import Tasks, Who
from tests.tours.traveller import Traveller

TASKS = Tasks(Who.COMMITTEE)


@TASKS("Files an urgent request for a mother with two children", inputs=25)
async def file_a_request(her: Traveller) -> None:
    """Write down what is known, and present it."""
    await her.press("Nueva solicitud")
    await her.tick("¿Qué tan pronto necesita lugar?", "Inmediata")
    await her.date("¿Desde qué día puede llegar?", today())
    await her.type("¿Cuántas noches?", "5")
    for number, (age, relation) in enumerate(
        (("18–59", "Ella misma"), ("6–11", "Hija o hijo"), ("0–1", "Hija o hijo"))
    ):
        if number:
            await her.press("Agregar otra persona")
        await her.select(
            "Persona %(number)d", number + 1, **{"Edad": age, "Género": "Mujer", "Qué es de ella": relation}
        )
    await her.tick("¿Está de acuerdo en que se muestren sus necesidades a una casa?", "Sí, con casas de toda la región")
    await her.type("¿De qué municipio sale?", "Tlaxiaco, Oaxaca")
    await her.press("Presentar la solicitud")
    await her.reads("Buscar lugar", "Ver opciones")


@TASKS("Reads the best places for a request with their reasons, and why not elsewhere", filed)
async def read_options(her: Traveller) -> None:
    """Open the options from the first page."""
    await her.press("Ver opciones")
    await her.reads("Opción %(number)d", "Cubre", "Recibe niñas y niños")


@TASKS("Chooses a place, whose beds are held", filed, taps=3)
async def choose_an_option(her: Traveller) -> None:
    """Choose the first option."""
    await her.press("Ver opciones")
    await her.press("Elegir la opción %(number)d", number=1)
    await her.reads("Camas apartadas", "Soltar el apartado")


async def no_place_yet(scene: Scene) -> None:
    """File a request of somebody who would go no further than twenty kilometres, where no house is."""
    await scene.file(case={"max_km": 20})


@TASKS("Asks for the smallest change that opens a place, with one button", no_place_yet)
async def take_the_smallest_change(her: Traveller) -> None:
    """Accept a longer way, and see the places that it opens."""
    await her.press("Ver opciones")
    await her.press("Aceptar hasta %(km)d km")
    await her.reads("Opción %(number)d")


@TASKS("Lets a place go that was held", held)
async def let_go(her: Traveller) -> None:
    """Give the beds back."""
    await her.press("Ver caso")
    await her.press("Soltar el apartado")
    await her.reads("Buscar lugar")


@TASKS("Says that the next place may be held where a house does not answer", held)
async def hold_the_next(her: Traveller) -> None:
    """Allow it for this request."""
    await her.press("Ver caso")
    await her.press("Si no responde, apartar la siguiente")
    await her.reads("Si no responde, ya no apartar otra")


@TASKS("Writes down why she will not go to a house, and the next place is looked for", held)
async def she_prefers_another(her: Traveller) -> None:
    """Give the reason from the list."""
    await her.press("Ver caso")
    await her.press("No va a ir a esa casa")
    await her.tick("¿Por qué no va a ir a esa casa?", "Prefiere otro lugar")
    await her.press("Enviar la respuesta")
    await her.reads("Ver opciones")
