"""The tasks of somebody without an account who was given a link: one question, one answer."""

from __future__ import annotations

from tests.tours.beforehand import linked, linked_to_proposal
from tests.tours.task import Tasks, Who
from tests.tours.traveller import Traveller

TASKS = Tasks(Who.AT_THE_DOOR)


@TASKS("Opens the link of a house, and says that what is free is right", linked, taps=1)
async def confirm_by_link(she: Traveller) -> None:
    """Confirm in one tap after opening."""
    await she.open(she.known)
    await she.press("Sí, sigue igual")
    await she.reads("Confirmado: sigue igual.")


@TASKS("Opens the link of a proposal, and accepts", linked_to_proposal, taps=2)
async def accept_by_link(she: Traveller) -> None:
    """Accept, and see on opening it again that it was answered."""
    await she.open(she.known)
    await she.press("Aceptar")
    await she.reads("Aceptado.")
    await she.open(she.known)
    await she.reads("Ya quedó respondido. Gracias.")


@TASKS("Opens the link of a proposal, and says why not this time", linked_to_proposal)
async def decline_by_link(she: Traveller) -> None:
    """Decline with a reason of the list."""
    await she.open(she.known)
    await she.press("Ahora no podemos")
    await she.tick("¿Por qué ahora no?", "Hay enfermedad o falta equipo")
    await she.press("Enviar la respuesta")
    await she.reads("Anotado: ahora no pueden. Buscan en otra parte.")
