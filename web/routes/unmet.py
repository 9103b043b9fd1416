"""The ledger of unmet need: what became of the requests of a quarter, and why some found no place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Response

from shelters.access.policy import Permission
from shelters.planning.labels import FATE_MEANINGS, GROUPINGS, SPEEDS
from shelters.planning.ledger import Grouping, Ledger, Speed, ledger
from shelters.planning.quarters import Quarter, ended_quarters, read_quarter
from web.charts import sizes_of
from web.edge import Desk, needs
from web.export import as_csv, as_json
from web.language import say
from web.looks import Looked, chart_answer
from web.pictures import unmet_chart
from web.unmet_words import fate_words, quarter_words, row_words, rule_words

router = APIRouter()

_QUARTERS: Final = 4
_Short = Query(max_length=20)


@dataclass(frozen=True)
class Chosen:
    """Which requests are looked at, and by what they are broken down."""

    quarter: Quarter
    speed: Speed
    grouping: Grouping

    def address(self, **changes: object) -> str:
        """Give the address of this with something else chosen."""
        told = {"quarter": self.quarter, "speed": self.speed, "by": self.grouping} | changes
        return "&".join(f"{name}={value}" for name, value in told.items())

    async def read(self, desk: Desk) -> Ledger:
        """Read the ledger of what is chosen."""
        return await ledger(desk.session, desk.actor, desk.keyring, self.quarter, self.speed, self.grouping)


def _chosen(
    quarter: Annotated[str, _Short] = "", speed: Annotated[str, _Short] = "", by: Annotated[str, _Short] = ""
) -> Chosen:
    return Chosen(
        read_quarter(quarter) or ended_quarters(1)[0],
        Speed(speed) if speed in list(Speed) else Speed.URGENT,
        Grouping(by) if by in list(Grouping) else Grouping.ZONE,
    )


@router.get("/planning/unmet")
async def unmet_page(
    desk: Annotated[Desk, needs(Permission.PLANNING_SEE)], chosen: Annotated[Chosen, Depends(_chosen)]
) -> Response:
    """Show what became of the requests of a quarter."""
    found = await chosen.read(desk)
    rows = row_words(chosen.grouping, found.table.rows)
    quarters, fates = ended_quarters(_QUARTERS), fate_words(found.table.columns)
    return desk.render(
        "unmet/page.html",
        chosen=chosen,
        ledger=found,
        rows=rows,
        fates=fates,
        rules=rule_words(found.rules.rows),
        rule_fates=fate_words(found.rules.columns),
        sizes=sizes_of(unmet_chart(found.table, rows, fates)),
        quarters={quarter: quarter_words(quarter) for quarter in quarters},
        speeds=SPEEDS,
        groupings=GROUPINGS,
        meanings=FATE_MEANINGS,
    )


@router.get("/planning/unmet/picture")
async def unmet_picture(
    desk: Annotated[Desk, needs(Permission.PLANNING_SEE)], chosen: Annotated[Chosen, Depends(_chosen)], look: Looked
) -> Response:
    """Draw the same table."""
    table = (await chosen.read(desk)).table
    chart = unmet_chart(table, row_words(chosen.grouping, table.rows), fate_words(table.columns))
    return await chart_answer(chart, look)


@router.get("/planning/unmet.csv")
async def unmet_csv(
    desk: Annotated[Desk, needs(Permission.PLANNING_SEE)], chosen: Annotated[Chosen, Depends(_chosen)]
) -> Response:
    """Hand out the same table as a file for spreadsheets."""
    table = (await chosen.read(desk)).table
    return as_csv(table, row_words(chosen.grouping, table.rows), f"{chosen.quarter}-{chosen.speed}-{chosen.grouping}")


@router.get("/planning/unmet.json")
async def unmet_json(
    desk: Annotated[Desk, needs(Permission.PLANNING_SEE)], chosen: Annotated[Chosen, Depends(_chosen)]
) -> Response:
    """Hand out the same table as a file for programs."""
    table = (await chosen.read(desk)).table
    name = f"{chosen.quarter}-{chosen.speed}-{chosen.grouping}"
    method = [say(meaning) for meaning in FATE_MEANINGS]
    about = {"quarter": str(chosen.quarter), "speed": chosen.speed, "by": chosen.grouping, "method": method}
    return as_json(table, row_words(chosen.grouping, table.rows), name, **about)
