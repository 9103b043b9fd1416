"""The living page: every component in every state, for whoever builds or judges a page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from shelters.capacity.words import NightState
from shelters.clock import today
from shelters.errors import N_
from shelters.planning.counts import Counts
from shelters.planning.labels import BANDS
from shelters.planning.ranges import latest_quarter, written
from shelters.planning.suppression import shown
from web.calendar import Cell, Group, Row, Week
from web.charts import Bars, sizes_of
from web.language import say
from web.looks import Looked, chart_answer
from web.map import Width, sizes
from web.paging import PAGE, Paged
from web.pictures import counts_chart
from web.range_choice import Wanted, wanted
from web.rendering import render
from web.wording import beds

router = APIRouter()

_COUNTRIES: Final = (("MX", N_("México")), ("GT", N_("Guatemala")))
# Of the second row one cell is too small to be told, and so is what would give it away.
_FIGURES: Final = Counts(("golfo", "valles"), ("safe", "watched"), ((7, 2), (31, 12)))


def _free(first: date, bed: str) -> Cell:
    return Cell(NightState.FREE, first, value=f"{bed}:{first.isoformat()}")


def _whole_rooms(start: date) -> Group:
    """Show rooms that are taken whole: a stay, its turnaround, a hold that runs on, an unconfirmed night."""
    nights = [start + timedelta(days=offset) for offset in range(7)]
    one = (
        Cell(NightState.STAY, start, 4, title="N3GX", note=beds(3), href="#n3gx", earlier=True),
        Cell(NightState.TURNAROUND, nights[4], title=say("prep")),
        _free(nights[5], "1"),
        Cell(NightState.UNCONFIRMED, nights[6]),
    )
    two = (
        _free(start, "2"),
        Cell(NightState.HOLD, nights[1], 6, title=say("HN6T · apartada"), href="#hn6t", later=True),
    )
    first = Row(say("Habitación 1"), one, "#room-1", say("Hab. 1"))
    return Group((first, Row(say("Habitación 2"), two, "#room-2", say("Hab. 2"))))


def _shared_room(start: date) -> Group:
    """Show a shared room, a row for each bed."""
    nights = [start + timedelta(days=offset) for offset in range(7)]
    three = (
        Cell(NightState.STAY, start, 3, title="M2PZ", href="#m2pz"),
        _free(nights[3], "3"),
        _free(nights[4], "3"),
        Cell(NightState.CLOSURE, nights[5], 2, href="#reopen"),
    )
    rows = (
        Row(
            say("Cama %(number)d", number=1),
            (Cell(NightState.STAY, start, 7, title="C8WJ", note=say("llega hoy"), href="#c8wj"),),
        ),
        Row(say("Cama %(number)d", number=2), three),
        Row(say("Cama %(number)d", number=3), (Cell(NightState.CLOSURE, start, 7, title=say("fuera de servicio")),)),
    )
    return Group(rows, say("Habitación 3, compartida"), "#room-3")


def _chart() -> Bars:
    rows = {"valles": say("Valles y Altos"), "golfo": say("Oriente y Golfo")}
    columns = {"safe": say("Segura"), "watched": say("En observación")}
    tones = {"safe": "act", "watched": "sash-2"}
    return counts_chart(say("Cuántas casas hay"), shown(_FIGURES), rows, columns, tones)


@router.get("/design/picture")
async def example_picture(look: Looked) -> Response:
    """Draw the chart of the living page."""
    return await chart_answer(_chart(), look)


@router.get("/design")
async def living_page(request: Request, refused: Annotated[bool, Query()] = False) -> HTMLResponse:  # noqa: FBT002
    """Show all components; `?refused=true` shows the form as it comes back with errors."""
    start = today()
    week = Week(
        nights=tuple(start + timedelta(days=offset) for offset in range(7)),
        groups=(_whole_rooms(start), _shared_room(start)),
        free=(3, 0, 0, 1, 1, 3, 3),
    )
    return render(
        request, "design/living.html", week=week, refused=refused, wanted=_range(request, refused), **_examples()
    )


def _range(request: Request, refused: bool) -> Wanted:  # noqa: FBT001 - as the page is asked for
    """Give the last quarter that is over, or its months the wrong way round."""
    last = latest_quarter()
    ends = [written(last.first), written(last.last_month)]
    return wanted(request, *(reversed(ends) if refused else ends))


def _examples() -> dict[str, Any]:
    return {
        "countries": _COUNTRIES,
        "figures": shown(_FIGURES),
        "bands": BANDS,
        "size": sizes()[Width.LARGE],
        "sizes": sizes_of(_chart()),
        "paged": Paged.of(range(PAGE + 1), "#", 0),
    }
