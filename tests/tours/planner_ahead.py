"""The tasks of IMD staff about what is to come."""

from __future__ import annotations

from tests.tours.beforehand import told
from tests.tours.task import Tasks, Who
from tests.tours.traveller import Traveller

TASKS = Tasks(Who.PLANNER)


@TASKS("Sees what is coming in the next weeks", told)
async def see_what_is_coming(her: Traveller) -> None:
    """Read how many are expected, how good that is, and what is taken already."""
    await her.go("Lo que viene")
    await her.reads("Ocho de diez veces", "El modelo no fue mejor que repetir el pasado: se muestra lo más simple.")
    await her.reads("Camas que se desocupan", "0 %", "100 %")
    await her.press("Por zona y por necesidad")
    await her.reads("Quetzaltenango, Guatemala")
    await her.open_more("Qué quiere decir cada cifra")
    await her.reads("Se calcula una vez, al empezar cada mes, y no cambia hasta el siguiente.")
