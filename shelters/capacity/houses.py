"""What can be done with a house: add, change, confirm what is free, say how safe it is."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from shelters.access.actor import Actor
from shelters.access.policy import Permission, require
from shelters.accounts.models import Network
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.capacity.contents import CLEAR, draft_of, house_key, new_house_key, seal_in_house, stored_address
from shelters.capacity.models import House, HouseAddress, HouseDraft
from shelters.capacity.rows import house_seen
from shelters.capacity.words import Safety
from shelters.clock import now
from shelters.errors import ConflictError, InvalidInputError, NotFoundError
from shelters.places import Municipality, municipality
from shelters.sealing.keyring import Keyring


async def add_house(
    session: AsyncSession, actor: Actor, keyring: Keyring, network_id: UUID, draft: HouseDraft
) -> House:
    """Add a house to a network; until its host confirms it, none of its beds counts as free."""
    require(actor, Permission.HOUSE_ADD)
    if await session.get(Network, network_id) is None:
        raise NotFoundError
    house_id = uuid4()
    key, data_key = new_house_key(keyring, house_id, network_id)
    house = House(
        id=house_id,
        network_id=network_id,
        zone=_place_of(draft).zone,
        data_key=data_key,
        profile=seal_in_house(key, house_id, network_id, "profile", draft.profile),
        address=seal_in_house(key, house_id, network_id, "address", draft.address),
        **_clear(draft),
    )
    require(actor, Permission.HOUSE_ADD, house)
    session.add(house)
    await session.flush()
    record(session, actor, Action.HOUSE_ADDED, house.id, kind=house.kind, zone=house.zone)
    return house


async def change_house(
    session: AsyncSession, actor: Actor, keyring: Keyring, house_id: UUID, draft: HouseDraft, version: int
) -> House:
    """Change a house that nobody changed since `version`; an address field left empty keeps what it holds.

    Those who change a house may be forbidden to read its address: what they cannot see they must not erase.
    """
    house = await house_seen(session, actor, house_id, lock=True)
    require(actor, Permission.HOUSE_CHANGE, house)
    if house.version != version:
        raise ConflictError
    changed = _differences(keyring, house, draft)
    if not changed:
        return house
    was_exposed = house.safety == Safety.EXPOSED
    _write(keyring, house, draft, changed)
    house.version += 1
    await session.flush()
    record(session, actor, Action.HOUSE_CHANGED, house.id, fields=", ".join(sorted(changed)))
    if house.safety == Safety.EXPOSED and not was_exposed:
        record(session, actor, Action.HOUSE_EXPOSED, house.id)
    return house


async def confirm_house(session: AsyncSession, actor: Actor, house_id: UUID) -> House:
    """Take the host's word that what is shown as free is right."""
    house = await house_seen(session, actor, house_id, lock=True)
    require(actor, Permission.HOUSE_CONFIRM, house)
    house.confirmed_at = now()
    record(session, actor, Action.HOUSE_CONFIRMED, house.id)
    await session.flush()
    return house


async def set_safety(session: AsyncSession, actor: Actor, house_id: UUID, safety: Safety) -> House:
    """Say how safe a house is; exposed or closed, it takes nobody new from this moment."""
    house = await house_seen(session, actor, house_id, lock=True)
    require(actor, Permission.HOUSE_CHANGE, house)
    if house.safety == safety:
        return house
    house.safety = safety.value
    house.version += 1
    action = Action.HOUSE_EXPOSED if safety is Safety.EXPOSED else Action.HOUSE_CHANGED
    record(session, actor, action, house.id, safety=safety.value)
    await session.flush()
    return house


def _place_of(draft: HouseDraft) -> Municipality:
    try:
        return municipality(draft.municipality_id)
    except NotFoundError as error:
        raise InvalidInputError("municipality_id", error.message) from error


def _clear(draft: HouseDraft) -> dict[str, Any]:
    values = draft.model_dump(mode="json", include=set(CLEAR))
    return {name: values[name] for name in CLEAR}


def _differences(keyring: Keyring, house: House, draft: HouseDraft) -> set[str]:
    """Name what a draft would change: fields in the clear, `profile`, `address`."""
    present = draft_of(keyring, house)
    changed = {name for name in (*CLEAR, "profile") if getattr(present, name) != getattr(draft, name)}
    stored = stored_address(keyring, house)
    return changed | ({"address"} if _merged(stored, draft.address) != stored else set())


def _merged(stored: HouseAddress, typed: HouseAddress) -> HouseAddress:
    filled = {name: text for name, text in typed.model_dump().items() if text}
    return stored.model_copy(update=filled)


def _write(keyring: Keyring, house: House, draft: HouseDraft, changed: set[str]) -> None:
    house.zone = _place_of(draft).zone
    for name, value in _clear(draft).items():
        setattr(house, name, value)
    key = house_key(keyring, house)
    if "profile" in changed:
        house.profile = seal_in_house(key, house.id, house.network_id, "profile", draft.profile)
    if "address" in changed:
        merged = _merged(stored_address(keyring, house), draft.address)
        house.address = seal_in_house(key, house.id, house.network_id, "address", merged)
