"""Asking where houses should open: a budget, a plan with its reasons, those next to it, and fewer houses."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from shelters.clock import now, today
from shelters.planning.models import Study
from shelters.planning.possible import Bundle
from shelters.planning.replays import Answer, Figure
from shelters.planning.sited import Judged, PlannedHouse, Priced, Sited
from shelters.planning.study_states import StudyState
from tests.scene import Scene, place
from tests.web.conftest import Browser, ClientAs, parsed, submit

HERE = "/planning/where-next"
NONE = Figure(0, 0, 0)


def judged(zone: str, town: str, more: Figure, **whom: dict[str, int]) -> Judged:
    """Write a plan of one house."""
    house = PlannedHouse(zone, place(town), Bundle.ACCESSIBLE, 5, 4, whom.get("zones", {}), whom.get("needs", {}))
    answer = Answer(Figure(220, 200, 240), Figure(180, 150, 190), more, (NONE,) * 4, NONE, NONE, 60)
    return Judged((house,), 90, answer, proven=True)


def an_answer() -> Sited:
    """Name Zacapa, with Puebla next to it."""
    reasons = {"zones": {"GT-13": 12}, "needs": {"access": 7, "none": 9}}
    best = judged("GT-19", "Zacapa, Zacapa", Figure(31, 23, 40), **reasons)
    beside = judged("MX-PUE", "Puebla, Puebla", Figure(9, 0, 20))
    return Sited(
        (best, beside),
        (beside, replace(best, houses=best.houses * 2)),
        beside,
        0.5,
        (Priced("GT-13", Bundle.EVERYBODY, 3),),
    )


async def answered(scene: Scene, **values: Any) -> str:
    """Let it have been asked where to open."""
    study = Study(made_by=scene.world.planner.id, made_at=now(), kind="where", question={"houses": 1, "rooms": 6})
    study.state, study.since, study.until = StudyState.FINISHED.value, today() - timedelta(days=364), today()
    study.answer = an_answer().stored()
    for name, value in values.items():
        setattr(study, name, value)
    async with scene.acting(scene.world.planner) as (session, _):
        session.add(study)
    return f"{HERE}/{study.id}"


async def words_at(browser: Browser, address: str) -> str:
    """Read a page."""
    answer = await browser.get(address)
    assert answer.status_code == 200
    return " ".join(parsed(answer).get_text(" ").split())


async def test_a_plan_says_what_opens_why_there_and_what_else_was_thought_of(client_as: ClientAs, scene: Scene) -> None:
    browser = await client_as(scene.world.planner)
    page = await words_at(browser, await answered(scene))
    for words in (
        "Zacapa, Guatemala: unas 31 familias más al año.",
        "Cada red tiene al menos la mitad de su parte.",
        "4 habitaciones de 5 camas, sin escalones y con cuidados",
        "que salen de: Huehuetenango, Guatemala (12).",
        "Lo que necesitan: Sin escalones o adaptada (7).",
        "Zacapa, Guatemala 4 +31 +23 a +40",
        "Donde más piden: Puebla, México 4 +9 menos de 5 a +20",
        "Con 2 casas: Zacapa, Guatemala",
        "Huehuetenango, Guatemala: de 3 camas, sin escalones, con cuidados, y también para hombres y animales",
    ):
        assert words in page
    assert "Cuesta" not in page, "money was not counted"
    assert "unas 31 familias más al año" in await words_at(browser, HERE)


async def test_money_is_shown_where_it_was_counted(client_as: ClientAs, scene: Scene) -> None:
    browser = await client_as(scene.world.planner)
    counted = {"houses": 1, "rooms": 6, "money": 100, "opening": 50, "bed": 2, "accessible": 0}
    page = await words_at(browser, await answered(scene, question=counted))
    assert "Zacapa, Guatemala 4 90 +31" in page
    assert "Dinero 100" in page


async def test_a_budget_waits_for_its_turn_can_be_stopped_and_what_cannot_be_is_refused(
    client_as: ClientAs, scene: Scene
) -> None:
    browser = await client_as(scene.world.planner)
    address = str((await submit(browser, HERE, HERE, houses="2")).headers["location"])
    assert "Espera su turno" in await words_at(browser, address)
    assert (await submit(browser, address, f"{address}/stop")).headers["location"] == HERE
    assert "detenida" in await words_at(browser, HERE)
    assert "se detuvo antes de tener respuesta" in await words_at(browser, address)
    refused = await submit(browser, HERE, HERE, houses="9", rooms="", money="much")
    assert refused.status_code == 422
    links = {str(link["href"]) for link in parsed(refused).select(".errors a")}
    assert links == {"#houses", "#rooms", "#money"}
    assert parsed(refused).select_one("form details[open]") is not None


async def test_each_kind_of_question_has_its_own_page(client_as: ClientAs, scene: Scene) -> None:
    browser = await client_as(scene.world.planner)
    where = await answered(scene)
    other = await answered(scene, kind="keep", question={"rooms": 1, "zone": None}, answer=None)
    assert (await browser.get(where.replace("where-next", "what-if"))).headers["location"] == where
    assert (await browser.get(other)).headers["location"] == other.replace("where-next", "what-if")
    assert "muy pocas solicitudes" in await words_at(browser, await answered(scene, answer=None))


async def test_nobody_else_sees_or_asks(client_as: ClientAs, scene: Scene) -> None:
    address = await answered(scene)
    for person in (scene.world.committee, scene.world.host, scene.world.steward):
        browser = await client_as(person)
        for way in (HERE, address):
            assert (await browser.get(way)).status_code == 403
