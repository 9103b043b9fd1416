"""How requests came to a bed in a quarter, and what went wrong on the way, beside the quarter before."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query, Response

from shelters.access.policy import Permission
from shelters.capacity.labels import KINDS
from shelters.capacity.words import HouseKind
from shelters.errors import N_
from shelters.placement.declines import DECLINES, DeclineReason
from shelters.placement.labels import REASONS
from shelters.planning.counts import REST
from shelters.planning.flow import Flow, Times, flow
from shelters.planning.labels import EVENTS, FLOW_MEANINGS, WHO
from shelters.planning.quarters import ended_quarters, read_quarter
from shelters.requests.labels import URGENCIES
from web.edge import Desk, needs
from web.language import say
from web.unmet_words import quarter_words

router = APIRouter()

_QUARTERS: Final = 4
_REST: Final = N_("Otras")
_NO_TIMES: Final = Times(None, None)
# Words, and what they stand for in this quarter and in the one before.
Line = tuple[str, int | None, int | None]


@router.get("/planning/flow")
async def flow_page(
    desk: Annotated[Desk, needs(Permission.PLANNING_SEE)], quarter: Annotated[str, Query(max_length=20)] = ""
) -> Response:
    """Show times, stays, declines and other events."""
    chosen = read_quarter(quarter) or ended_quarters(1)[0]
    found = await flow(desk.session, desk.actor, desk.keyring, chosen)
    before = await flow(desk.session, desk.actor, desk.keyring, chosen.before)
    return desk.render(
        "flow/page.html",
        chosen=chosen,
        hours=[(say(URGENCIES[tier]), times, before.hours[tier]) for tier, times in found.hours.items()],
        nights=_nights(found, before),
        declines=_declines(found, before),
        events=[(say(EVENTS[kind]), number, before.events[kind]) for kind, number in found.events.items()],
        quarters={each: quarter_words(each) for each in ended_quarters(_QUARTERS)},
        meanings=FLOW_MEANINGS,
    )


def _nights(found: Flow, before: Flow) -> list[tuple[str, Times, Times]]:
    return [
        (say(KINDS[HouseKind(kind)]), times, before.nights.get(kind, _NO_TIMES)) for kind, times in found.nights.items()
    ]


def _declines(found: Flow, before: Flow) -> list[Line]:
    earlier = dict(zip(before.declines.rows, before.declines.row_totals, strict=True))
    rows = zip(found.declines.rows, found.declines.row_totals, strict=True)
    in_order = sorted(rows, key=lambda row: (row[0] == REST, -row[1]))
    return [(_decline(row), number, earlier.get(row)) for row, number in in_order]


def _decline(row: str) -> str:
    if row == REST:
        return say(_REST)
    reason = DeclineReason(row)
    who = " / ".join(say(WHO[voice]) for voice in DECLINES[reason].voices)
    return f"{who}: {say(REASONS[reason])}"
