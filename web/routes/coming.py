"""What is coming: how many may ask in the next months, beside what the record knows of the next weeks."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response

from shelters.access.policy import Permission
from shelters.planning.coming import Coming, coming
from shelters.planning.labels import COMING_MEANINGS, COMING_WAYS
from shelters.planning.weeks import weeks_ahead
from web.charts import Bars, sizes_of
from web.coming_words import between, months_ahead, months_past, needs_ahead, zones_ahead
from web.edge import Desk, needs
from web.looks import Looked, chart_answer
from web.pictures import coming_chart

router = APIRouter()


def _chart(found: Coming | None) -> Bars:
    return coming_chart(months_past(found), months_ahead(found)) if found else coming_chart([], [])


@router.get("/planning/coming")
async def coming_page(desk: Annotated[Desk, needs(Permission.PLANNING_SEE)]) -> Response:
    """Show what was told at the beginning of the month, and the next weeks."""
    found = await coming(desk.session, desk.actor)
    return desk.render(
        "coming/page.html",
        found=found,
        weeks=await weeks_ahead(desk.session, desk.actor, desk.keyring),
        past=months_past(found) if found else [],
        months=months_ahead(found) if found else [],
        ways=COMING_WAYS,
        between=between,
        sizes=sizes_of(_chart(found)),
        meanings=COMING_MEANINGS,
    )


@router.get("/planning/coming/parts")
async def parts_page(desk: Annotated[Desk, needs(Permission.PLANNING_SEE)]) -> Response:
    """Show what is expected by zone and by need."""
    found = await coming(desk.session, desk.actor)
    return desk.render(
        "coming/parts.html",
        found=found,
        zones=zones_ahead(found) if found else [],
        needs=needs_ahead(found) if found else [],
        between=between,
        meanings=COMING_MEANINGS,
    )


@router.get("/planning/coming/picture")
async def coming_picture(desk: Annotated[Desk, needs(Permission.PLANNING_SEE)], look: Looked) -> Response:
    """Draw the months."""
    return await chart_answer(_chart(await coming(desk.session, desk.actor)), look)
