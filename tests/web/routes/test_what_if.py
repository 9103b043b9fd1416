"""Asking what would be: forms of four questions, an answer in plain words, and nothing that a handful could be."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.clock import now, today
from shelters.database.transaction import AbrigoSession
from shelters.placement.run_states import FAILURES, Failure
from shelters.planning import replays
from shelters.planning.models import Study
from shelters.planning.replays import Answer, Figure
from shelters.planning.study_jobs import StudyRoom, perform_study
from shelters.planning.study_states import StudyState
from tests.scene import Scene, house_draft, room_draft
from tests.web.conftest import Browser, ClientAs, parsed, submit

HERE = "/planning/what-if"
HTMX = {"HX-Request": "true"}
NONE = Figure(0, 0, 0)
ANSWER = Answer(Figure(220, 200, 240), Figure(180, 150, 190), Figure(31, 23, 40), (NONE,) * 4, NONE, NONE, 200)


async def asked(browser: Browser, about: str = "keep", **fields: Any) -> str:
    """Ask something, and give the address it leads to."""
    fields = fields or {"rooms": "1"}
    answer = await submit(browser, f"{HERE}/new?about={about}", HERE, **fields)
    assert answer.status_code == 303, parsed(answer).get_text(" ", strip=True)
    return str(answer.headers["location"])


async def answered(scene: Scene, answer: Answer | None, **values: Any) -> str:
    """Let a question have been answered."""
    study = Study(made_by=scene.world.planner.id, made_at=now(), kind="keep", question={"rooms": 1, "zone": None})
    study.state, study.since, study.until = StudyState.FINISHED.value, today() - timedelta(days=364), today()
    study.answer = answer.stored() if answer else None
    async with scene.acting(scene.world.planner) as (session, _):
        await _added(session, study, values)
    return f"{HERE}/{study.id}"


async def _added(session: AbrigoSession, study: Study, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(study, name, value)
    session.add(study)


async def words_at(browser: Browser, address: str) -> str:
    """Read a page."""
    answer = await browser.get(address)
    assert answer.status_code == 200
    return " ".join(parsed(answer).get_text(" ").split())


QUESTIONS: list[tuple[str, dict[str, str], str]] = [
    ("open", {"municipality": "Zacapa, Zacapa"}, "Abrir una casa en Zacapa, Zacapa"),
    ("close", {"house": "ceiba (inventada)"}, "Cerrar Ceiba (inventada)"),
    ("rules", {"sons_up_to": "17", "house": "Ceiba (inventada)"}, "Cambiar las reglas: Ceiba (inventada)"),
    ("rules", {"pets": "yes"}, "Cambiar las reglas: Todas las casas"),
    ("keep", {"rooms": "2"}, "Guardar 2 habitaciones por casa"),
]


async def test_each_question_waits_for_its_turn_and_is_listed(client_as: ClientAs, scene: Scene) -> None:
    browser = await client_as(scene.world.planner)
    for about, fields, words in QUESTIONS:
        address = await asked(browser, about, **fields)
        page = await words_at(browser, address)
        assert words in page
        assert "Espera su turno" in page
        assert await asked(browser, about, **fields) == address, "who asks the same twice is led to the first"
    listed = await words_at(browser, HERE)
    assert all(words in listed for _, _, words in QUESTIONS)


async def test_no_more_than_eight_wait_at_once(client_as: ClientAs, scene: Scene) -> None:
    browser = await client_as(scene.world.planner)
    for rooms in range(8):
        await asked(browser, rooms=str(rooms))
    answer = await submit(browser, f"{HERE}/new?about=keep", HERE, rooms="9")
    assert answer.status_code == 409
    assert "Ya hay ocho preguntas en espera" in answer.text


CANNOT_BE: list[tuple[str, dict[str, str], list[str]]] = [
    ("open", {"rooms": "0"}, ["municipality", "rooms"]),
    ("close", {"house": "Nadie"}, ["house"]),
    ("close", {"house": ""}, ["house"]),
    ("rules", {}, ["sons_up_to"]),
    ("rules", {"sons_up_to": "18"}, ["sons_up_to"]),
    ("keep", {"rooms": "many"}, ["rooms"]),
]


async def test_what_cannot_be_asked_is_refused_by_its_field(client_as: ClientAs, scene: Scene) -> None:
    browser = await client_as(scene.world.planner)
    for about, fields, refused in CANNOT_BE:
        answer = await submit(browser, f"{HERE}/new?about={about}", HERE, **fields)
        assert answer.status_code == 422
        links = [str(link["href"]) for link in parsed(answer).select(".errors a")]
        assert sorted(links) == [f"#{each}" for each in refused]


async def test_of_houses_that_are_called_alike_one_is_chosen(client_as: ClientAs, scene: Scene) -> None:
    twin, _ = await scene.add(scene.world.gt.id, house_draft(code_name="Ceiba de arriba (inventada)"), room_draft())
    browser = await client_as(scene.world.planner)
    answer = await submit(browser, f"{HERE}/new?about=close", HERE, house="ceiba")
    assert answer.status_code == 422
    assert len(parsed(answer).select("input[name=house_place]")) == 2
    assert "Ceiba de arriba" in await words_at(
        browser, await asked(browser, "close", house="ceiba", house_place=str(twin.id))
    )


async def test_an_answer_is_a_sentence_with_its_interval_and_the_year_it_is_of(
    client_as: ClientAs, scene: Scene
) -> None:
    browser = await client_as(scene.world.planner)
    page = await words_at(browser, await answered(scene, ANSWER))
    assert "Unas 31 familias más al año tendrían lugar." in page
    assert "De 10 años como ese, en 9 la diferencia queda en este rango: +23 a +40." in page
    assert "menos de 5" in page
    assert "de un año viejo" not in await words_at(browser, HERE)


async def test_the_year_that_was_asked_about_is_said_once(client_as: ClientAs, scene: Scene) -> None:
    page = await words_at(await client_as(scene.world.planner), await answered(scene, ANSWER))
    said = re.search(r"Con las solicitudes del (.+?) al .+?, y las casas de ese último día\.", page)
    assert said is not None
    assert len(re.findall(r"\b20\d\d\b", said[1])) == 1


async def test_an_interval_that_holds_zero_says_that_perhaps_nothing_changes(client_as: ClientAs, scene: Scene) -> None:
    browser = await client_as(scene.world.planner)
    page = await words_at(browser, await answered(scene, replace(ANSWER, more=Figure(8, 0, 17))))
    assert "No es seguro que cambie" in page
    assert "menos de 5 a +17. Puede ser que no cambie nada." in page
    fewer = replace(ANSWER, more=Figure(-12, -20, -7), by_urgency=(Figure(-6, -9, 0), NONE, NONE, NONE))
    page = await words_at(browser, await answered(scene, fewer))
    assert "Unas 12 familias menos al año" in page
    assert "sin lugar, inmediata +6 menos de 5 a +9" in page


async def test_of_too_few_requests_and_of_an_old_year_the_page_says_so(client_as: ClientAs, scene: Scene) -> None:
    browser = await client_as(scene.world.planner)
    assert "muy pocas solicitudes" in await words_at(browser, await answered(scene, None))
    old = await answered(scene, ANSWER, until=today() - timedelta(days=60))
    assert "un año que terminó hace tiempo" in await words_at(browser, old)
    assert "de un año viejo" in await words_at(browser, HERE)


async def test_a_question_can_be_stopped_and_its_page_says_so(client_as: ClientAs, scene: Scene) -> None:
    browser = await client_as(scene.world.planner)
    address = await asked(browser)
    assert (await submit(browser, address, f"{address}/stop")).headers["location"] == HERE
    assert "se detuvo antes de tener respuesta" in await words_at(browser, address)
    await perform_study(StudyRoom(scene.engine, scene.keyring), UUID(address.rpartition("/")[2]))
    assert "se detuvo" in await words_at(browser, address), "a worker that comes late leaves it as it is"


async def test_with_scripts_only_the_part_that_changes_is_sent_and_the_end_loads_the_page(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    browser = await client_as(scene.world.planner)
    address = await asked(browser)
    async with superuser.begin() as connection:
        await connection.execute(text("update study set state = 'running', done = 20, steps = 200"))
    part = await browser.get(address, headers=HTMX)
    assert "<html" not in part.text
    assert "20 de 200 años decididos" in part.text
    async with superuser.begin() as connection:
        await connection.execute(text("update study set state = 'failed', failure = 'crash'"))
    assert (await browser.get(address, headers=HTMX)).headers["HX-Redirect"] == address
    assert FAILURES[Failure.CRASH] in await words_at(browser, address)


async def test_a_worker_answers_what_waits_and_of_a_small_past_tells_nothing(
    client_as: ClientAs, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replays, "REPLAYER", (sys.executable, "-c", "raise SystemExit(3)"))
    browser = await client_as(scene.world.planner)
    address = await asked(browser)
    await perform_study(StudyRoom(scene.engine, scene.keyring), UUID(address.rpartition("/")[2]))
    assert "Ese año hubo muy pocas solicitudes" in await words_at(browser, address)


async def test_nobody_else_sees_or_asks(client_as: ClientAs, scene: Scene) -> None:
    address = await answered(scene, ANSWER)
    for person in (scene.world.committee, scene.world.host, scene.world.steward):
        browser = await client_as(person)
        for way in (HERE, f"{HERE}/new", address):
            assert (await browser.get(way)).status_code == 403
