"""The waiting list as a committee uses it: letting a request wait, and reading since when, why, and what opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import MATCHER, Actor
from shelters.access.policy import Permission, require, require_for
from shelters.capacity.inventory import inventory
from shelters.capacity.models import House
from shelters.clock import now, today_somewhere
from shelters.database.transaction import acting_as
from shelters.news.commands import settle_about
from shelters.news.kinds import NewsKind
from shelters.placement.afar import km_told
from shelters.placement.findings import reasons_in, write_found
from shelters.placement.looking import Waits, look
from shelters.placement.models import Waiting
from shelters.placement.options import WhyNotGroup, asking_of
from shelters.placement.posing import pose
from shelters.placement.proposed import houses_with_zones
from shelters.placement.rematch import forget_told
from shelters.placement.tokens import write_token
from shelters.places import zone
from shelters.requests.commands import put_on_waiting_list
from shelters.requests.models import Request
from shelters.requests.queries import case_of
from shelters.requests.states import OPEN
from shelters.sealing.keyring import Keyring


@dataclass(frozen=True)
class Opened:
    """A place that opened, as the committee may see it; of another network's house neither name nor exact distance."""

    token: str
    kind: str
    zone: str
    own_network: bool
    code_name: str | None
    first: date
    nights: int
    km: int
    until: datetime


@dataclass(frozen=True)
class Wait:
    """Since when a request waits, what keeps it without a place, and what opened for it."""

    since: datetime
    reasons: list[WhyNotGroup]
    opened: Opened | None


async def wait_for_place(session: AsyncSession, actor: Actor, keyring: Keyring, request_id: UUID) -> Request:
    """Let a request wait until something opens that there was not yet; it keeps its place in the queue."""
    request = await put_on_waiting_list(session, actor, request_id)
    asking = await asking_of(session, keyring, request)
    async with acting_as(session, MATCHER):
        posed = pose((await inventory(session, keyring)).houses, [asking])
        found = look(posed, [Waits(str(request.id), listed=False)])[str(request.id)]
        row = await session.get(Waiting, request.id)
        row = row or Waiting(request_id=request.id, network_id=request.network_id, since=now())
        row.looked_at = now()
        write_found(keyring, request, row, found.kept)
        forget_told(row)
        session.add(row)
        await settle_about(session, request.id, NewsKind.PLACE_OPENED)
    return request


async def waits_of(
    session: AsyncSession, actor: Actor, keyring: Keyring, requests: Sequence[Request]
) -> dict[UUID, Wait]:
    """Give what the list knows of those requests that still wait for a place."""
    require(actor, Permission.REQUEST_SEE)
    here = {each.id: each for each in requests if each.state in OPEN}
    for request in here.values():
        require_for(actor, Permission.REQUEST_SEE, request)
    async with acting_as(session, MATCHER):
        rows = (await session.scalars(select(Waiting).where(col(Waiting.request_id).in_(here)))).all()
        told = any(row.told_until is not None for row in rows)
        houses, zones = await houses_with_zones(session) if told else ({}, {})
    return {row.request_id: _wait(keyring, here[row.request_id], row, houses, zones) for row in rows}


def _wait(keyring: Keyring, request: Request, row: Waiting, houses: dict[UUID, House], zones: dict[str, str]) -> Wait:
    reasons = [WhyNotGroup(str(rule), subject) for rule, subject in reasons_in(keyring, request, row)]
    choice, until = row.choice, row.told_until
    if choice is None or until is None or until < now() or choice.first < today_somewhere():
        return Wait(row.since, reasons, None)
    house = houses[choice.house_id]
    own = house.network_id == request.network_id
    opened = Opened(
        token=write_token(keyring, request, choice),
        kind=house.kind,
        zone=zone(house.zone).name if own else zones[house.zone],
        own_network=own,
        code_name=house.code_name if own else None,
        first=choice.first,
        nights=choice.nights,
        km=km_told(case_of(keyring, request), house, request.network_id),
        until=until,
    )
    return Wait(row.since, reasons, opened)
