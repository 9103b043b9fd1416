"""What the beds of the region were used for in a quarter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Response

from shelters.access.policy import Permission
from shelters.capacity.labels import KINDS, SHARING
from shelters.capacity.words import HouseKind, Sharing
from shelters.errors import N_
from shelters.planning.bed_nights import Use
from shelters.planning.counts import REST
from shelters.planning.labels import BEDS_BY, USE_MEANINGS, USES
from shelters.planning.occupancy import Grouped, Occupancy, occupancy
from shelters.planning.quarters import Quarter, ended_quarters, read_quarter
from web.edge import Desk, needs
from web.export import shares_as_csv, shares_as_json
from web.language import say
from web.unmet_words import quarter_words
from web.zone_words import zone_words

router = APIRouter()

_QUARTERS: Final = 4
_Short = Query(max_length=20)
_REST: Final = N_("Otras")


@dataclass(frozen=True)
class Chosen:
    """Which quarter is looked at, and by what the beds are told apart."""

    quarter: Quarter
    grouped: Grouped

    def address(self, **changes: object) -> str:
        """Give the address of this with something else chosen."""
        told = {"quarter": self.quarter, "by": self.grouped} | changes
        return "&".join(f"{name}={value}" for name, value in told.items())

    async def read(self, desk: Desk) -> tuple[Occupancy | None, Mapping[str, str]]:
        """Read what is chosen, and the words of its rows."""
        found = await occupancy(desk.session, desk.actor, self.quarter, self.grouped)
        return found, _words(found, self.grouped) if found else {}


def _words(found: Occupancy, grouped: Grouped) -> dict[str, str]:
    def word(row: str) -> str:
        if row == REST:
            return say(_REST)
        if grouped is Grouped.ZONE:
            return zone_words(found.zones[row])
        return say(KINDS[HouseKind(row)] if grouped is Grouped.KIND else SHARING[Sharing(row)])

    return {row: word(row) for row in found.rows}


def _chosen(quarter: Annotated[str, _Short] = "", by: Annotated[str, _Short] = "") -> Chosen:
    grouped = Grouped(by) if by in list(Grouped) else Grouped.KIND
    return Chosen(read_quarter(quarter) or ended_quarters(1)[0], grouped)


@router.get("/planning/occupancy")
async def occupancy_page(
    desk: Annotated[Desk, needs(Permission.PLANNING_SEE)], chosen: Annotated[Chosen, Depends(_chosen)]
) -> Response:
    """Show what the beds were used for, beside the quarter before."""
    found, words = await chosen.read(desk)
    return desk.render(
        "occupancy/page.html",
        chosen=chosen,
        found=found,
        words=words,
        quarters={quarter: quarter_words(quarter) for quarter in ended_quarters(_QUARTERS)},
        grouped=BEDS_BY,
        uses=USES,
        used=Use.USED,
        meanings=USE_MEANINGS,
    )


@router.get("/planning/occupancy.csv")
async def occupancy_csv(
    desk: Annotated[Desk, needs(Permission.PLANNING_SEE)], chosen: Annotated[Chosen, Depends(_chosen)]
) -> Response:
    """Hand out the same table as a file for spreadsheets."""
    found, words = await chosen.read(desk)
    return shares_as_csv(found.rows if found else {}, words, f"{chosen.quarter}-beds-{chosen.grouped}")


@router.get("/planning/occupancy.json")
async def occupancy_json(
    desk: Annotated[Desk, needs(Permission.PLANNING_SEE)], chosen: Annotated[Chosen, Depends(_chosen)]
) -> Response:
    """Hand out the same table as a file for programs."""
    found, words = await chosen.read(desk)
    about = {"quarter": str(chosen.quarter), "by": chosen.grouped}
    return shares_as_json(found.rows if found else {}, words, f"{chosen.quarter}-beds-{chosen.grouped}", **about)
