"""Matching everything at once from the command line, and checking that the record is whole."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn
from rich.table import Table

from shelters.access.actor import OPERATOR
from shelters.capacity.labels import KINDS
from shelters.capacity.words import HouseKind
from shelters.database.transaction import AbrigoSession
from shelters.demo.sizes import Size
from shelters.errors import AbrigoError
from shelters.placement.checks import violations
from shelters.placement.child import SolverFailedError
from shelters.placement.everything import Solved, pose_everything, solve_posed
from shelters.placement.models import Run
from shelters.placement.proposed import ProposedLine, proposed_lines
from shelters.placement.run_states import FAILURES
from shelters.placement.runs import Applied, apply_lines, keep_run
from shelters.placement.solving import Limits
from shelters.settings import settings
from web.case_words import party_words, why
from web.language import say
from web.operator.data import stored_or_invented
from web.operator.office import Office, console, office, run


def match(
    size: Annotated[Size | None, typer.Option(help="Try it on an invented region instead of the database.")] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same plan.")] = 0,
    seconds: Annotated[float | None, typer.Option(help="Longest time for the solver.")] = None,
    write: Annotated[Path | None, typer.Option(help="Folder for instance.json and plan.json.")] = None,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Hold what is proposed without asking.")] = False,
) -> None:
    """Solve for all open requests, show what is proposed, and hold what is confirmed."""

    async def work() -> None:
        async with stored_or_invented(size) as opened:
            made, solved = await _solve(opened, seed, seconds or opened.settings.run_seconds, write)
            lines = await _show(opened, made, solved)
            if any(line.first for line in lines) and (yes or _confirmed(size)):
                applied = await _apply(opened, made, lines)
                console.print(f"Apartadas: {applied.held} · alguien llegó antes: {applied.overtaken}")
                if applied.again is not None:
                    console.print("Lo que falta se calcula otra vez en cuanto haya quien lo haga: abrigo work")

    run(work)


def _confirmed(size: Size | None) -> bool:
    # An invented region is gone when the command ends: there is nothing to confirm.
    return size is None and typer.confirm("¿Apartar lo que se propone?", default=False)


async def _solve(opened: Office, seed: int, seconds: float, write: Path | None) -> tuple[Run, Solved]:
    async with opened.transaction() as session:
        posed = await pose_everything(session, opened.keyring)
    with Progress(SpinnerColumn(), TextColumn("{task.description}"), console=console, transient=True) as progress:
        shown = progress.add_task("Calculando")
        try:
            solved = await solve_posed(
                posed,
                Limits.of(seconds, opened.settings.run_memory_mb),
                seed=seed,
                on_progress=lambda reached: progress.update(shown, description=f"Calculando: {reached.phase}"),
            )
        except SolverFailedError as error:
            raise AbrigoError(FAILURES[error.failure]) from None
    if write is not None:
        _write(write, solved)
    async with opened.transaction() as session:
        return await keep_run(session, OPERATOR, opened.keyring, solved), solved


def _write(folder: Path, solved: Solved) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in solved.files().items():
        (folder / name).write_text(content, encoding="utf-8")


async def _show(opened: Office, made: Run, solved: Solved) -> list[ProposedLine]:
    async with opened.transaction() as session:
        lines = await _lines(opened, session, made)
    table = Table("Código", "Grupo", "Propuesta")
    for line in lines:
        table.add_row(line.request.code, party_words(line.case.party), _place(line) if line.first else _reasons(line))
    console.print(table)
    for level in solved.plan.levels:
        proven = "demostrado" if level.proven else f"cota {level.bound}"
        console.print(f"  {level.name:<3} {level.value:>8}   {proven}", highlight=False)
    console.print(f"{made.placed} de {made.requests} grupos con lugar, en {made.seconds:.2f} s", highlight=False)
    return lines


async def _lines(opened: Office, session: AbrigoSession, made: Run) -> list[ProposedLine]:
    return await proposed_lines(session, OPERATOR, opened.keyring, made.id)


def _place(line: ProposedLine) -> str:
    kind = say(KINDS[HouseKind(line.kind)]) if line.kind else ""
    return f"{kind} · {line.zone} · {line.km} km · {line.first} ({line.nights})"


def _reasons(line: ProposedLine) -> str:
    return "; ".join(why(reason) for reason in line.reasons[:3]) or "Sin lugar"


async def _apply(opened: Office, made: Run, lines: list[ProposedLine]) -> Applied:
    async with opened.transaction() as session:
        return await apply_lines(
            session,
            OPERATOR,
            opened.keyring,
            made.id,
            {line.request.id for line in lines if line.first},
            hold_hours=opened.settings.hold_hours,
        )


def check() -> None:
    """Check that beds, holds, stays and states agree; say what does not."""

    async def work() -> list[str]:
        async with office(settings()) as opened, opened.transaction() as session:
            return await violations(session)

    found = run(work)
    for each in found:
        console.print(each, markup=False, highlight=False)
    console.print("Todo concuerda." if not found else f"No concuerda: {len(found)}")
    raise typer.Exit(1 if found else 0)
