"""The operator's look at the record: whether it is whole, where it ends, and thinning it."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Final

import typer

from shelters.audit.chain import record_key
from shelters.audit.keeping import head_of, last_anchor
from shelters.audit.thinning import Thinned, thin_record
from shelters.audit.verify import Fault, Head, Verdict, verify
from shelters.settings import settings
from web.operator.office import complaints, console, office, run

app = typer.Typer(help="The record: verify its chain, write its end down elsewhere, thin it.", no_args_is_help=True)

FAULTS: Final = {
    Fault.CHANGED: "una línea fue cambiada",
    Fault.REMOVED: "una línea fue borrada",
    Fault.SLIPPED_IN: "una línea fue metida sin enlace",
    Fault.GAP: "faltan enlaces",
    Fault.MOMENT: "la hora de una línea fue cambiada",
    Fault.CHECKPOINT: "el corte no fue hecho con la llave del registro",
    Fault.CUT: "el final fue cortado: falta el ancla guardada",
}
_SHOWN: Final = 20


@app.command("verify")
def verify_record(
    anchor: Annotated[str, typer.Option(help="An end written down elsewhere, NUMBER:HASH.")] = "",
) -> None:
    """Verify the whole chain; ends with 1 where a line was changed, removed, slipped in or cut off."""

    async def work() -> Verdict:
        kept = Head.read(anchor) if anchor else None
        if kept is None and (file := settings().anchor_file) is not None:
            kept = last_anchor(file)
        async with office() as opened, opened.transaction() as session:
            return await verify(session, record_key(session), kept)

    verdict = run(work)
    for position, fault in verdict.faults[:_SHOWN]:
        complaints.print(f"Enlace {position}: {FAULTS[fault]}", style="red", markup=False, highlight=False)
    if verdict.faults:
        complaints.print(f"El registro no está entero: {len(verdict.faults)} faltas.", style="red")
        raise typer.Exit(1)
    console.print(f"El registro está entero: {verdict.lines} líneas.")


@app.command("head")
def show_head() -> None:
    """Print the end of the chain, to be kept on paper or in a second place."""

    async def work() -> Head | None:
        async with office() as opened, opened.transaction() as session:
            return await head_of(session)

    head = run(work)
    console.print(str(head) if head else "El registro está vacío.", markup=False, highlight=False, soft_wrap=True)


@app.command("thin")
def thin() -> None:
    """Reduce old lines to their day and remove those whose term (ABRIGO_RECORD_DAYS) is over, as the server does."""

    async def work() -> Thinned:
        async with office() as opened, opened.transaction() as session:
            return await thin_record(session, timedelta(days=opened.settings.record_days))

    thinned = run(work)
    console.print(f"Reducidas a su día: {thinned.reduced} · quitadas: {thinned.removed}")
