"""What the people of the first night do, in the words of its steps."""

from __future__ import annotations

from uuid import uuid4

from shelters.accounts.models import Person
from shelters.accounts.totp import code_at, step_of
from shelters.clock import now, today
from tests.browser.visitor import Visitor
from tests.scene import Scene
from tests.world import PASSPHRASE, open_session, seed_of_letters
from web import cookies

HOUSE = "Casa Jícara (inventada)"
ADDRESS = "Camino Inventado 7, puerta azul"


async def sign_in(visitor: Visitor, name: str) -> None:
    """Sign in through the form."""
    await visitor.open("/")
    await visitor.type("Nombre", name)
    await visitor.type("Frase de paso", PASSPHRASE)
    await visitor.press("Entrar")
    await set_up_codes(visitor)


async def come_in(visitor: Visitor, scene: Scene, person: Person) -> None:
    """Come in without the form, as on a day when she has signed in before."""
    token = await open_session(scene.engine, person)
    # By its name the cookie is for encrypted connections, or for one that stays on the machine, as here.
    where = visitor.origin.replace("http:", "https:")
    await visitor.page.context.add_cookies([{"name": cookies.SESSION, "value": token, "url": where}])
    await visitor.open("/")


async def set_up_codes(visitor: Visitor) -> None:
    """Set the second factor up, and copy the codes for paper."""
    await confirm_codes(visitor)
    await visitor.press("Ya los copié")


async def confirm_codes(visitor: Visitor) -> None:
    """Set the second factor up by its letters, as somebody whose camera is broken."""
    await visitor.reads("Tu aplicación de códigos")
    letters = await visitor.page.locator("p.letters").inner_text()
    await visitor.type("Código", code_at(seed_of_letters(letters), step_of(now())))
    await visitor.press("Continuar")
    await visitor.reads("Tus códigos de papel")


async def add_a_house(steward: Visitor) -> None:
    """Add a house, open to the region."""
    await steward.press("Agregar una casa")
    await steward.type("Nombre en clave", HOUSE)
    await steward.tick("¿Qué tipo de casa es?", "Casa segura")
    await steward.type("¿En qué municipio está?", "Tlaxiaco, Oaxaca")
    await steward.tick("¿Dónde está?", "Pueblo")
    await steward.tick("¿Para quién está abierta?", "Toda la región")
    await steward.press("Agregar la casa")
    await steward.reads(HOUSE, "Todavía no tiene habitaciones")


async def add_a_room(steward: Visitor) -> None:
    """Add a room with two beds."""
    await steward.press("Agregar una habitación")
    await steward.type("Nombre de la habitación", "La del patio")
    await steward.tick("¿Cómo se comparte?", "Un solo grupo")
    await steward.question("Cama 1").get_by_label("Nombre").fill("Ventana")
    await steward.press("Agregar otra cama")
    await steward.question("Cama 2").get_by_label("Nombre").fill("Puerta")
    await steward.press("Agregar la habitación")
    await steward.reads("La del patio", "2 camas", "Ventana", "Puerta")


async def invite_a_host(steward: Visitor) -> str:
    """Invite the host of the house, and give the code."""
    await steward.open("/people")
    await steward.tick("Papel", "Anfitriona")
    await steward.tick("Casas que atiende", HOUSE)
    await steward.press("Hacer la invitación")
    return await steward.page.locator("#code .code").inner_text()


async def join(host: Visitor, code: str) -> None:
    """Come in for the first time with an invitation."""
    await host.open("/join")
    await host.type("Código de invitación", code)
    await host.type("Nombre", "flora")
    await host.type("Frase de paso", PASSPHRASE)
    await host.press("Entrar")
    await set_up_codes(host)


async def confirm_the_house(host: Visitor) -> None:
    """Say in one tap that what is free is right."""
    await host.reads("Esta noche: 2 camas libres")
    await host.press("Sí, sigue igual")
    await host.reads("Confirmado hoy a las")


async def write_the_address(host: Visitor) -> None:
    """Write where the house is, sealed for its hosts, and open it again with one's passphrase."""
    await host.press("Ver la casa")
    await host.press("Cambiar")
    await host.type("Dirección", ADDRESS)
    await host.type("Cómo llegar y entrar", "Tocar dos veces")
    await host.press("Guardar los cambios")
    await host.press("Abrir la dirección")
    await host.reads_nowhere(ADDRESS)
    await host.type("Tu frase de paso", PASSPHRASE)
    await host.press("Abrir la dirección")
    await host.reads(ADDRESS, "Tocar dos veces")


async def accept(host: Visitor) -> None:
    """Accept, and hand the arrival sheet over in the same act."""
    await host.type("Tu frase de paso", PASSPHRASE)
    await host.press("Aceptar")
    await host.reads("Confirmada", "El comité ya la tiene.")


async def open_a_house(steward: Visitor, host: Visitor) -> None:
    """Add a house with a room, and let its host come in and confirm."""
    await sign_in(steward, "carla")
    await add_a_house(steward)
    await add_a_room(steward)
    await join(host, await invite_a_host(steward))
    await confirm_the_house(host)
    await write_the_address(host)


async def file_a_request(committee: Visitor) -> str:
    """File a request for a mother and her daughter, from tonight, and give its code."""
    await committee.press("Nueva solicitud")
    await committee.tick("¿Qué tan pronto necesita lugar?", "Inmediata")
    for part, value in (("Día", today().day), ("Mes", today().month), ("Año", today().year)):
        await committee.question("¿Desde qué día puede llegar?").get_by_label(part).fill(str(value))
    await committee.type("¿Cuántas noches?", "5")
    await committee.select("Persona 1", **{"Edad": "18–59", "Género": "Mujer", "Qué es de ella": "Ella misma"})
    await committee.press("Agregar otra persona")
    await committee.select("Persona 2", **{"Edad": "6–11", "Género": "Mujer", "Qué es de ella": "Hija o hijo"})
    await committee.tick("Países que debe evitar", "Guatemala")
    await committee.tick("¿Está de acuerdo", "Sí, con casas de toda la región")
    await committee.complete("¿De qué municipio sale?", "Tlaxi", "Tlaxiaco")
    await committee.press("Presentar la solicitud")
    if not committee.scripts:
        # The same list comes with the page, and everything else is still there.
        await committee.reads("Hay varios lugares con ese nombre")
        await committee.pick("Tlaxiaco")
        await committee.press("Presentar la solicitud")
    return await committee.page.locator("h1").inner_text()


async def see_options(committee: Visitor) -> None:
    """See the best places with their reasons, and why not elsewhere."""
    await committee.press("Ver opciones")
    await committee.reads(HOUSE, "Opción 1", "Cubre", "Recibe niñas y niños", "Confirmado por la casa hace")
    await committee.reads("Por qué no en otras casas", "Están en una zona de riesgo de este caso")
    await committee.reads_nowhere("Quetzal", ADDRESS)


async def choose(committee: Visitor, number: int = 1) -> None:
    """Choose an option, and see until when its beds are held."""
    await committee.press(f"Elegir la opción {number}")
    await committee.reads("Camas apartadas", "El apartado vence el")


async def read_who_asks(host: Visitor, code: str) -> None:
    """Read who asks for a place."""
    await host.open("/house")
    await host.reads("Un grupo pide cupo", code)
    await host.press("Ver y responder")
    await host.reads(code, "Mujer con hija (6–\u206011)", "5 noches", "Responde antes del")
    await host.reads_nowhere("Guatemala")


async def read_the_arrival_sheet(committee: Visitor, request: str, code: str) -> None:
    """Open the sheet that the acceptance brought."""
    await committee.open(request)
    await committee.press("Hoja de llegada")
    await committee.reads_nowhere(ADDRESS)
    await committee.type("Tu frase de paso", PASSPHRASE)
    await committee.press("Abrir la hoja")
    await committee.reads(code, HOUSE, ADDRESS, "Tocar dos veces")


async def record_arrival_and_departure(host: Visitor) -> None:
    """Record that they came, and that they left."""
    await host.open("/house")
    await host.press("Ya llegó")
    await host.reads("En la casa", "Esta noche: 0 camas libres")
    await host.press("Ver")
    await host.press("Ya salió")
    await host.reads("Esta noche: 2 camas libres")


async def find_nothing(elsewhere: Visitor, request: str) -> None:
    """Look at a request of another network, and see what stands at an address of nothing."""
    assert await elsewhere.open(request) == 404
    await elsewhere.reads("No está aquí, o no te toca verla.")
    theirs = await elsewhere.page.locator("main").inner_html()
    assert await elsewhere.open(f"/requests/{uuid4()}") == 404
    assert await elsewhere.page.locator("main").inner_html() == theirs
