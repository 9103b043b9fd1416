"""The arrival sheet: what a house tells a committee for one placement, sealed to it by a host who opens her address."""

from __future__ import annotations

import json
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import Actor
from shelters.access.policy import Permission
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.capacity.addresses import open_address, written_parts
from shelters.capacity.models import House
from shelters.capacity.rows import house_seen
from shelters.circles.models import Circle, Kind, Secret
from shelters.circles.queries import has_key, kinds_of
from shelters.circles.reveal import Wanted, reveal
from shelters.circles.writing import write_secret
from shelters.clock import today_somewhere
from shelters.drafts import Draft
from shelters.errors import N_, ConflictError, NotFoundError
from shelters.sealing.keyring import Keyring
from shelters.sealing.locks import Typed
from shelters.stays.models import Stay
from shelters.stays.queries import stay_seen
from shelters.stays.states import EXPECTED, INSIDE

_LIVE = (*EXPECTED, *INSIDE)


class Sheet(Draft):
    """What the committee is told of a house, for one placement."""

    code_name: str
    address: str
    access: str
    contact: str


async def hand_over_sheet(session: AsyncSession, actor: Actor, keyring: Keyring, stay_id: UUID, typed: Typed) -> Stay:
    """Open the house's address with the host's own key, and seal it to the committee for this stay alone."""
    stay = await stay_seen(session, actor, stay_id, Permission.SHEET_HAND_OVER)
    if not needs_sheet(stay):
        raise ConflictError(N_("Esta estancia ya terminó: no hay hoja que entregar."))
    house = await house_seen(session, actor, stay.house_id)
    await _disclose(session, actor, keyring, stay, house, typed)
    return stay


async def _disclose(
    session: AsyncSession, actor: Actor, keyring: Keyring, stay: Stay, house: House, typed: Typed
) -> None:
    try:
        address = await open_address(session, actor, keyring, house.id, typed)
    except NotFoundError as error:
        raise ConflictError(N_("Escribe primero la dirección de la casa: no hay nada que entregar.")) from error
    sheet = Sheet(code_name=house.code_name, **address.model_dump())
    committee = Circle(stay.request_network_id)
    content = json.dumps(sheet.model_dump(), ensure_ascii=False)
    await write_secret(session, keyring, committee, Kind.SHEET, stay.id, content, from_house=house.id)
    record(session, actor, Action.SHEET_HANDED_OVER, stay.id)
    await session.flush()


async def can_hand_over(session: AsyncSession, stay: Stay, house: House) -> bool:
    """Say whether there is an address to hand over, and somebody in the committee who could open it."""
    return bool(await written_parts(session, house)) and await has_key(session, Circle(stay.request_network_id))


async def sheet_of_stay(session: AsyncSession, actor: Actor, keyring: Keyring, stay_id: UUID, typed: Typed) -> Sheet:
    """Open the arrival sheet of a stay for the committee that asked, and record that it was opened."""
    stay = await stay_with_sheet(session, actor, stay_id)
    wanted = Wanted(stay.id, frozenset({Kind.SHEET}), Action.SHEET_OPENED, stay.host_network_id)
    ((_, content),) = await reveal(session, actor, keyring, Circle(stay.request_network_id), wanted, typed)
    return Sheet.model_validate_json(content)


async def stay_with_sheet(session: AsyncSession, actor: Actor, stay_id: UUID) -> Stay:
    """Give a stay whose arrival sheet the actor may open, once the house has handed it over."""
    stay = await stay_seen(session, actor, stay_id, Permission.SHEET_OPEN)
    # Whoever has left, or never came, needs no address any more; a stay that grew longer keeps its sheet open.
    if not needs_sheet(stay):
        raise NotFoundError
    return stay


def needs_sheet(stay: Stay) -> bool:
    """Say whether somebody is still to come to the house, or is there."""
    return stay.until >= today_somewhere() and stay.state in _LIVE


async def sheet_is_here(session: AsyncSession, stay_id: UUID) -> bool:
    """Say whether the house has handed the sheet over, to whoever of the two sees the stay."""
    return Kind.SHEET in await kinds_of(session, stay_id)


async def withdraw_overdue_sheets(session: AsyncSession) -> int:
    """Take back each sheet whose stay is over by its dates, though nobody said so; say how many. The system acts."""
    live = select(Stay.id).where(
        col(Stay.until) >= today_somewhere(), col(Stay.state).in_([state.value for state in _LIVE])
    )
    over = delete(Secret).where(col(Secret.kind) == Kind.SHEET.value, col(Secret.subject_id).not_in(live))
    return len((await session.scalars(over.returning(col(Secret.id)))).all())
