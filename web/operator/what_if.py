"""Asking the past: what a house less, or one more, would have meant for those who asked."""

from __future__ import annotations

import os
from typing import Annotated

import typer
from rich.table import Table

from shelters.capacity.inventory import HouseInventory
from shelters.capacity.words import Setting
from shelters.clock import today_somewhere
from shelters.demo.sizes import Size
from shelters.errors import N_, AbrigoError, InvalidInputError
from shelters.placement.child import SolverFailedError
from shelters.placement.run_states import FAILURES
from shelters.places import search
from shelters.planning.past import Past, the_past
from shelters.planning.questions import Question, QuestionKind, question_of
from shelters.planning.replays import FUTURES, Answer, Effort, Figure, replayed
from shelters.requests.labels import URGENCIES
from shelters.requests.words import Urgency
from web.language import say
from web.operator.data import shown_progress, stored_or_invented
from web.operator.office import console, run


def what_if(  # noqa: PLR0913 - each is one thing that can be asked
    size: Annotated[Size | None, typer.Option(help="Ask an invented region instead of the database.")] = None,
    close: Annotated[str | None, typer.Option(help="Code name of a house that would take nobody.")] = None,
    *,
    open_in: Annotated[str | None, typer.Option(help="Municipality in which a house would open.")] = None,
    rooms: Annotated[int, typer.Option(help="Rooms of a house that would open.")] = 4,
    beds: Annotated[int, typer.Option(help="Beds in each of its rooms.")] = 3,
    futures: Annotated[
        int, typer.Option(min=2, max=2000, help="How many years like the past one are drawn.")
    ] = FUTURES,
    processes: Annotated[int, typer.Option(min=1, help="Processes that share the work.")] = os.cpu_count() or 1,
    seed: Annotated[int, typer.Option(help="The same seed draws the same years.")] = 0,
) -> None:
    """Say how many more families, or fewer, would have a place in a year like the past one."""

    async def work() -> None:
        async with stored_or_invented(size) as opened:
            async with opened.transaction() as session:
                past = await the_past(session, opened.keyring, today_somewhere())
            question = _question(past, close, open_in, rooms, beds)
            show(await _asked(past, question, Effort(futures, processes), seed))

    run(work)


def _question(past: Past, close: str | None, open_in: str | None, rooms: int, beds: int) -> Question:
    if (close is None) == (open_in is None):
        raise InvalidInputError("close", N_("Di una cosa: qué casa cierra, o dónde se abre una."))
    if close is not None:
        return question_of(QuestionKind.CLOSE, {"house_id": _named(past, close).house.id})
    place = search(open_in or "", limit=1)
    if not place:
        raise InvalidInputError("open_in", N_("No hay un municipio con ese nombre. Revisa cómo está escrito."))
    asked = {"municipality_id": place[0].id, "setting": Setting.RURAL, "rooms": rooms, "beds": beds}
    return question_of(QuestionKind.OPEN, asked)


def _named(past: Past, code_name: str) -> HouseInventory:
    found = [each for each in past.houses if each.house.code_name == code_name.strip()]
    if len(found) != 1:
        raise InvalidInputError("close", N_("Ninguna casa se llama así, o se llaman así varias."))
    return found[0]


async def _asked(past: Past, question: Question, effort: Effort, seed: int) -> Answer:
    with shown_progress() as tell:
        try:
            return await replayed(past, question, effort, seed=seed, tell=lambda done, of: tell("Años", done, of))
        except SolverFailedError as error:
            raise AbrigoError(FAILURES[error.failure]) from None


def show(answer: Answer) -> None:
    """Print the answer as a sentence, and then each figure with where nine of ten futures lie."""
    more = answer.more
    word = "más" if more.middle >= 0 else "menos"
    low, high = sorted((abs(more.low), abs(more.high))) if more.low * more.high > 0 else (more.low, more.high)
    console.print(
        f"Unas {abs(more.middle):.0f} familias {word} al año tendrían lugar (entre {low:.0f} y {high:.0f}).",
        highlight=False,
    )
    table = Table("En un año", "En medio", "De 10 años, 9 entre")
    table.add_row("Piden lugar", *_cells(answer.asked))
    table.add_row("Lo tienen con las casas de hoy", *_cells(answer.placed))
    for tier, figure in zip(Urgency, answer.by_urgency, strict=True):
        table.add_row(f"Cambio, {say(URGENCIES[tier]).lower()}", *_cells(figure))
    table.add_row("Cambio de km por familia", *_cells(answer.km, 1))
    table.add_row("Cambio de noches de espera por familia", *_cells(answer.waited, 2))
    console.print(table)
    console.print(f"{answer.futures} años como el pasado, decididos uno por uno.", highlight=False)


def _cells(figure: Figure, digits: int = 0) -> tuple[str, str]:
    return f"{figure.middle:.{digits}f}", f"{figure.low:.{digits}f} y {figure.high:.{digits}f}"
