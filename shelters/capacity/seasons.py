"""The season of a room: the months of each year in which its beds are there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from shelters.capacity.models import Room
from shelters.capacity.occupancy import OF_PEOPLE, Nights, Stretches, bounds, nights_between, room_occupancy, runs
from shelters.errors import N_, ConflictError


class Seasonal(Protocol):
    """What has a season: a room as it is stored, or as somebody writes it."""

    @property
    def season_from(self) -> int | None:
        """Give its first month."""

    @property
    def season_to(self) -> int | None:
        """Give its last month."""


@dataclass(frozen=True)
class Season:
    """From the first night of one month to the last of another; from November to March it goes over the new year."""

    first: int
    last: int

    @classmethod
    def of(cls, room: Seasonal) -> Season | None:
        """Read what a room says; one that says nothing is there all year."""
        return None if room.season_from is None or room.season_to is None else cls(room.season_from, room.season_to)

    def has(self, night: date) -> bool:
        """Say whether a night is in it."""
        if self.first <= self.last:
            return self.first <= night.month <= self.last
        return night.month >= self.first or night.month <= self.last


def out_of_season(room: Seasonal, first: date, until: date) -> list[Nights]:
    """List the nights from the first until, not including, the last date on which the beds of a room are not there."""
    season = Season.of(room)
    return [] if season is None else runs(night for night in nights_between(first, until) if not season.has(night))


async def refuse_people_out_of_season(session: AsyncSession, room: Room, season: Seasonal, tonight: date) -> None:
    """Refuse a season in which somebody who sleeps in a room, or is expected, would be without her bed."""
    taken = await room_occupancy(session, room.id, tonight, None)
    theirs = [bounds(row) for row in taken if row.kind in OF_PEOPLE]
    if without := _nights_out(season, theirs, tonight):
        raise ConflictError(
            N_("Hay estancias o camas apartadas fuera de esa temporada: %(nights)s. Cámbiala cuando se desocupen."),
            nights=Stretches.of(without),
        )


def _nights_out(season: Seasonal, stretches: Iterable[Nights], tonight: date) -> list[Nights]:
    outside = [out_of_season(season, max(first, tonight), until) for first, until in stretches]
    return runs(night for found in outside for stretch in found for night in nights_between(*stretch))
