"""Runs: the solver over all open requests, what it proposes, and what a person confirms."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response

from shelters.access.policy import Permission, has
from shelters.errors import N_, InvalidInputError
from shelters.placement.jobs import ask_for_run, ask_to_stop
from shelters.placement.models import Run
from shelters.placement.proposed import proposed_lines
from shelters.placement.run_states import FAILURES, LIVE, Failure
from shelters.placement.runs import apply_lines, latest_runs, run_after, run_seen
from web.edge import Desk, needs
from web.htmx import asked_by_htmx
from web.ticks import ticked_ids

router = APIRouter()


@router.get("/runs")
async def runs_page(desk: Annotated[Desk, needs(Permission.RUN_SEE)]) -> Response:
    """List the latest runs, with the button for a new one."""
    return desk.render("runs/list.html", runs=await latest_runs(desk.session, desk.actor))


@router.post("/runs")
async def start(desk: Annotated[Desk, needs(Permission.RUN_START)]) -> Response:
    """Ask for a run over all open requests, or lead to the one that is underway; nothing is held yet."""
    run = await ask_for_run(desk.session, desk.actor)
    return desk.go(f"/runs/{run.id}")


@router.get("/runs/{run_id}")
async def run_page(desk: Annotated[Desk, needs(Permission.RUN_SEE)], run_id: UUID) -> Response:
    """Show how far a run is, or what it proposes for the person's own network and how good it is for all."""
    run = await run_seen(desk.session, desk.actor, run_id)
    if run.state in LIVE:
        may_stop = has(desk.actor, Permission.RUN_START)
        return desk.render("runs/live.html", fragment="runs/_live.html", run=run, may_stop=may_stop)
    if asked_by_htmx(desk.request):
        # What watched it run is led to the page of what came of it.
        return desk.go(f"/runs/{run_id}")
    if run.failure is not None:
        return desk.render("runs/failed.html", run=run, failure=FAILURES[Failure(run.failure)])
    return desk.render("runs/page.html", **await _shown(desk, run))


@router.post("/runs/{run_id}/stop")
async def stop(desk: Annotated[Desk, needs(Permission.RUN_START)], run_id: UUID) -> Response:
    """Ask for what there is by now; the page goes on following the run to its end."""
    await run_seen(desk.session, desk.actor, run_id)
    await ask_to_stop(desk.session, desk.actor, run_id)
    return desk.go(f"/runs/{run_id}")


async def _shown(desk: Desk, run: Run) -> dict[str, Any]:
    may_apply = has(desk.actor, Permission.RUN_APPLY)
    lines = await proposed_lines(desk.session, desk.actor, desk.keyring, run.id) if may_apply else []
    after = await run_after(desk.session, desk.actor, run.id)
    return {"run": run, "lines": lines, "may_apply": may_apply, "after": after}


@router.post("/runs/{run_id}/apply")
async def apply(desk: Annotated[Desk, needs(Permission.RUN_APPLY)], run_id: UUID) -> Response:
    """Hold the places that were ticked; for whom somebody was first, a place is looked for again."""
    chosen = ticked_ids(await desk.form(), "request")
    if not chosen:
        error = InvalidInputError("request", N_("Marca al menos una propuesta."))
        shown = await _shown(desk, await run_seen(desk.session, desk.actor, run_id))
        return await desk.refuse("runs/page.html", error, **shown)
    await apply_lines(desk.session, desk.actor, desk.keyring, run_id, chosen, hold_hours=desk.settings.hold_hours)
    return desk.go(f"/runs/{run_id}")
