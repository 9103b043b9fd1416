"""The region at a glance: houses by zone, and how they stand."""

from __future__ import annotations

from asyncio import to_thread
from typing import Annotated, Final

from fastapi import APIRouter, Query, Response

from shelters.access.policy import Permission
from shelters.planning.labels import BANDS, CLASSES, MEANINGS, THEMES
from shelters.planning.region import Theme, region_at_a_glance
from web.edge import Desk, needs
from web.language import say
from web.map import Width, bands_of, picture_of, sizes
from web.tokens import Shade
from web.zone_words import zone_words

router = APIRouter()

# Houses from which on a zone is drawn darker: what is below five is not told.
_LIMITS: Final = (10, 20)


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
        classes={each: say(words) for each, words in CLASSES[chosen].items()},
        meanings=MEANINGS[chosen],
        legend=BANDS,
        size=sizes()[Width.LARGE],
    )


@router.get("/region/map.png")
async def map_picture(
    desk: Annotated[Desk, needs(Permission.REGION_SEE)], shade: Shade = "light", width: Width = Width.SMALL
) -> Response:
    """Draw how many houses there are where."""
    glance = await region_at_a_glance(desk.session, desk.actor, Theme.KIND)
    # Drawing one anew takes a third of a second, in which others are to be answered.
    return await to_thread(picture_of, bands_of(glance.by_zone, _LIMITS), shade, width)
