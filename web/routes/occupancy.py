"""What the beds of the region were used for in a range of months."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from shelters.access.policy import Permission
from shelters.planning.bed_nights import Use
from shelters.planning.labels import BEDS_BY, USE_MEANINGS, USES
from shelters.planning.occupancy import Occupancy, occupancy
from shelters.planning.rooms import Grouped
from web.charts import sizes_of
from web.edge import Desk, needs
from web.export import shares_as_csv, shares_as_json
from web.looks import Looked, chart_answer
from web.pictures import occupancy_chart
from web.planning_words import bed_row
from web.range_choice import Wanted, wanted

router = APIRouter()


@dataclass(frozen=True)
class Chosen:
    """Which months are looked at, and by what the beds are told apart."""

    wanted: Wanted
    grouped: Grouped

    @property
    def name(self) -> str:
        """Name a file of what is chosen."""
        return f"{self.wanted.span}-beds-{self.grouped}"

    async def read(self, desk: Desk) -> tuple[Occupancy | None, Mapping[str, str]]:
        """Read what is chosen, and the words of its rows."""
        found = await occupancy(desk.session, desk.actor, desk.keyring, self.wanted.checked(), self.grouped)
        return found, {row: bed_row(self.grouped, row, found.zones) for row in found.rows} if found else {}


def _chosen(range_: Annotated[Wanted, Depends(wanted)], by: Annotated[str, Query(max_length=20)] = "") -> Chosen:
    return Chosen(range_, Grouped(by) if by in list(Grouped) else Grouped.KIND)


@router.get("/planning/occupancy")
async def occupancy_page(
    desk: Annotated[Desk, needs(Permission.PLANNING_SEE)], chosen: Annotated[Chosen, Depends(_chosen)]
) -> Response:
    """Show what the beds were used for, beside as many months before."""
    found, words = (None, {}) if chosen.wanted.errors else await chosen.read(desk)
    return desk.render(
        "occupancy/page.html",
        status=chosen.wanted.status,
        errors=chosen.wanted.errors,
        wanted=chosen.wanted,
        chosen=chosen,
        found=found,
        words=words,
        sizes=sizes_of(occupancy_chart(found, words)),
        grouped=BEDS_BY,
        uses=USES,
        used=Use.USED,
        meanings=USE_MEANINGS,
    )


@router.get("/planning/occupancy/picture")
async def occupancy_picture(
    desk: Annotated[Desk, needs(Permission.PLANNING_SEE)], chosen: Annotated[Chosen, Depends(_chosen)], look: Looked
) -> Response:
    """Draw the same table."""
    return await chart_answer(occupancy_chart(*await chosen.read(desk)), look)


@router.get("/planning/occupancy.csv")
async def occupancy_csv(
    desk: Annotated[Desk, needs(Permission.PLANNING_SEE)], chosen: Annotated[Chosen, Depends(_chosen)]
) -> Response:
    """Hand out the same table as a file for spreadsheets."""
    found, words = await chosen.read(desk)
    return shares_as_csv(found.rows if found else {}, words, chosen.name)


@router.get("/planning/occupancy.json")
async def occupancy_json(
    desk: Annotated[Desk, needs(Permission.PLANNING_SEE)], chosen: Annotated[Chosen, Depends(_chosen)]
) -> Response:
    """Hand out the same table as a file for programs."""
    found, words = await chosen.read(desk)
    about = {**chosen.wanted.about(USE_MEANINGS), "by": chosen.grouped}
    return shares_as_json(found.rows if found else {}, words, chosen.name, **about)
