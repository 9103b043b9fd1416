"""The lines of a run as a committee reads them, before it confirms any."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import MATCHER, Actor
from shelters.access.policy import Permission, require
from shelters.capacity.models import House
from shelters.database.transaction import acting_as
from shelters.placement.afar import km_told
from shelters.placement.findings import found_in
from shelters.placement.models import RunLine
from shelters.placement.options import WhyNotGroup
from shelters.placement.runs import lines_of
from shelters.places import merged_zones
from shelters.requests.models import Case, Request
from shelters.requests.queries import case_of
from shelters.requests.states import OPEN
from shelters.sealing.keyring import Keyring


@dataclass(frozen=True)
class ProposedLine:
    """What a run proposes for one request; without a place, the rules that stand in the way."""

    request: Request
    case: Case
    kind: str | None
    zone: str | None
    own_network: bool
    first: date | None
    nights: int | None
    km: int | None
    reasons: list[WhyNotGroup]
    applied: bool
    overtaken: bool
    open: bool


async def proposed_lines(session: AsyncSession, actor: Actor, keyring: Keyring, run_id: UUID) -> list[ProposedLine]:
    """List what a run proposes for the actor's network, the most urgent first."""
    require(actor, Permission.RUN_APPLY)
    lines = {line.request_id: line for line in await lines_of(session, run_id)}
    requests = await session.scalars(
        select(Request)
        .where(col(Request.id).in_(lines))
        .order_by(col(Request.urgency), col(Request.filed_at), col(Request.tie))
    )
    wanted = requests.all()
    houses, zones = await houses_with_zones(session)
    return [_line(keyring, request, lines[request.id], houses, zones) for request in wanted]


async def houses_with_zones(session: AsyncSession) -> tuple[dict[UUID, House], dict[str, str]]:
    """Give every house, and each zone's name as another network may read it."""
    async with acting_as(session, MATCHER):
        houses = {house.id: house for house in await session.scalars(select(House))}
    counts: dict[str, int] = {}
    for house in houses.values():
        counts[house.zone] = counts.get(house.zone, 0) + 1
    return houses, {code: group.name for code, group in merged_zones(counts).items()}


async def zones_by_name(session: AsyncSession) -> dict[str, str]:
    """Name the zones with houses as other networks may see them: one with few houses hides among its neighbours."""
    _, zones = await houses_with_zones(session)
    return zones


def _line(
    keyring: Keyring, request: Request, line: RunLine, houses: dict[UUID, House], zones: dict[str, str]
) -> ProposedLine:
    house = houses.get(line.house_id) if line.house_id else None
    own = house is not None and house.network_id == request.network_id
    case = case_of(keyring, request)
    return ProposedLine(
        request=request,
        case=case,
        kind=house.kind if house else None,
        zone=zones[house.zone] if house else None,
        own_network=own,
        first=line.first,
        nights=line.nights,
        km=km_told(case, house, request.network_id) if house else None,
        reasons=[WhyNotGroup(*reason) for reason in found_in(keyring, request, line) or []],
        applied=line.applied_at is not None,
        overtaken=line.overtaken,
        open=request.state in OPEN,
    )
