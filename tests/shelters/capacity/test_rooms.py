"""Rooms and beds: told apart by name, never taken from under somebody."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shelters.capacity.commands import add_room, change_room, close_nights, remove_room
from shelters.capacity.models import BedDraft, RoomDraft
from shelters.capacity.occupancy import room_occupancy
from shelters.capacity.queries import beds_of, house_seen, offers_of, rooms_of
from shelters.capacity.words import BedKind, ClosureReason, OccupancyKind, Offer, Sharing
from shelters.clock import now, today
from shelters.drafts import build
from shelters.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from tests.shelters.capacity.conftest import Ground, in_days, room_draft


async def labels(ground: Ground) -> list[str]:
    """List the beds in use of the house."""
    async with ground.as_(ground.host) as session:
        return [bed.label for bed in await beds_of(session, ground.house)]


async def test_a_room_is_added_with_its_beds_and_what_it_offers(ground: Ground) -> None:
    draft = room_draft("Habitación 2", 3, sharing=Sharing.ONE_PARTY, kept_for_tier=1, offers={Offer.QUIET_ROOM})
    async with ground.as_(ground.steward) as session:
        room = await add_room(session, ground.steward, ground.keyring, ground.house, draft)
        house = await house_seen(session, ground.steward, ground.house)
        assert offers_of(ground.keyring, house, room) == {Offer.QUIET_ROOM}
        assert [each.name for each in await rooms_of(session, ground.house)] == ["Habitación 1", "Habitación 2"]
    assert len(await labels(ground)) == 5


async def test_a_stranger_and_a_committee_add_no_room(ground: Ground) -> None:
    for actor, refusal in ((ground.stranger, NotFoundError), (ground.committee, NotAllowedError)):
        async with ground.as_(actor) as session:
            with pytest.raises(refusal):
                await add_room(session, actor, ground.keyring, ground.house, room_draft("Otra"))


async def test_two_rooms_of_a_house_have_different_names(ground: Ground) -> None:
    with pytest.raises(ConflictError, match="habitación con ese nombre"):
        async with ground.as_(ground.host) as session:
            await add_room(session, ground.host, ground.keyring, ground.house, room_draft())


def test_two_beds_of_a_room_have_different_names() -> None:
    with pytest.raises(InvalidInputError, match="se llaman igual") as refusal:
        RoomDraft(name="Una", beds=(BedDraft(label="A"), BedDraft(label="A")))
    assert refusal.value.field == "beds"


def test_a_room_has_a_bed_at_least() -> None:
    with pytest.raises(InvalidInputError) as refusal:
        build(RoomDraft, {"name": "Una", "beds": []})
    assert refusal.value.field == "beds"


async def test_a_bed_left_out_goes_and_comes_back_under_its_name(ground: Ground) -> None:
    other = room_draft(beds=2).model_copy(update={"beds": (BedDraft(label="Cama 1"), BedDraft(label="Catre"))})
    for draft, expected in ((other, ["Cama 1", "Catre"]), (room_draft(beds=2), ["Cama 1", "Cama 2"])):
        async with ground.as_(ground.host) as session:
            await change_room(session, ground.host, ground.keyring, ground.room, draft)
        assert await labels(ground) == expected


async def test_a_bed_changes_its_kind_and_stays_the_same_bed(ground: Ground) -> None:
    async with ground.as_(ground.host) as session:
        before = await beds_of(session, ground.house)
        draft = room_draft().model_copy(
            update={"beds": tuple(BedDraft(label=bed.label, kind=BedKind.BUNK) for bed in before)}
        )
        await change_room(session, ground.host, ground.keyring, ground.room, draft)
        after = await beds_of(session, ground.house)
    assert [(bed.id, bed.kind) for bed in after] == [(bed.id, "bunk") for bed in before]


@pytest.mark.parametrize("kind", [OccupancyKind.STAY, OccupancyKind.HOLD])
async def test_a_bed_that_somebody_needs_is_not_taken_away(ground: Ground, kind: OccupancyKind) -> None:
    await ground.take(in_days(3), in_days(5), kind, bed=1)
    async with ground.as_(ground.host) as session:
        with pytest.raises(ConflictError, match=f"{in_days(3)}/{in_days(4)}"):
            await change_room(session, ground.host, ground.keyring, ground.room, room_draft(beds=1))
    async with ground.as_(ground.host) as session:
        with pytest.raises(ConflictError):
            await remove_room(session, ground.host, ground.room)
    assert await labels(ground) == ["Cama 1", "Cama 2"]


async def test_a_hold_that_ran_out_and_a_stay_that_ended_keep_no_bed(ground: Ground) -> None:
    await ground.take(in_days(-5), today(), OccupancyKind.STAY)
    await ground.take(in_days(1), in_days(2), OccupancyKind.HOLD, expires_at=now() - timedelta(minutes=1))
    async with ground.as_(ground.host) as session:
        await remove_room(session, ground.host, ground.room)
    assert await labels(ground) == []


async def test_a_room_out_of_use_is_missing_and_comes_back_under_its_name(ground: Ground) -> None:
    async with ground.as_(ground.host) as session:
        await remove_room(session, ground.host, ground.room)
        with pytest.raises(NotFoundError):
            await change_room(session, ground.host, ground.keyring, ground.room, room_draft())
        again = await add_room(session, ground.host, ground.keyring, ground.house, room_draft(beds=3))
        assert again.id == ground.room
    assert len(await labels(ground)) == 3


async def test_a_bed_that_comes_to_a_closed_room_is_closed_too(ground: Ground) -> None:
    async with ground.as_(ground.host) as session:
        await close_nights(session, ground.host, ground.room, in_days(1), in_days(4), ClosureReason.REPAIR)
        await change_room(session, ground.host, ground.keyring, ground.room, room_draft(beds=3))
        taken = await room_occupancy(session, ground.room, today(), None)
    assert len(taken) == 3
    assert {(row.nights.lower, row.nights.upper) for row in taken} == {(in_days(1), in_days(4))}


async def test_a_bed_that_comes_beside_one_closed_bed_is_open(ground: Ground) -> None:
    async with ground.as_(ground.host) as session:
        first = (await beds_of(session, ground.house))[0].number
        await close_nights(session, ground.host, ground.room, today(), in_days(4), ClosureReason.REPAIR, beds=[first])
        await change_room(session, ground.host, ground.keyring, ground.room, room_draft(beds=3))
        taken = await room_occupancy(session, ground.room, today(), None)
    assert [row.bed_id for row in taken] == [first]
