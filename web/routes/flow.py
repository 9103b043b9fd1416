"""How requests came to a bed in a range of months, and what went wrong on the way, beside as many months before."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from shelters.access.policy import Permission
from shelters.planning.flow import Flow, flow
from shelters.planning.labels import FLOW_MEANINGS
from web.charts import sizes_of
from web.edge import Desk, needs
from web.export import Figure, figures_as_csv, figures_as_json
from web.flow_words import counted, figures_of, timed
from web.looks import Looked, chart_answer
from web.pictures import hours_chart, told
from web.range_choice import Wanted, wanted

router = APIRouter()


async def _read(desk: Desk, chosen: Wanted) -> tuple[Flow, Flow]:
    span = chosen.checked()
    found = await flow(desk.session, desk.actor, desk.keyring, span)
    return found, await flow(desk.session, desk.actor, desk.keyring, span.before)


async def _figures(desk: Desk, chosen: Wanted) -> list[Figure]:
    return figures_of(*await _read(desk, chosen))


@router.get("/planning/flow")
async def flow_page(
    desk: Annotated[Desk, needs(Permission.PLANNING_SEE)], chosen: Annotated[Wanted, Depends(wanted)]
) -> Response:
    """Show times, stays, declines and other events."""
    figures: dict[str, list[Any]] = {}
    if not chosen.errors:
        found, before = await _read(desk, chosen)
        figures = {**timed(found, before), **counted(found, before)}
    return desk.render(
        "flow/page.html",
        status=chosen.status,
        errors=chosen.errors,
        wanted=chosen,
        figures=figures,
        sizes=sizes_of(hours_chart(figures.get("hours", []))),
        told=told,
        meanings=FLOW_MEANINGS,
    )


@router.get("/planning/flow/picture")
async def flow_picture(
    desk: Annotated[Desk, needs(Permission.PLANNING_SEE)], chosen: Annotated[Wanted, Depends(wanted)], look: Looked
) -> Response:
    """Draw the times to a bed."""
    return await chart_answer(hours_chart(timed(*await _read(desk, chosen))["hours"]), look)


@router.get("/planning/flow.csv")
async def flow_csv(
    desk: Annotated[Desk, needs(Permission.PLANNING_SEE)], chosen: Annotated[Wanted, Depends(wanted)]
) -> Response:
    """Hand out the same figures as a file for spreadsheets."""
    return figures_as_csv(await _figures(desk, chosen), f"{chosen.span}-flow")


@router.get("/planning/flow.json")
async def flow_json(
    desk: Annotated[Desk, needs(Permission.PLANNING_SEE)], chosen: Annotated[Wanted, Depends(wanted)]
) -> Response:
    """Hand out the same figures as a file for programs."""
    return figures_as_json(await _figures(desk, chosen), f"{chosen.span}-flow", **chosen.about(FLOW_MEANINGS))
