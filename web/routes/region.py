"""The region at a glance: houses by zone, and how they stand."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from shelters.access.policy import Permission
from shelters.places import COUNTRIES, ZoneGroup
from shelters.planning.labels import CLASSES, MEANINGS, THEMES
from shelters.planning.region import Theme, region_at_a_glance
from web.edge import Desk, needs

router = APIRouter()


def zone_words(group: ZoneGroup) -> str:
    """Name the zones that are shown as one, and their country."""
    return group.name if group.whole_country else f"{group.name}, {COUNTRIES[group.country]}"


@router.get("/region")
async def region_page(
    desk: Annotated[Desk, needs(Permission.REGION_SEE)], theme: Annotated[str, Query(max_length=40)] = ""
) -> Response:
    """Show how many houses there are where, by one theme."""
    chosen = Theme(theme) if theme in list(Theme) else Theme.KIND
    glance = await region_at_a_glance(desk.session, desk.actor, chosen)
    return desk.render(
        "region/page.html",
        chosen=chosen,
        themes=THEMES,
        table=glance.table,
        zones={row: zone_words(group) for row, group in glance.zones.items()},
        classes=CLASSES[chosen],
        meanings=MEANINGS[chosen],
    )
