"""The registry of attacks beside the need for places, and how its counts come in."""

from __future__ import annotations

from asyncio import to_thread
from typing import Annotated, Any, Final

from fastapi import APIRouter, Response

from shelters.access.policy import Permission
from shelters.errors import InvalidInputError
from shelters.planning.attack_reading import TAGS, AttackKind
from shelters.planning.attacks import Attacks, attacks, replace_attacks
from shelters.planning.labels import ATTACK_KINDS, ATTACK_MEANINGS, ATTACK_SHADES
from shelters.planning.ledger import Grouping
from shelters.planning.ranges import Months, month_after
from web.attack_words import correlation, lag_words
from web.charts import sizes_of
from web.edge import Desk, needs
from web.language import say
from web.looks import Looked, chart_answer
from web.map import Width, bands_of, picture_of, sizes
from web.pictures import lags_chart
from web.planning_words import OTHERS
from web.range_choice import range_words
from web.tokens import Shade
from web.unmet_words import row_words

router = APIRouter()

_HERE: Final = "/planning/attacks"
# Attacks in twelve months from which on a zone is drawn darker.
_LIMITS: Final = (20, 100)


@router.get("/planning/attacks")
async def attacks_page(desk: Annotated[Desk, needs(Permission.PLANNING_SEE)]) -> Response:
    """Show the counts by zone and kind, their map, and how they went with requests."""
    found = await attacks(desk.session, desk.actor)
    return desk.render(
        "attacks/page.html",
        found=found,
        sources=[(name, range_words(Months(first, month_after(last, 1)))) for name, first, last in found.sources],
        rows=row_words(Grouping.ZONE, found.table.rows),
        kinds={kind: say(ATTACK_KINDS[AttackKind(kind)]) if kind else say(OTHERS) for kind in found.table.columns},
        shades=ATTACK_SHADES,
        size=sizes()[Width.LARGE],
        lag_words=lag_words,
        correlation=correlation,
        sizes=sizes_of(lags_chart(found.lags)),
        meanings=ATTACK_MEANINGS,
    )


@router.get("/planning/attacks/map.png")
async def attacks_map(
    desk: Annotated[Desk, needs(Permission.PLANNING_SEE)], shade: Shade = "light", width: Width = Width.SMALL
) -> Response:
    """Draw how many there were where."""
    found = await attacks(desk.session, desk.actor)
    return await to_thread(picture_of, bands_of(found.by_zone, _LIMITS), shade, width)


@router.get("/planning/attacks/picture")
async def lags_picture(desk: Annotated[Desk, needs(Permission.PLANNING_SEE)], look: Looked) -> Response:
    """Draw how they went with requests of other months."""
    found: Attacks = await attacks(desk.session, desk.actor)
    return await chart_answer(lags_chart(found.lags), look)


@router.get("/planning/attacks/import")
async def import_page(desk: Annotated[Desk, needs(Permission.ATTACKS_IMPORT)]) -> Response:
    """Show the empty form."""
    return desk.render("attacks/form.html", typed={}, problems=[], **_form())


@router.post("/planning/attacks")
async def import_counts(desk: Annotated[Desk, needs(Permission.ATTACKS_IMPORT)]) -> Response:
    """Take all counts in, or none, and give back what was typed with each line that is wrong."""
    form = await desk.form()
    try:
        await replace_attacks(desk.session, desk.actor, str(form.get("source", "")), str(form.get("csv", "")))
    except InvalidInputError as error:
        problems = [say(one.message, **one.values) for one in error.each() if one.field == "csv"]
        return await desk.refuse("attacks/form.html", error, problems=problems, **_form())
    return desk.go(_HERE)


def _form() -> dict[str, Any]:
    return {"kinds": {kind.value: say(words) for kind, words in ATTACK_KINDS.items()}, "tags": ",".join(TAGS)}
