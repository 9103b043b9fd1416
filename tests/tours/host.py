"""The tasks of a host: her house, who comes, and who leaves."""

from __future__ import annotations

from tests.tours.beforehand import accepted, accepted_without_sheet, arrived, held, long_unconfirmed
from tests.tours.task import Tasks, Who
from tests.tours.traveller import Traveller
from tests.world import PASSPHRASE

TASKS = Tasks(Who.HOST)


@TASKS("Says that what is free is right", long_unconfirmed, taps=1)
async def confirm_the_house(her: Traveller) -> None:
    """Confirm the whole house in one tap."""
    await her.press("Sí, sigue igual")
    await her.reads("Confirmado hoy a las %(time)s. Gracias.")


@TASKS("Reads who asks for a place, and accepts", held, taps=2)
async def accept(her: Traveller) -> None:
    """Accept; the sheet may wait."""
    await her.press("Ver y responder")
    await her.press("Aceptar")
    await her.reads("Confirmada", "Entregar la hoja")


@TASKS("Says that it is not possible now, and why", held)
async def decline(her: Traveller) -> None:
    """Decline with a reason of the list."""
    await her.press("Ver y responder")
    await her.press("Ahora no podemos")
    await her.tick("¿Por qué ahora no?", "Hay enfermedad o falta equipo")
    await her.press("Enviar la respuesta")
    await her.reads("Mi casa")


@TASKS("Makes a link by which the house answers without an account")
async def make_a_link(her: Traveller) -> None:
    """Make it, and see it shown."""
    await her.press("Ver la casa")
    await her.press("Enlaces")
    await her.press("Hacer un enlace")
    await her.reads("Espera respuesta", "Sirve una sola vez, hasta %(when)s")


@TASKS("Hands the arrival sheet over to the committee", accepted_without_sheet)
async def hand_the_sheet_over(her: Traveller) -> None:
    """Seal it with her passphrase."""
    await her.press(her.known.code)
    await her.press("Entregar la hoja")
    await her.type("Tu frase de paso", PASSPHRASE)
    await her.press("Entregar la hoja")
    await her.reads("El comité ya la tiene. Si cambió la dirección, entrégala otra vez.")


@TASKS("Writes down that a party has arrived", accepted)
async def record_an_arrival(her: Traveller) -> None:
    """Say it on the first page."""
    await her.press("Ya llegó")
    await her.reads("En la casa")


@TASKS("Writes down that nobody came", accepted)
async def record_that_nobody_came(her: Traveller) -> None:
    """Say it on the page of the stay."""
    await her.press(her.known.code)
    await her.press("No llegó")
    await her.reads("Mi casa")
    await her.reads_no_more(her.known.code)


@TASKS("Writes down that a party has left", arrived)
async def record_a_departure(her: Traveller) -> None:
    """Say it on the page of the stay."""
    await her.press("Ver")
    await her.press("Ya salió")
    await her.reads("Mi casa")
