"""Where a house is and how one arrives: sealed to the circle of its hosts, by whoever writes it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shelters.access.actor import Actor
from shelters.access.policy import Permission, require_for
from shelters.audit.actions import Action
from shelters.capacity.models import House, HouseAddress
from shelters.capacity.rows import house_seen
from shelters.circles.generations import NoKeyYetError
from shelters.circles.models import Circle, Kind
from shelters.circles.queries import has_key, kinds_of
from shelters.circles.reveal import Wanted, reveal
from shelters.circles.writing import write_secret
from shelters.errors import N_, InvalidInputError
from shelters.sealing.keyring import Keyring
from shelters.sealing.locks import Typed

PARTS = frozenset({Kind.ADDRESS, Kind.ACCESS, Kind.CONTACT})
_NOBODY_YET = N_("Invita primero a su anfitriona: mientras nadie tenga la llave de la casa, nadie podría leerlo.")


def circle_of(house: House) -> Circle:
    """Name the circle of a house's hosts."""
    return Circle(house.network_id, house.id)


async def write_address(session: AsyncSession, keyring: Keyring, house: House, address: HouseAddress) -> bool:
    """Seal what is filled in to the house's circle, and say whether anything was; what is empty stays as it is.

    Whoever writes need not be able to read, so that nothing can be compared: what is written is written anew.
    """
    filled = [(Kind(part), text) for part, text in address.model_dump().items() if text]
    for part, text in filled:
        try:
            await write_secret(session, keyring, circle_of(house), part, house.id, text)
        except NoKeyYetError as error:
            raise InvalidInputError(part.value, _NOBODY_YET) from error
    return bool(filled)


async def may_write_address(session: AsyncSession, house: House) -> bool:
    """Say whether there is somebody who could open what would be written."""
    return await has_key(session, circle_of(house))


async def written_parts(session: AsyncSession, house: House) -> frozenset[Kind]:
    """Name what is sealed of a house's address."""
    return await kinds_of(session, house.id)


async def open_address(
    session: AsyncSession, actor: Actor, keyring: Keyring, house_id: UUID, typed: Typed
) -> HouseAddress:
    """Open the address of a house for one of its hosts, and record that it was opened."""
    house = await house_seen(session, actor, house_id)
    require_for(actor, Permission.ADDRESS_OPEN, house)
    wanted = Wanted(house.id, PARTS, Action.ADDRESS_OPENED, house.network_id)
    opened = await reveal(session, actor, keyring, circle_of(house), wanted, typed)
    return HouseAddress.model_validate({secret.kind: text for secret, text in opened})
