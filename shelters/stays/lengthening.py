"""Making a stay longer: where its own beds are free for the nights that follow."""

from __future__ import annotations

from datetime import date

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.capacity.models import BedOccupancy, House, Room
from shelters.capacity.occupancy import bounds, free_expired_holds
from shelters.capacity.rhythm import keeps_rhythm
from shelters.capacity.safety import FROZEN
from shelters.capacity.seasons import out_of_season
from shelters.capacity.words import OccupancyKind
from shelters.errors import N_, ConflictError, InvalidInputError
from shelters.stays.beside import beside_her, meets
from shelters.stays.models import Stay
from shelters.stays.nights import Nights, rest_after, taken_by_others


async def check_longer(session: AsyncSession, stay: Stay, house: House, until: date | None) -> date:
    """Refuse a day that is none, is too far for the house, or before which somebody else has the beds."""
    if house.safety in FROZEN:
        raise ConflictError(N_("Mientras la casa esté expuesta o cerrada, nadie se queda más noches."))
    if until is None or until <= max(stay.until, house.tonight):
        raise InvalidInputError("until", N_("Escribe un día después de los que ya tiene."))
    if (until - stay.first).days > house.max_nights:
        message = N_("Esta casa recibe hasta %(most)d noches. Escribe un día antes.")
        raise InvalidInputError("until", message, most=house.max_nights)
    if not await keeps_rhythm(session, house, stay.until, until):
        raise ConflictError(N_("Esas noches la casa descansa de huéspedes. Elige un día antes."))
    if out_of_season(await session.get_one(Room, stay.room_id), stay.until, until):
        raise ConflictError(N_("Esa habitación solo está en su temporada. Elige un día antes, o pide otro lugar."))
    await free_expired_holds(session, stay.room_id)
    last = await _last_rows(session, stay)
    nights = Nights(stay.room_id, stay.until, until, len(last))
    taken = await taken_by_others(session, nights, house.rest_nights, stay.id)
    beside = meets(await beside_her(session, stay.request_id), house.id, stay.until, until)
    if beside or any(first < until and stay.until < end for row in last for first, end in taken.get(row.bed_id, [])):
        raise ConflictError(N_("Esas noches ya están ocupadas o cerradas en su habitación. Elige un día antes."))
    return until


async def _last_rows(session: AsyncSession, stay: Stay) -> list[BedOccupancy]:
    of_stay = select(BedOccupancy).where(
        col(BedOccupancy.stay_id) == stay.id, col(BedOccupancy.kind) == OccupancyKind.STAY
    )
    return [row for row in (await session.scalars(of_stay)).all() if bounds(row)[1] == stay.until]


async def lengthen(session: AsyncSession, stay: Stay, until: date, rest_nights: int) -> None:
    """Take the nights until another day for a stay, with the rest after them; the caller has checked that it can."""
    rest = col(BedOccupancy.kind) == OccupancyKind.TURNAROUND
    # A room that was left for this one still rests.
    here = col(BedOccupancy.stay_id) == stay.id, col(BedOccupancy.room_id) == stay.room_id
    await session.execute(delete(BedOccupancy).where(*here, rest))
    last = await _last_rows(session, stay)
    for row in last:
        row.nights = Range(bounds(row)[0], until)
    await rest_after(session, last, until, rest_nights)
    await session.flush()
