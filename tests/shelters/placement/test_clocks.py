"""Nights are dates where the house stands, whoever holds them, from wherever, at whatever minute."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from shelters.access.actor import OPERATOR
from shelters.capacity.models import BedOccupancy
from shelters.capacity.nights import close_nights
from shelters.capacity.occupancy import bounds
from shelters.capacity.words import ClosureReason
from shelters.database.transaction import acting_as
from shelters.errors import ConflictError, InvalidInputError
from shelters.placement.answers import accept_proposal
from shelters.placement.commands import choose_option
from shelters.placement.options import options_for
from shelters.places import clock_of
from shelters.places.clocks import all_clocks
from shelters.requests.commands import file_request
from shelters.stays.commands import record_arrival
from tests.scene import Scene, place, request_draft

HOUSES = {
    clock_of(place(name)).key: name
    for name in (
        "Tijuana, Baja California",
        "Juárez, Chihuahua",
        "Manuel Ojinaga, Chihuahua",
        "Chihuahua, Chihuahua",
        "Hermosillo, Sonora",
        "Mazatlán, Sinaloa",
        "Valle de Banderas, Nayarit",
        "Matamoros, Tamaulipas",
        "Monterrey, Nuevo León",
        "Mérida, Yucatán",
        "Cancún, Quintana Roo",
        "Oaxaca de Juárez, Oaxaca",
        "Quetzaltenango",
        "San Salvador",
        "Tegucigalpa",
        "Managua",
        "Heredia",
    )
}
# Who holds may sit in a country without a house; the clocks of the north change on the two last days.
FROM = sorted({*all_clocks(), "America/Panama", "America/Belize"})
DAYS = (date(2026, 12, 31), date(2026, 10, 31), date(2026, 11, 1), date(2027, 3, 13), date(2027, 3, 14))
MOMENTS = sorted(
    {datetime.combine(day, time(23, 59), ZoneInfo(clock)).astimezone(UTC) for clock in FROM for day in DAYS}
)


class _Undone(Exception):  # noqa: N818 - nothing went wrong
    """Ends a transaction without a trace."""


async def stands_in(superuser: AsyncEngine, scene: Scene, clock: str) -> None:
    """Let the house of Mexico stand somewhere else."""
    async with superuser.begin() as connection:
        values = {"place": place(HOUSES[clock]), "house": scene.ceiba.id}
        await connection.execute(text("update house set municipality_id = :place where id = :house"), values)


async def held(scene: Scene, night: date) -> list[tuple[date, date]]:
    """Hold the best place for one night, as the committee, and undo it; give the nights that the beds were held for."""
    nights = {"earliest": night, "latest": night, "nights": 1, "shortest": 1}
    found: list[tuple[date, date]] = []
    with suppress(_Undone):
        async with scene.acting(scene.world.committee) as (session, actor):
            draft = request_draft(nights=nights, case={"consent": "network"})
            request = await file_request(session, actor, scene.keyring, draft)
            answer = await options_for(session, actor, scene.keyring, request.id)
            if answer.options:
                token = answer.options[0].token
                await choose_option(session, actor, scene.keyring, request.id, token, 6)
                async with acting_as(session, OPERATOR):
                    rows = select(BedOccupancy).where(col(BedOccupancy.kind) == "hold")
                    found = [bounds(row) for row in await session.scalars(rows)]
            raise _Undone
    return found


def test_a_house_of_every_clock_is_tried() -> None:
    assert set(HOUSES) == all_clocks()


@pytest.mark.parametrize("clock", HOUSES)
async def test_a_hold_made_a_minute_before_midnight_lands_on_the_night_of_the_house(
    scene: Scene, superuser: AsyncEngine, monkeypatch: pytest.MonkeyPatch, clock: str
) -> None:
    await stands_in(superuser, scene, clock)
    for moment in MOMENTS:
        monkeypatch.setattr("shelters.clock.now", lambda moment=moment: moment)
        tonight = moment.astimezone(ZoneInfo(clock)).date()
        assert {first for first, _ in await held(scene, tonight)} == {tonight}, moment


@pytest.mark.parametrize("clock", ["America/Tijuana", "America/Cancun", "America/Guatemala"])
async def test_a_night_that_is_over_at_the_house_is_not_held_though_it_lasts_elsewhere(
    scene: Scene, superuser: AsyncEngine, monkeypatch: pytest.MonkeyPatch, clock: str
) -> None:
    await stands_in(superuser, scene, clock)
    over = 0
    for moment in MOMENTS:
        monkeypatch.setattr("shelters.clock.now", lambda moment=moment: moment)
        tonight = moment.astimezone(ZoneInfo(clock)).date()
        with suppress(InvalidInputError):
            # Where it is nobody's today any more it cannot even be asked for.
            assert {first for first, _ in await held(scene, tonight - timedelta(days=1))} == {tonight}
            over += 1
    assert bool(over) is (clock != "America/Tijuana")


async def test_an_arrival_is_recorded_from_the_first_night_on_by_the_clock_of_the_house(
    scene: Scene, superuser: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In Tijuana it is still the day before when the region writes the new date."""
    await stands_in(superuser, scene, "America/Tijuana")
    midnight = datetime(2027, 1, 10, 0, 30, tzinfo=ZoneInfo("America/Guatemala"))
    monkeypatch.setattr("shelters.clock.now", lambda: midnight)
    first = date(2027, 1, 10)
    request = await scene.file(nights={"earliest": first, "latest": first}, case={"consent": "network"})
    proposal = await scene.choose(request)
    async with scene.acting(scene.world.host) as (session, actor):
        stay = await accept_proposal(session, actor, scene.keyring, proposal.id)
    with pytest.raises(ConflictError):
        async with scene.acting(scene.world.host) as (session, actor):
            await record_arrival(session, actor, stay.id)
    monkeypatch.setattr("shelters.clock.now", lambda: midnight + timedelta(hours=2))
    async with scene.acting(scene.world.host) as (session, actor):
        assert (await record_arrival(session, actor, stay.id)).state == "arrived"


@pytest.mark.parametrize(("clock", "closes"), [("America/Tijuana", True), ("America/Cancun", False)])
async def test_a_night_is_closed_while_it_is_tonight_at_the_house(
    scene: Scene, superuser: AsyncEngine, monkeypatch: pytest.MonkeyPatch, clock: str, *, closes: bool
) -> None:
    await stands_in(superuser, scene, clock)
    late = datetime(2027, 1, 9, 23, 30, tzinfo=ZoneInfo("America/Guatemala"))
    monkeypatch.setattr("shelters.clock.now", lambda: late)
    night = date(2027, 1, 9)
    closed = False
    with suppress(InvalidInputError):
        async with scene.acting(scene.world.host) as (session, actor):
            room = scene.ceiba_room.id
            await close_nights(session, actor, room, night, night + timedelta(days=1), ClosureReason.REST)
            closed = True
    assert closed is closes
