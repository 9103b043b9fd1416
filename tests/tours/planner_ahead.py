"""The tasks of IMD staff about what is to come."""

from __future__ import annotations

from typing import Final

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


HEAD: Final = "#adm1+code,#date,#event+type,#indicator+num\n"


@TASKS("Brings in counts of a registry of attacks, of which one line is bad, and mends it", told)
async def import_the_registry(her: Traveller) -> None:
    """Paste, read which line is wrong, mend it, and see the counts."""
    await her.go("Lo que viene")
    await her.press("Agresiones y solicitudes")
    await her.press("Traer conteos")
    await her.type("¿De dónde vienen?", "Registro (inventado)")
    await her.type("Conteos, en CSV con etiquetas HXL", HEAD + "MX-OAX,2026-03,threat,siete\nGT-09,2026-03,smear,9\n")
    await her.press("Traer conteos")
    await her.reads("Qué hay que corregir")
    await her.type("Conteos, en CSV con etiquetas HXL", HEAD + "MX-OAX,2026-03,threat,7\nGT-09,2026-03,smear,9\n")
    await her.press("Traer conteos")
    await her.reads("Amenaza", "Oaxaca, México", "Registro (inventado)")
