"""The tasks of IMD staff: every network's houses, without addresses."""

from __future__ import annotations

from shelters.capacity.safety import SafetyStep
from shelters.clock import now, today
from shelters.placement.exposure import change_safety
from shelters.planning.models import Study
from shelters.planning.past import YEAR
from shelters.planning.possible import Bundle
from shelters.planning.ranges import Months, latest_year, month_after
from shelters.planning.replays import Answer, Figure
from shelters.planning.sited import Judged, PlannedHouse, Priced, Sited
from shelters.planning.study_states import StudyState
from tests.scene import Scene, place
from tests.tours.beforehand import six_houses, unmet
from tests.tours.task import Tasks, Who
from tests.tours.traveller import Traveller
from web.language import speaking
from web.range_choice import range_words

TASKS = Tasks(Who.PLANNER)


@TASKS("Finds the houses of one kind that are to be confirmed")
async def find_houses(her: Traveller) -> None:
    """Show only some."""
    await her.open_more("Mostrar solo algunas")
    await her.choose("Tipo", "Refugio")
    await her.press("Mostrar")
    await her.reads("Ceiba (inventada)", "Quetzal (inventada)")


@TASKS("Adds a house of a network")
async def add_a_house(her: Traveller) -> None:
    """Say what it is and where."""
    await her.press("Agregar una casa")
    await her.choose("¿De qué red es?", "Red GT (inventada)")
    await her.type("Nombre en clave", "Casa Jícara (inventada)")
    await her.tick("¿Qué tipo de casa es?", "Casa segura")
    await her.type("¿En qué municipio está?", "Tlaxiaco, Oaxaca")
    await her.tick("¿Dónde está?", "Pueblo")
    await her.press("Agregar la casa")
    await her.reads("Casa Jícara (inventada)", "Todavía no tiene habitaciones")


@TASKS("Says that a house is being watched")
async def say_that_a_house_is_watched(her: Traveller) -> None:
    """Say it on its page."""
    await her.press("Ceiba (inventada)")
    await her.press("La están observando")
    await her.reads("Recibe solo a quien necesita lugar en las próximas 24 horas.")


async def exposed(scene: Scene) -> None:
    """Let Ceiba be exposed."""
    async with scene.acting(scene.world.host) as (session, actor):
        await change_safety(session, actor, scene.ceiba.id, SafetyStep.EXPOSE)


@TASKS("Says that the danger of a house is over", exposed)
async def say_that_the_danger_is_over(her: Traveller) -> None:
    """Let it be watched, and then be as before."""
    await her.press("Ceiba (inventada)")
    await her.press("El peligro pasó: dejarla en observación")
    await her.press("Volver a normal")
    await her.reads("La están observando")


@TASKS("Closes nights of a house for a repair")
async def close_for_a_repair(her: Traveller) -> None:
    """Mark a night, and say why."""
    await her.press("Ceiba (inventada)")
    await her.press("Ver sus noches")
    await her.mark_nights(1)
    await her.choose("¿Por qué se cierran?", "Reparación")
    await her.press("Cerrar las noches marcadas")
    await her.reads("cierre")


@TASKS("Asks for proposals for everybody who waits, at once")
async def ask_for_everybody(her: Traveller) -> None:
    """Begin, and see that it waits for its turn."""
    await her.go("Todo a la vez")
    await her.press("Calcular propuestas")
    await her.reads("Espera su turno.")


@TASKS("Sees how many houses there are where, and how safe they are", six_houses)
async def see_the_region(her: Traveller) -> None:
    """Choose what is counted, and open what it means."""
    await her.go("La región")
    await her.press("Seguridad")
    await her.reads("Normal", "Otras")
    await her.open_more("Qué quiere decir cada cifra")
    await her.reads("Expuesta: no recibe a nadie, y a quienes viven ahí se les busca otro lugar.")


@TASKS("Finds the zone with most unmet urgent need, and says why", unmet)
async def find_unmet_need(her: Traveller) -> None:
    """Read the ledger by zone, and the rule that stood in the way."""
    await her.go("Necesidad")
    await her.press("Zona")
    await her.reads("Puebla, México", "Por qué no tuvieron lugar", "Apta para silla de ruedas")


@TASKS("Sees how full the houses of each kind were in a quarter, beside the one before", six_houses)
async def see_the_occupancy(her: Traveller) -> None:
    """Choose how beds are told apart, and open what the figures mean."""
    await her.go("Ocupación")
    await her.press("Tipo de habitación")
    await her.reads("Huecos cortos", "Antes", "100 %")
    await her.open_more("Qué quiere decir cada cifra")
    await her.reads("Cada fila cuenta al menos cinco casas; las que son menos están juntas.")


@TASKS("Reads how long a bed took, and why places were declined", six_houses)
async def read_times_and_answers(her: Traveller) -> None:
    """Follow the link from the occupancy of a quarter."""
    await her.go("Ocupación")
    await her.press("Tiempos y respuestas de esos meses")
    await her.reads("De la solicitud a la cama, en horas", "Ninguna vez en esos meses.", "Casas expuestas")


@TASKS("Prints the report of the last quarter", unmet)
async def print_the_report(her: Traveller) -> None:
    """Open it; the page is what is printed, and its figures can be taken along."""
    await her.go("Ocupación")
    await her.press("Informe para imprimir")
    await her.reads("Acogida en la región", "Qué pasó con las solicitudes", "Canalizada", "Bajar como PDF")
    await her.reads("Cómo se hicieron las cifras", "Canalizada: su comité la dirigió a otra organización.")


@TASKS("Compares what beds were used for in this year with the year before", six_houses)
async def compare_two_years(her: Traveller) -> None:
    """Choose twelve months; as many before stand beside them."""
    year = latest_year()
    with speaking(her.language):
        first, last, words = map(
            range_words, (*(Months(m, month_after(m, 1)) for m in (year.first, year.last_month)), year)
        )
    await her.go("Ocupación")
    await her.open_more("Elegir otros meses")
    await her.choose("Desde qué mes", first)
    await her.choose("Hasta qué mes", last)
    await her.press("Mostrar")
    await her.reads(words, "Antes")
    await her.reads("Con huéspedes: %(now)s de las noches; en los meses anteriores, %(before)s.")


@TASKS("Tries a fix: asks how many more families a new house would place in a year")
async def try_a_fix(her: Traveller) -> None:
    """Say where and how big, see that it waits for its turn, and stop it."""
    await her.go("¿Y si…?")
    await her.press("Abrir una casa")
    await her.type("¿En qué municipio?", "Zacapa, Zacapa")
    await her.type("¿Cuántas habitaciones?", "6")
    await her.press("Preguntar")
    await her.reads("Zacapa, Zacapa", "Espera su turno.")
    await her.press("Detener")
    await her.reads("detenida")


async def answered(scene: Scene) -> None:
    """Let somebody have asked what would be without Ceiba."""
    few, more = Figure(0, 0, 0), Figure(-31, -40, -23)
    answer = Answer(Figure(220, 200, 240), Figure(180, 160, 190), more, (few, more, few, few), few, few, 200)
    async with scene.acting(scene.world.planner) as (session, actor):
        question = {"house_id": str(scene.ceiba.id)}
        study = Study(made_by=actor.person, made_at=now(), kind="close", question=question, answer=answer.stored())
        study.state, study.since, study.until = StudyState.FINISHED.value, today() - YEAR, today()
        session.add(study)


@TASKS("Reads how many families a house that closes would leave without a place", answered)
async def read_an_answer(her: Traveller) -> None:
    """Open the answer, and what each figure means."""
    await her.go("¿Y si…?")
    await her.press("Cerrar %(house)s", house="Ceiba (inventada)")
    await her.reads("Unas %(number)s familias menos al año tendrían lugar", "−40", "−23")
    await her.open_more("Qué quiere decir cada cifra")
    await her.reads("De cada 10 años, 9 quedan entre las otras dos cifras.")


@TASKS("Asks where the next house should open, with so many rooms")
async def ask_where_next(her: Traveller) -> None:
    """Say what may be spent, see that it waits for its turn, and stop it."""
    await her.go("¿Y si…?")
    await her.press("¿Dónde abrir?")
    await her.type("¿Cuántas casas, como mucho?", "2")
    await her.press("Buscar dónde")
    await her.reads("Espera su turno.")
    await her.press("Detener")
    await her.reads("detenida")


async def sited(scene: Scene) -> None:
    """Let somebody have asked where a house should open."""
    few, more = Figure(0, 0, 0), Figure(31, 23, 40)
    answer = Answer(Figure(220, 200, 240), Figure(180, 160, 190), more, (few, more, few, few), few, few, 60)
    house = PlannedHouse("GT-19", place("Zacapa, Zacapa"), Bundle.ACCESSIBLE, 5, 6, {"GT-13": 12}, {"access": 7})
    plan = Judged((house,), 0, answer, proven=True)
    found = Sited((plan,), (plan,), None, 0.5, (Priced("GT-13", Bundle.EVERYBODY, 3),))
    async with scene.acting(scene.world.planner) as (session, actor):
        question = {"houses": 1, "rooms": 6}
        study = Study(made_by=actor.person, made_at=now(), kind="where", question=question, answer=found.stored())
        study.state, study.since, study.until = StudyState.FINISHED.value, today() - YEAR, today()
        session.add(study)


@TASKS("Reads where the next house should open, and why there", sited)
async def read_where_next(her: Traveller) -> None:
    """Open the answer, and what each figure means."""
    await her.go("¿Y si…?")
    await her.press("¿Dónde abrir?")
    await her.press("Abrir %(num)d casa", num=1)
    await her.reads("Zacapa, Guatemala", "+31", "Huehuetenango", "Cada red tiene al menos la mitad de su parte.")
    await her.open_more("Qué quiere decir cada cifra")
    await her.reads("Cuentan por igual el año medio y los peores.")
