"""Runs: the solver over all open requests, what it proposes, and what a person confirms."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response
from starlette.datastructures import FormData

from shelters.access.policy import Permission, has
from shelters.errors import N_, InvalidInputError
from shelters.placement.proposed import proposed_lines
from shelters.placement.runs import apply_lines, latest_runs, make_run, run_seen
from web.edge import Desk, needs

router = APIRouter()


@router.get("/runs")
async def runs_page(desk: Annotated[Desk, needs(Permission.RUN_SEE)]) -> Response:
    """List the latest runs, with the button for a new one."""
    return desk.render("runs/list.html", runs=await latest_runs(desk.session, desk.actor))


@router.post("/runs")
async def start(desk: Annotated[Desk, needs(Permission.RUN_START)]) -> Response:
    """Solve for all open requests together; nothing is held yet."""
    run = await make_run(desk.session, desk.actor, desk.keyring, seconds=desk.settings.run_seconds)
    return desk.go(f"/runs/{run.id}")


@router.get("/runs/{run_id}")
async def run_page(desk: Annotated[Desk, needs(Permission.RUN_SEE)], run_id: UUID) -> Response:
    """Show what a run proposes for the person's own network, and how good it is for all."""
    return desk.render("runs/page.html", **await _shown(desk, run_id))


async def _shown(desk: Desk, run_id: UUID) -> dict[str, Any]:
    run = await run_seen(desk.session, desk.actor, run_id)
    may_apply = has(desk.actor, Permission.RUN_APPLY)
    lines = await proposed_lines(desk.session, desk.actor, desk.keyring, run_id) if may_apply else []
    return {"run": run, "lines": lines, "may_apply": may_apply}


@router.post("/runs/{run_id}/apply")
async def apply(desk: Annotated[Desk, needs(Permission.RUN_APPLY)], run_id: UUID) -> Response:
    """Hold the places that were ticked; what somebody took meanwhile is left as it is."""
    chosen = _ticked(await desk.form())
    if not chosen:
        error = InvalidInputError("request", N_("Marca al menos una propuesta."))
        return await desk.refuse("runs/page.html", error, **await _shown(desk, run_id))
    await apply_lines(desk.session, desk.actor, desk.keyring, run_id, chosen, hold_hours=desk.settings.hold_hours)
    return desk.go(f"/runs/{run_id}")


def _ticked(form: FormData) -> set[UUID]:
    ticked: set[UUID] = set()
    for value in form.getlist("request"):
        with suppress(ValueError):
            ticked.add(UUID(str(value)))
    return ticked
