"""What can be done with a house: add, change, confirm what is free, say how safe it is."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from shelters.access.actor import Actor
from shelters.access.policy import Permission, require, require_for
from shelters.accounts.models import Network
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.capacity.addresses import write_address
from shelters.capacity.contents import CLEAR, draft_of, house_key, new_house_key, seal_profile
from shelters.capacity.models import House, HouseDraft
from shelters.capacity.rows import house_seen
from shelters.clock import now
from shelters.errors import N_, ConflictError, InvalidInputError, NotFoundError
from shelters.places import Municipality, municipality
from shelters.sealing.keyring import Keyring


async def add_house(
    session: AsyncSession, actor: Actor, keyring: Keyring, network_id: UUID, draft: HouseDraft
) -> House:
    """Add a house to a network; until its host confirms it, none of its beds counts as free.

    Its address is written when somebody has been invited who can open it.
    """
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
        profile=seal_profile(key, house_id, network_id, draft.profile),
        **_clear(draft),
    )
    require_for(actor, Permission.HOUSE_ADD, house)
    session.add(house)
    await session.flush()
    await write_address(session, keyring, house, draft.address)
    record(session, actor, Action.HOUSE_ADDED, house.id, kind=house.kind, zone=house.zone)
    return house


async def change_house(
    session: AsyncSession, actor: Actor, keyring: Keyring, house_id: UUID, draft: HouseDraft, version: int
) -> House:
    """Change a house that nobody changed since `version`; an address field left empty keeps what it holds.

    Those who change a house cannot read its address: what they cannot see they must not erase.
    """
    house = await house_seen(session, actor, house_id, lock=True)
    require_for(actor, Permission.HOUSE_CHANGE, house)
    if house.version != version:
        raise ConflictError
    if draft.safety != house.safety:
        # Something follows from it at once, in the slices above.
        raise InvalidInputError("safety", N_("La seguridad de una casa se cambia en su página."))
    changed = _differences(keyring, house, draft)
    if await write_address(session, keyring, house, draft.address):
        changed.add("address")
    if not changed:
        return house
    _write(keyring, house, draft, changed)
    house.version += 1
    await session.flush()
    record(session, actor, Action.HOUSE_CHANGED, house.id, fields=", ".join(sorted(changed)))
    return house


async def confirm_house(session: AsyncSession, actor: Actor, house_id: UUID) -> House:
    """Take the host's word that what is shown as free is right."""
    house = await house_seen(session, actor, house_id, lock=True)
    require_for(actor, Permission.HOUSE_CONFIRM, house)
    house.confirmed_at = now()
    record(session, actor, Action.HOUSE_CONFIRMED, house.id)
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
    """Name what a draft would change: fields in the clear, `profile`."""
    present = draft_of(keyring, house)
    return {name for name in (*CLEAR, "profile") if getattr(present, name) != getattr(draft, name)}


def _write(keyring: Keyring, house: House, draft: HouseDraft, changed: set[str]) -> None:
    house.zone = _place_of(draft).zone
    for name, value in _clear(draft).items():
        setattr(house, name, value)
    if "profile" in changed:
        house.profile = seal_profile(house_key(keyring, house), house.id, house.network_id, draft.profile)
