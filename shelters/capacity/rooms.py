"""What can be done with rooms and their beds: add, change, take out of use."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import Actor
from shelters.access.policy import Permission, require_for
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.capacity.closures import cover_beds
from shelters.capacity.contents import house_key, room_draft_of, seal_offers
from shelters.capacity.models import Bed, BedDraft, House, Room, RoomDraft
from shelters.capacity.occupancy import OF_PEOPLE, Stretches, bounds, room_occupancy
from shelters.capacity.rows import beds_in, house_seen, room_seen
from shelters.capacity.seasons import refuse_people_out_of_season
from shelters.errors import N_, ConflictError
from shelters.sealing.keyring import Keyring


async def add_room(session: AsyncSession, actor: Actor, keyring: Keyring, house_id: UUID, draft: RoomDraft) -> Room:
    """Add a room with its beds; one that was taken out of use under this name comes back."""
    house = await house_seen(session, actor, house_id, lock=True)
    require_for(actor, Permission.HOUSE_CHANGE, house)
    room = await _out_of_use(session, house_id, draft.name) or _empty_room(keyring, house, draft)
    session.add(room)
    await _write(session, keyring, house, room, draft)
    record(session, actor, Action.ROOM_ADDED, room.id, beds=len(draft.beds))
    return room


async def change_room(session: AsyncSession, actor: Actor, keyring: Keyring, room_id: UUID, draft: RoomDraft) -> Room:
    """Change a room; beds are told apart by label, and a label left out is taken out of use."""
    room = await room_seen(session, actor, room_id)
    house = await house_seen(session, actor, room.house_id, lock=True)
    require_for(actor, Permission.HOUSE_CHANGE, house)
    beds = await beds_in(session, room.id)
    if same_room(room_draft_of(keyring, house, room, beds), draft):
        return room
    await _write(session, keyring, house, room, draft)
    record(session, actor, Action.ROOM_CHANGED, room.id, beds=len(draft.beds))
    return room


async def remove_room(session: AsyncSession, actor: Actor, room_id: UUID) -> None:
    """Take a room out of use, unless somebody sleeps in it or is expected."""
    room = await room_seen(session, actor, room_id)
    house = await house_seen(session, actor, room.house_id, lock=True)
    require_for(actor, Permission.HOUSE_CHANGE, house)
    await _refuse_where_people_are(session, house, room, {bed.id for bed in await beds_in(session, room.id)})
    room.in_use = False
    await session.flush()
    record(session, actor, Action.ROOM_CHANGED, room.id, in_use=False)


def same_room(one: RoomDraft, other: RoomDraft) -> bool:
    """Compare two drafts of a room; the order of its beds says nothing."""
    return _in_order(one) == _in_order(other)


def _in_order(draft: RoomDraft) -> RoomDraft:
    beds, extra = (tuple(sorted(each, key=lambda bed: bed.label)) for each in (draft.beds, draft.extra))
    return draft.model_copy(update={"beds": beds, "extra": extra})


async def _out_of_use(session: AsyncSession, house_id: UUID, name: str) -> Room | None:
    room: Room | None = await session.scalar(
        select(Room).where(col(Room.house_id) == house_id, col(Room.name) == name, col(Room.in_use).is_(False))
    )
    return room


def _empty_room(keyring: Keyring, house: House, draft: RoomDraft) -> Room:
    room_id = uuid4()
    offers = seal_offers(house_key(keyring, house), room_id, house.network_id, draft.offers)
    return Room(
        id=room_id,
        network_id=house.network_id,
        house_id=house.id,
        name=draft.name,
        sharing=draft.sharing.value,
        offers=offers,
    )


async def _write(session: AsyncSession, keyring: Keyring, house: House, room: Room, draft: RoomDraft) -> None:
    await refuse_people_out_of_season(session, room, draft, house.tonight)
    room.name, room.sharing, room.kept_for_tier = draft.name, draft.sharing.value, draft.kept_for_tier
    room.season_from, room.season_to = draft.season_from, draft.season_to
    room.extra_for_tier = draft.extra_for_tier
    room.offers = seal_offers(house_key(keyring, house), room.id, room.network_id, draft.offers)
    room.in_use = True
    await session.flush()
    present = {bed.label: bed for bed in await beds_in(session, room.id)}
    before = {label for label, bed in present.items() if bed.in_use}
    wanted = {bed.label: (bed, extra) for bed, extra in draft.places}
    leaving = [bed for label, bed in present.items() if label not in wanted and bed.in_use]
    await _refuse_where_people_are(session, house, room, {bed.id for bed in leaving})
    for bed in leaving:
        bed.in_use = False
    come = [_bed(room, present.get(label), bed, extra=extra) for label, (bed, extra) in wanted.items()]
    session.add_all(come)
    await session.flush()
    await cover_beds(session, room, [bed for bed in come if bed.label not in before])


def new_bed(room: Room, draft: BedDraft, *, extra: bool) -> Bed:
    """Write a bed or an extra place of a room; the database numbers it."""
    return Bed(
        network_id=room.network_id,
        house_id=room.house_id,
        room_id=room.id,
        label=draft.label,
        kind=draft.kind.value,
        extra=extra,
    )


def _bed(room: Room, present: Bed | None, draft: BedDraft, *, extra: bool) -> Bed:
    if present is None:
        return new_bed(room, draft, extra=extra)
    present.kind, present.extra, present.in_use = draft.kind.value, extra, True
    return present


async def _refuse_where_people_are(session: AsyncSession, house: House, room: Room, bed_ids: set[int | None]) -> None:
    if not bed_ids:
        return
    taken = await room_occupancy(session, room.id, house.tonight, None)
    theirs: set[tuple[date, date]] = {
        bounds(each) for each in taken if each.bed_id in bed_ids and each.kind in OF_PEOPLE
    }
    if theirs:
        raise ConflictError(
            N_("Hay estancias o camas apartadas en estas camas: %(nights)s. Quítalas cuando se desocupen."),
            nights=Stretches.of(sorted(theirs)),
        )
