"""Giving out beds night by night, against a model that counts on its fingers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import OPERATOR
from shelters.capacity.rooms import add_room
from shelters.clock import now, today
from shelters.errors import ConflictError
from shelters.stays.nights import (
    Nights,
    assign_beds,
    give_back_from,
    hold_beds,
    lock_house,
    release_hold,
    turn_hold_into_stay,
)
from tests.scene import Scene, room_draft

FIRST = date(2026, 3, 1)
Taken = dict[int, list[tuple[date, date]]]
BedNights = set[tuple[int, date]]


def day(number: int) -> date:
    """Name a day of the model."""
    return FIRST + timedelta(days=number)


@st.composite
def taken_beds(draw: st.DrawFn) -> tuple[int, Taken]:
    """Invent beds, each with stretches that are taken and do not overlap, in any order."""
    beds = draw(st.integers(0, 5))
    taken: Taken = {}
    for bed in range(1, beds + 1):
        edges = sorted(draw(st.sets(st.integers(-3, 14), max_size=6)))
        stretches = [(day(one), day(other)) for one, other in zip(edges[::2], edges[1::2], strict=False)]
        taken[bed] = draw(st.permutations(stretches))
    return beds, taken


def nights_of(stretches: Iterable[tuple[int, date, date]]) -> list[tuple[int, date]]:
    """Unroll stretches to single nights in single beds."""
    return [
        (bed, first + timedelta(days=number))
        for bed, first, until in stretches
        for number in range((until - first).days)
    ]


@given(taken_beds(), st.integers(1, 12), st.integers(0, 5))
def test_each_night_has_exactly_the_beds_wanted_or_it_is_a_conflict(
    inventory: tuple[int, Taken], length: int, wanted: int
) -> None:
    beds, taken = inventory
    full = {
        bed_night for bed, stretches in taken.items() for bed_night in nights_of((bed, *each) for each in stretches)
    }
    stay = [day(number) for number in range(length)]
    possible = all(sum((bed, night) not in full for bed in range(1, beds + 1)) >= wanted for night in stay)
    try:
        given_out = list(assign_beds(range(1, beds + 1), taken, Nights(uuid4(), FIRST, day(length), wanted), wanted))
    except ConflictError:
        assert not possible
        return
    assert possible
    unrolled = nights_of(given_out)
    assert len(set(unrolled)) == len(unrolled)
    assert full.isdisjoint(unrolled)
    assert Counter(night for _, night in unrolled) == (Counter(stay * wanted) if wanted else Counter())


def test_nobody_changes_beds_where_one_is_free_all_along() -> None:
    taken = {1: [(day(3), day(4))], 2: [], 3: [(day(0), day(2))]}
    assert list(assign_beds([1, 2, 3], taken, Nights(uuid4(), FIRST, day(5), 1), 1)) == [(2, FIRST, day(5))]


async def held(
    scene: Scene, room_id: UUID, first: int, until: int, beds: int, held_until: datetime | None = None
) -> UUID:
    """Hold beds of a room, counted in nights from tonight; give the proposal's id."""
    proposal_id, tonight = uuid4(), today()
    nights = Nights(room_id, tonight + timedelta(days=first), tonight + timedelta(days=until), beds, "women")
    async with scene.acting(OPERATOR) as (session, _):
        await lock_house(session, scene.ceiba.id)
        await hold_beds(session, nights, proposal_id, held_until or now() + timedelta(hours=6))
    return proposal_id


async def taken_nights(superuser: AsyncEngine, room_id: UUID) -> list[tuple[str, int, int]]:
    """Count the beds taken each way: kind, first night from tonight, last date from tonight."""
    query = "select kind, lower(nights) - :today, upper(nights) - :today from bed_occupancy where room_id = :room"
    async with superuser.connect() as connection:
        rows = await connection.execute(text(query + " order by 2, 3, 1"), {"room": room_id, "today": today()})
        return [tuple(row) for row in rows]


@pytest.fixture
async def shared(scene: Scene) -> UUID:
    """Give Ceiba a room of three beds that several parties share."""
    async with scene.acting(OPERATOR) as (session, actor):
        return (await add_room(session, actor, scene.keyring, scene.ceiba.id, room_draft("Dos", 3, sharing="beds"))).id


async def test_a_shared_room_is_held_by_beds_and_a_room_of_ones_own_whole(
    scene: Scene, superuser: AsyncEngine, shared: UUID
) -> None:
    await held(scene, shared, 0, 2, 2)
    await held(scene, shared, 0, 2, 1)
    with pytest.raises(ConflictError):
        await held(scene, shared, 1, 2, 1)
    await held(scene, scene.ceiba_room.id, 0, 2, 1)
    assert len(await taken_nights(superuser, shared)) == 3
    assert len(await taken_nights(superuser, scene.ceiba_room.id)) == 4


async def test_a_conflict_holds_nothing_at_all(scene: Scene, superuser: AsyncEngine, shared: UUID) -> None:
    await held(scene, shared, 3, 4, 2)
    with pytest.raises(ConflictError):
        await held(scene, shared, 0, 5, 2)
    assert await taken_nights(superuser, shared) == [("hold", 3, 4)] * 2


async def test_a_room_that_is_out_of_use_holds_nobody(scene: Scene, superuser: AsyncEngine, shared: UUID) -> None:
    async with superuser.begin() as connection:
        await connection.execute(text("update room set in_use = false where id = :id"), {"id": shared})
    with pytest.raises(ConflictError):
        await held(scene, shared, 0, 1, 1)


async def test_a_bed_that_is_out_of_use_is_never_given_out(scene: Scene, superuser: AsyncEngine, shared: UUID) -> None:
    async with superuser.begin() as connection:
        await connection.execute(text("update bed set in_use = false where label = 'Cama 2'"))
    with pytest.raises(ConflictError):
        await held(scene, shared, 0, 1, 3)
    await held(scene, shared, 0, 1, 2)


async def test_a_hold_that_ran_out_is_no_hindrance(scene: Scene, superuser: AsyncEngine, shared: UUID) -> None:
    await held(scene, shared, 0, 2, 3, now() - timedelta(seconds=1))
    await held(scene, shared, 0, 2, 3)
    assert await taken_nights(superuser, shared) == [("hold", 0, 2)] * 3


async def test_an_emergency_that_finds_neither_beds_nor_seats_is_a_conflict(
    scene: Scene, superuser: AsyncEngine, shared: UUID
) -> None:
    await held(scene, shared, 0, 2, 3)
    nights = Nights(shared, today(), today() + timedelta(days=2), 2)
    with pytest.raises(ConflictError):
        async with scene.acting(OPERATOR) as (session, _):
            await hold_beds(session, nights, uuid4(), now() + timedelta(hours=1), emergency=True)
    assert await taken_nights(superuser, shared) == [("hold", 0, 2)] * 3


async def test_a_hold_is_turned_once_and_released_alone(scene: Scene, superuser: AsyncEngine, shared: UUID) -> None:
    mine, other = await held(scene, shared, 0, 2, 2), await held(scene, shared, 0, 2, 1)
    stay_id, until = uuid4(), today() + timedelta(days=2)
    async with scene.acting(OPERATOR) as (session, _):
        await turn_hold_into_stay(session, mine, stay_id, until=until)
    async with scene.acting(OPERATOR) as (session, _):
        await release_hold(session, mine)
        await release_hold(session, other)
        with pytest.raises(ConflictError):
            await turn_hold_into_stay(session, mine, stay_id, until=until)
        with pytest.raises(ConflictError):
            await turn_hold_into_stay(session, other, uuid4(), until=until)
    assert await taken_nights(superuser, shared) == [("stay", 0, 2)] * 2


async def test_a_hold_that_ran_out_becomes_no_stay(scene: Scene, shared: UUID) -> None:
    late = await held(scene, shared, 0, 2, 1, now() - timedelta(seconds=1))
    async with scene.acting(OPERATOR) as (session, _):
        with pytest.raises(ConflictError):
            await turn_hold_into_stay(session, late, uuid4(), until=today() + timedelta(days=2))


async def moving(scene: Scene, room_id: UUID) -> UUID:
    """Leave for a party of one, in five nights, one bed for the first two and another for the rest."""
    await held(scene, room_id, 2, 5, 1)
    first_bed, _ = await held(scene, room_id, 0, 2, 1), await held(scene, room_id, 0, 2, 1)
    async with scene.acting(OPERATOR) as (session, _):
        await release_hold(session, first_bed)
    await held(scene, room_id, 0, 5, 1)
    return await held(scene, room_id, 0, 5, 1)


@pytest.mark.parametrize("given_back_from", [-1, 0, 1, 2, 3, 5, 9])
async def test_nights_are_given_back_from_a_day_on_and_none_before_it(
    scene: Scene, superuser: AsyncEngine, shared: UUID, given_back_from: int
) -> None:
    hers, stay_id = await moving(scene, shared), uuid4()
    others = [each for each in await taken_nights(superuser, shared) if each not in {("hold", 0, 2), ("hold", 2, 5)}]
    async with scene.acting(OPERATOR) as (session, _):
        await turn_hold_into_stay(session, hers, stay_id, until=today() + timedelta(days=5))
        await give_back_from(session, stay_id, today() + timedelta(days=given_back_from))
    taken = await taken_nights(superuser, shared)
    left = [night for kind, first, until in taken if kind == "stay" for night in range(first, until)]
    assert left == list(range(max(0, min(5, given_back_from))))
    assert set(others) <= set(taken)
