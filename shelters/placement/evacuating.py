"""The run of an evacuation: every party of an exposed house at once, those most at risk first, nobody moved twice.

Three steps that never give back what an earlier one found: residents tonight, residents within a week, then those who
are still to come. Whoever has a place elsewhere already is not looked at again: her beds are taken like any other's.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

import optimizer
from shelters.access.actor import MATCHER
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.capacity.inventory import HouseInventory, inventory
from shelters.capacity.occupancy import NIGHT
from shelters.clock import now, today_somewhere
from shelters.database.queue import Work
from shelters.database.row import take
from shelters.database.transaction import transaction
from shelters.errors import ConflictError
from shelters.news.commands import settle_about, tell_committee
from shelters.news.kinds import NewsKind
from shelters.placement.child import SolverFailedError
from shelters.placement.evacuations import KIND
from shelters.placement.everything import reasons_of
from shelters.placement.findings import Reasons, write_found
from shelters.placement.jobs import Workshop
from shelters.placement.models import Evacuation, EvacuationLine
from shelters.placement.options import asking_of, kept_apart
from shelters.placement.posing import Asking, Posed, fits, pose, without_reserve
from shelters.placement.relocations import asked_anew, moves_underway, propose_move
from shelters.placement.run_states import Failure
from shelters.placement.solving import solve_in_child
from shelters.placement.tokens import Choice
from shelters.requests.models import Request
from shelters.sealing.keyring import Keyring
from shelters.stays.locks import lock_in_order
from shelters.stays.models import Stay
from shelters.stays.nights import NO_LONGER_FREE
from shelters.stays.states import INSIDE, LIVE

log = logging.getLogger("abrigo.evacuation")

# Beds wait so long for the committee's word and the other house's answer.
HOLD_HOURS: Final = 24
# A resident for whom nothing is free tonight is moved on the first of these nights on which something is.
_WITHIN: Final = 7
# Somebody who has not come yet may come so much later to another house.
_LATER: Final = 2


@dataclass(frozen=True)
class Mover:
    """A party to place elsewhere: its stay, and its case asked anew for the nights that are left."""

    stay: Stay
    asking: Asking
    resident: bool

    @property
    def id(self) -> str:
        """The name of its request in the problem."""
        return str(self.asking.request.id)

    @property
    def until(self) -> date:
        """The day until which it needs a place; whoever should have left by now needs one night more."""
        return max(self.stay.until, self.asking.request.earliest + NIGHT)


@dataclass(frozen=True)
class Place:
    """Where a party could go, and the space of the problem that this is."""

    mover: Mover
    choice: Choice
    space: str


@dataclass(frozen=True)
class Found:
    """Where each party could go, in the order in which it is to be held, and why not for the others."""

    places: list[Place]
    reasons: dict[str, Reasons]


async def perform_evacuation(shop: Workshop, evacuation_id: UUID) -> None:
    """Look for places for every party that has none, hold them at once, and tell what stood in the way elsewhere."""
    try:
        found = await find_places(shop, evacuation_id)
    except SolverFailedError as error:
        await _fail(shop, evacuation_id, error.failure)
        return
    except Exception as error:  # noqa: BLE001 - whatever it was, people must see that nothing was found yet
        log.error("evacuation failed: %s", type(error).__name__)  # noqa: TRY400 - a traceback prints values
        await _fail(shop, evacuation_id, Failure.DEFECT)
        return
    async with transaction(shop.engine, MATCHER) as session:
        await hold_found(session, shop.keyring, evacuation_id, found)


async def find_places(shop: Workshop, evacuation_id: UUID) -> Found:
    """Read who has no place yet and what is free, and solve; nothing is written."""
    async with transaction(shop.engine, MATCHER) as session:
        movers = await _movers(session, shop.keyring, evacuation_id)
        houses = (await inventory(session, shop.keyring)).houses
    return await _solve(shop, houses, movers)


async def _movers(session: AsyncSession, keyring: Keyring, evacuation_id: UUID) -> list[Mover]:
    lines = select(EvacuationLine.stay_id).where(col(EvacuationLine.evacuation_id) == evacuation_id)
    stays = select(Stay).where(col(Stay.id).in_(lines), col(Stay.state).in_(LIVE)).order_by(col(Stay.id))
    live = (await session.scalars(stays)).all()
    settled = await moves_underway(session, [stay.id for stay in live])
    return [await _mover(session, keyring, stay) for stay in live if stay.id not in settled]


async def _mover(session: AsyncSession, keyring: Keyring, stay: Stay) -> Mover:
    request = await session.get_one(Request, stay.request_id)
    asking = await asking_of(session, keyring, request)
    resident = stay.state in INSIDE
    first = today_somewhere() if resident else max(stay.first, today_somewhere())
    nights = max(1, (stay.until - first).days)
    latest = first + timedelta(days=0 if resident else _LATER)
    # A night elsewhere is better than one in an exposed house; each night that is missing costs a point.
    shortest = 1 if resident else min(nights, request.shortest)
    asked = asked_anew(asking, earliest=first, latest=latest, nights=nights, shortest=shortest)
    return Mover(stay, asked, resident)


async def _solve(shop: Workshop, houses: Sequence[HouseInventory], movers: Sequence[Mover]) -> Found:
    """Solve step by step; what a step found is pinned in those after it."""
    found: list[Place] = []
    residents = [mover for mover in movers if mover.resident]
    later = [_within_a_week(mover) for mover in residents]
    for step in (residents, later, [mover for mover in movers if not mover.resident]):
        placed = {place.mover.id for place in found}
        looking = [mover for mover in step if mover.id not in placed]
        if looking:
            posed = _posed(houses, [place.mover for place in found], looking)
            found += await _step(shop, posed, found, looking)
    placed = {place.mover.id for place in found}
    missing = [mover for mover in (*later, *movers) if mover.id not in placed]
    reasons = await asyncio.to_thread(_reasons, houses, missing)
    return Found(found, reasons)


def _within_a_week(mover: Mover) -> Mover:
    latest = min(mover.asking.request.earliest + timedelta(days=_WITHIN), mover.until - NIGHT)
    return replace(mover, asking=asked_anew(mover.asking, latest=latest))


def _posed(houses: Sequence[HouseInventory], pinned: Sequence[Mover], looking: Sequence[Mover]) -> Posed:
    posed = pose(houses, [mover.asking for mover in (*pinned, *looking)])
    # Whoever sleeps in an exposed house is among the most urgent, for whom places are kept.
    return without_reserve(posed) if any(mover.resident for mover in looking) else posed


async def _step(shop: Workshop, posed: Posed, found: Sequence[Place], looking: Sequence[Mover]) -> list[Place]:
    pins = {place.mover.id: _pin(posed, place) for place in found}
    requests = tuple(replace(each, pinned=pins.get(each.id)) for each in posed.problem.requests)
    problem = replace(posed.problem, requests=requests)
    plan = await solve_in_child(problem, shop.limits, command=shop.command)
    by_id = {mover.id: mover for mover in looking}
    return [
        Place(by_id[each.request], _choice(posed, each, by_id), each.space)
        for each in plan.assignments
        if each.request in by_id
    ]


def _pin(posed: Posed, place: Place) -> optimizer.Pin:
    return optimizer.Pin(place.space, (place.choice.first - posed.tonight).days, place.choice.nights)


def _choice(posed: Posed, each: optimizer.Assignment, movers: Mapping[str, Mover]) -> Choice:
    house, room = posed.rooms[each.space]
    first, until = posed.night(each.first), movers[each.request].until
    # Whoever is moved later stays no longer for it.
    nights = min(each.nights, (until - first).days) if movers[each.request].resident else each.nights
    return Choice(room.room.id, house.house.id, first, nights)


def _reasons(houses: Sequence[HouseInventory], missing: Sequence[Mover]) -> dict[str, Reasons]:
    once = {mover.id: mover for mover in reversed(missing)}
    if not once:
        return {}
    posed = _posed(houses, [], list(once.values()))
    return {name: reasons_of(posed, name) for name in once}


async def hold_found(session: AsyncSession, keyring: Keyring, evacuation_id: UUID, found: Found) -> None:
    """Hold what was found as far as it is still so, and write why not for the others, in one transaction."""
    requests = [place.mover.stay.request_id for place in found.places]
    await lock_in_order(session, [place.choice.house_id for place in found.places], requests)
    evacuation = await take(session, Evacuation, evacuation_id)
    if evacuation.ended_at is not None:
        return
    held = [place for place in found.places if await _hold(session, keyring, place.mover, place.choice)]
    names = {place.mover.asking.request.id for place in held}
    lines = select(EvacuationLine).where(col(EvacuationLine.evacuation_id) == evacuation_id)
    for line in (await session.scalars(lines)).all():
        reasons = [] if line.request_id in names else found.reasons.get(str(line.request_id), [])
        write_found(keyring, await session.get_one(Request, line.request_id), line, reasons)
        if reasons:
            await tell_committee(session, NewsKind.MOVE_WITHOUT_PLACE, line.request_network_id, line.stay_id, line.code)
        else:
            await settle_about(session, line.stay_id, NewsKind.MOVE_WITHOUT_PLACE)
    evacuation.solved_at, evacuation.failure = now(), None
    without = len(found.reasons) + len(found.places) - len(held)
    record(session, MATCHER, Action.EVACUATION_PLANNED, evacuation.id, held=len(held), without=without)
    await session.flush()


async def _hold(session: AsyncSession, keyring: Keyring, mover: Mover, choice: Choice) -> bool:
    try:
        # Inside a savepoint, so that one who was overtaken does not undo the others.
        async with session.begin_nested():
            await _propose(session, keyring, mover, choice)
    except ConflictError:
        return False
    return True


async def _propose(session: AsyncSession, keyring: Keyring, mover: Mover, choice: Choice) -> None:
    """Offer a place to a party if both are as they were, asking the solver again under the lock of the house."""
    stay = await take(session, Stay, mover.stay.id)
    if stay.state not in LIVE or await moves_underway(session, [stay.id]):
        raise ConflictError
    here = await inventory(session, keyring, house_id=choice.house_id)
    mover = replace(mover, asking=await kept_apart(session, mover.asking))
    if not fits(_posed(here.houses, [], [mover]), mover.asking, choice):
        raise ConflictError(NO_LONGER_FREE)
    await propose_move(session, keyring, stay, mover.asking, choice, HOLD_HOURS)


async def _fail(shop: Workshop, evacuation_id: UUID, failure: Failure) -> None:
    async with transaction(shop.engine, MATCHER) as session:
        evacuation = await take(session, Evacuation, evacuation_id)
        evacuation.failure, evacuation.solved_at = failure.value, now()
        record(session, MATCHER, Action.EVACUATION_FAILED, evacuation.id, failure=failure.value)


def evacuation_jobs(shop: Workshop) -> Mapping[str, Work]:
    """Name what a worker does when a house was exposed."""

    async def perform(payload: bytes) -> None:
        await perform_evacuation(shop, UUID(bytes=payload))

    return {KIND: perform}
