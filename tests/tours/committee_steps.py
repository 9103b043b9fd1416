"""The tasks of a committee: a request question by question, one taken up again, and one that two have changed."""

from __future__ import annotations

from uuid import uuid4

from shelters.clock import today
from shelters.requests.commands import change_request
from shelters.requests.models import Request
from shelters.requests.unfinished import Kept, begin
from tests.scene import Scene, request_draft
from tests.tours.task import Tasks, Who
from tests.tours.traveller import Traveller
from web.request_form import typed_of_draft
from web.request_steps import VERSIONS, WHOLE

TASKS = Tasks(Who.COMMITTEE)


@TASKS("Files a request one question a page, and checks her answers")
async def file_by_steps(her: Traveller) -> None:
    """Answer what is known, go back to one answer, and send it."""
    await her.press("Nueva solicitud")
    await her.press("Pregunta por pregunta")
    await her.tick("¿Qué tan pronto necesita lugar?", "Urgente")
    await her.date("¿Desde qué día puede llegar?", today())
    await her.type("¿Cuántas noches?", "5")
    await her.press("Continuar")
    await _say_who_comes(her)
    await her.tick("Lo necesita: sin esto el lugar no sirve", "Sin escalones")
    for _ in range(2):
        await her.press("Continuar")
    await her.type("¿De qué municipio sale?", "Tlaxiaco, Oaxaca")
    for _ in range(2):
        await her.press("Continuar")
    await her.tick("¿Está de acuerdo en que se muestren sus necesidades a una casa?", "Sí, con casas de toda la región")
    await her.press("Continuar")
    await _check_and_send(her)


async def _say_who_comes(her: Traveller) -> None:
    await her.select("Persona %(number)d", 1, **{"Edad": "18–59", "Género": "Mujer", "Qué es de ella": "Ella misma"})
    await her.press("Agregar otra persona")
    await her.select("Persona %(number)d", 2, **{"Edad": "6–11", "Género": "Mujer", "Qué es de ella": "Hija o hijo"})
    await her.press("Continuar")


async def _check_and_send(her: Traveller) -> None:
    await her.reads("Revisa lo que escribiste", "Sin escalones", "Tlaxiaco")
    await her.press("Cambiar")
    await her.tick("¿Qué tan pronto necesita lugar?", "Inmediata")
    await her.press("Continuar")
    await her.reads("Revisa lo que escribiste", "Inmediata")
    await her.press("Enviar la solicitud")
    await her.reads("Buscar lugar", "Ver opciones")


async def session_ended(scene: Scene) -> None:
    """Let her session end while she says who comes."""
    day = today()
    when = {"urgency": ["1"], "nights": ["6"], "earliest-day": [str(day.day)], "earliest-month": [str(day.month)]}
    async with scene.acting(scene.world.committee) as (session, actor):
        await begin(session, actor, scene.keyring, uuid4(), Kept(when | {"people": ["1"]}, "party"))


@TASKS("Goes on with a request where she was when her session ended", session_ended)
async def take_it_up(her: Traveller) -> None:
    """Be led to the question, answer it, and find on one page what was typed before."""
    await her.reads("Quiénes llegan")
    await _say_who_comes(her)
    await her.press("Todo en una página")
    await her.type("¿De qué municipio sale?", "Tlaxiaco, Oaxaca")
    await her.tick("¿Está de acuerdo en que se muestren sus necesidades a una casa?", "Sí, con casas de toda la región")
    await her.press("Presentar la solicitud")
    await her.reads("Buscar lugar", "Ver opciones")


async def overtaken(scene: Scene) -> Request:
    """Let her have begun a change, and a colleague have made another since."""
    request = await scene.file()
    async with scene.acting(scene.world.committee) as (session, actor):
        mine = typed_of_draft(request_draft(case={"note": "Llega de día (inventado)"})).merged(WHOLE, Kept())
        kept = Kept({**mine, "nights": ["4"], "shortest": ["2"], "version": ["1"]}, VERSIONS)
        await begin(session, actor, scene.keyring, uuid4(), kept, request.id)
    async with scene.acting(await scene.colleague()) as (session, actor):
        draft = request_draft(nights={"nights": 7, "shortest": 3})
        await change_request(session, actor, scene.keyring, request.id, draft, 1)
    return request


@TASKS("Sees both versions where a colleague changed the same request, and takes of each answer one", overtaken)
async def take_of_both(her: Traveller) -> None:
    """Keep her own note, and take the nights that are stored."""
    await her.reads("Dos versiones de la solicitud", "Tu borrador está a salvo.")
    await her.tick("Noches", "7 noches, al menos 3 noches" if her.language == "es" else "7 nights, at least 3 nights")
    await her.press("Guardar los cambios")
    await her.reads("Buscar lugar", "Nota de tu comité")
