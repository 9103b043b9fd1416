"""What is sealed in a house: its profile, and what each room offers, under the house's own data key."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from shelters.capacity.models import Bed, BedDraft, House, HouseDraft, HouseProfile, Room, RoomDraft
from shelters.capacity.words import BedKind, Offer, Sharing
from shelters.sealing.envelope import Place, Sealed, new_data_key, open_data_key, seal, unseal
from shelters.sealing.keyring import Keyring

# What a draft and a house have in common in the clear; the zone follows from the municipality.
CLEAR = (
    "code_name",
    "kind",
    "municipality_id",
    "setting",
    "open_to",
    "safety",
    "max_nights",
    "rest_nights",
    "load_nights",
    "load_rest",
    "confirm_days",
)


def _place(house: House, column: str) -> Place:
    return Place("house", column, house.id, house.network_id)


def _room_place(room_id: UUID, network_id: UUID) -> Place:
    return Place("room", "offers", room_id, network_id)


def new_house_key(keyring: Keyring, house_id: UUID, network_id: UUID) -> tuple[bytes, Sealed]:
    """Make the data key of a house, bare and wrapped."""
    return new_data_key(keyring, Place("house", "data_key", house_id, network_id))


def house_key(keyring: Keyring, house: House) -> bytes:
    """Open the data key of a house."""
    return open_data_key(keyring, house.data_key, _place(house, "data_key"))


def seal_profile(key: bytes, house_id: UUID, network_id: UUID, profile: HouseProfile) -> Sealed:
    """Seal what a house offers and who may live there."""
    return seal(key, profile.model_dump(mode="json"), Place("house", "profile", house_id, network_id))


def seal_offers(key: bytes, room_id: UUID, network_id: UUID, offers: frozenset[Offer]) -> Sealed:
    """Seal what a room offers."""
    return seal(key, sorted(offers), _room_place(room_id, network_id))


def profile_of(keyring: Keyring, house: House) -> HouseProfile:
    """Open what a house offers and who may live there."""
    return profile_under(house_key(keyring, house), house)


def profile_under(key: bytes, house: House) -> HouseProfile:
    """Open the profile of a house whose data key is already open."""
    return HouseProfile.model_validate(unseal(key, house.profile, _place(house, "profile")))


def offers_of(keyring: Keyring, house: House, room: Room) -> frozenset[Offer]:
    """Open what a room offers beyond what its whole house does."""
    return offers_under(house_key(keyring, house), room)


def offers_under(key: bytes, room: Room) -> frozenset[Offer]:
    """Open the offers of a room whose house's data key is already open."""
    return frozenset(map(Offer, unseal(key, room.offers, _room_place(room.id, room.network_id))))


def draft_of(keyring: Keyring, house: House) -> HouseDraft:
    """Write a house as the draft it could have come from, without its address."""
    clear = {name: getattr(house, name) for name in CLEAR}
    return HouseDraft(**clear, profile=profile_of(keyring, house))


def room_draft_of(keyring: Keyring, house: House, room: Room, beds: list[Bed]) -> RoomDraft:
    """Write a room as the draft it could have come from, with the beds in use."""
    return RoomDraft(
        name=room.name,
        sharing=Sharing(room.sharing),
        kept_for_tier=room.kept_for_tier,
        season_from=room.season_from,
        season_to=room.season_to,
        offers=offers_of(keyring, house, room),
        beds=_drafts_of(bed for bed in beds if not bed.extra),
        extra=_drafts_of(bed for bed in beds if bed.extra),
        extra_for_tier=room.extra_for_tier,
    )


def _drafts_of(beds: Iterable[Bed]) -> tuple[BedDraft, ...]:
    return tuple(BedDraft(label=bed.label, kind=BedKind(bed.kind)) for bed in beds if bed.in_use)
