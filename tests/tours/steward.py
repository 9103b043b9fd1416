"""The tasks of a steward: who comes in, who holds which key, and what is kept."""

from __future__ import annotations

from shelters.access.actor import OPERATOR, Role
from shelters.accounts.comeback import say_it_is_she
from shelters.circles.models import PersonKey
from shelters.sealing.boxes import new_private_key
from tests.scene import Scene
from tests.tours.committee_stays import host_shut_out
from tests.tours.task import Tasks, Who
from tests.tours.traveller import Traveller
from tests.world import person

TASKS = Tasks(Who.STEWARD)


@TASKS("Invites a host for a house")
async def invite_a_host(her: Traveller) -> None:
    """Make a code that is shown once."""
    await her.go("Personas")
    await her.tick("Papel", "Anfitriona")
    await her.tick("Casas que atiende", "Ceiba (inventada)")
    await her.press("Hacer la invitación")
    await her.reads("Código de invitación", "/join")


@TASKS("Takes away the access of somebody who leaves")
async def take_access_away(her: Traveller) -> None:
    """Press it beside her name."""
    await her.go("Personas")
    await her.press("Quitar el acceso")
    await her.reads("No puede entrar")


async def said_by_one(scene: Scene) -> None:
    """Let a colleague of Berta's say that it is she, who lost her passphrase."""
    async with scene.acting(scene.world.committee) as (session, actor):
        await say_it_is_she(session, actor, scene.world.host.id)


@TASKS("Helps a colleague back who lost her passphrase", said_by_one)
async def help_a_colleague_back(her: Traveller) -> None:
    """Be the second of two who say that it is she, and read the code for her."""
    await her.go("Personas")
    await her.press("berta")
    await her.press("Es ella, y perdió su frase")
    await her.reads("Código para volver", "/return")


@TASKS("Sets how long closed cases are kept")
async def set_the_term(her: Traveller) -> None:
    """Type the days."""
    await her.go("Plazos")
    await her.type("¿Cuántos días se guarda un caso cerrado?", "90")
    await her.press("Guardar")
    await her.reads("Cuánto se guarda")


@TASKS("Reads the record of her network", host_shut_out)
async def read_the_record(her: Traveller) -> None:
    """Open it."""
    await her.go("Registro")
    await her.reads("Registro", "berta")


@TASKS("Reads who may do what")
async def read_the_policy(her: Traveller) -> None:
    """Open the table."""
    await her.go("Quién puede qué")
    await her.reads("Abrir la dirección de su casa, con su frase de paso")


async def without_key(scene: Scene) -> None:
    """Let somebody be in the committee who has no key of its circle."""
    async with scene.acting(OPERATOR) as (session, _):
        session.add(new := person(scene.world.mx, "gilda", Role.COMMITTEE))
        await session.flush()
        session.add(PersonKey(person_id=new.id, network_id=new.network_id, public_key=new_private_key().public))


@TASKS("Answers for a colleague who waits for the key of her circle", without_key)
async def answer_for_a_colleague(her: Traveller) -> None:
    """Be the one who says that it is she; another hands the key over."""
    await her.go("Círculo")
    await her.press("Responder por ella")
    await her.reads("Comité de seguridad", "Respondiste por ella. Falta que otra compañera le entregue la llave.")


@TASKS("Changes what a house of her network offers")
async def change_what_a_house_offers(her: Traveller) -> None:
    """Tick what was not there."""
    await her.press("Ceiba (inventada)")
    await her.press("Cambiar")
    await her.tick("En toda la casa", "Espacio para jugar")
    await her.press("Guardar los cambios")
    await her.reads("Qué ofrece", "Espacio para jugar")
