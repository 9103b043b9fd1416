"""What a night of a room is where nothing takes it: free, kept, to be confirmed, frozen, at rest or out of season."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from shelters.capacity.models import House, Room
from shelters.capacity.occupancy import NIGHT
from shelters.capacity.rhythm import Rhythm, guests_of
from shelters.capacity.safety import FROZEN
from shelters.capacity.seasons import Season
from shelters.capacity.words import NightState
from shelters.clock import now

# Nights that can be closed, each by itself.
OPEN = (NightState.FREE, NightState.KEPT, NightState.UNCONFIRMED)


@dataclass(frozen=True)
class Untaken:
    """What is true of a whole house where nothing takes a bed, and on which nights it rests from people."""

    state: NightState
    resting: frozenset[date]

    def of(self, room: Room, nights: Sequence[date]) -> dict[date, NightState]:
        """Say what each night of a room is."""
        return {night: self._on(room, night) for night in nights}

    def _on(self, room: Room, night: date) -> NightState:
        season = Season.of(room)
        if season is not None and not season.has(night):
            return NightState.OUT_OF_SEASON
        if night in self.resting and self.state is not NightState.FROZEN:
            return NightState.REST
        return NightState.KEPT if room.kept_for_tier and self.state is NightState.FREE else self.state


async def untaken_in(session: AsyncSession, house: House, nights: Sequence[date]) -> Untaken:
    """Say what nights of a house are that nothing takes."""
    return Untaken(_state(house), await _resting(session, house, nights))


def _state(house: House) -> NightState:
    if house.safety in FROZEN:
        return NightState.FROZEN
    return NightState.FREE if house.confirmed_lately(now()) else NightState.UNCONFIRMED


async def _resting(session: AsyncSession, house: House, nights: Sequence[date]) -> frozenset[date]:
    """List the nights on which nobody could sleep there without the house forgoing its rest."""
    rhythm = Rhythm.of(house)
    if rhythm is None:
        return frozenset()
    guests = await guests_of(session, house.id, rhythm, nights[0], nights[-1] + NIGHT)
    return frozenset(night for night in nights if not rhythm.allows(guests, night, night + NIGHT))
