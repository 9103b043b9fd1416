"""Passing to another room of the same house: the nights that are left change, those slept stay as they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shelters.capacity.models import House
from shelters.stays.models import Stay
from shelters.stays.nights import give_back_from, turn_hold_into_stay
from shelters.stays.states import StayStep, next_state


@dataclass(frozen=True)
class Held:
    """Beds that a proposal holds in another room of the house, from a night on."""

    proposal_id: UUID
    room_id: UUID
    first: date
    until: date


async def pass_to_room(session: AsyncSession, stay: Stay, house: House, held: Held) -> None:
    """Let a stay go on in another room of its house, whose beds are held; the caller has locked house and stay."""
    stay.state = next_state(stay.state, StayStep.MOVE)
    await free_from(session, stay, house, held.first)
    await turn_hold_into_stay(session, held.proposal_id, stay.id, until=held.until, rest_nights=house.rest_nights)
    stay.room_id, stay.until, stay.asked_until = held.room_id, held.until, None
    stay.version += 1
    await session.flush()


async def free_from(session: AsyncSession, stay: Stay, house: House, day: date) -> None:
    """Give back the nights of a stay from a day on; where it was slept before, the beds rest as the house asks."""
    slept = stay.arrived_at is not None and stay.first < day
    await give_back_from(session, stay.id, day, rest_nights=house.rest_nights if slept else 0)
