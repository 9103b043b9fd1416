"""Two networks with a house each, and everybody who could ask for them."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

import pytest_asyncio
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select

from shelters.access.actor import DOOR, OPERATOR, Actor, Role
from shelters.accounts.models import Network, Person
from shelters.capacity.commands import add_house, add_room
from shelters.capacity.models import Bed, BedDraft, BedOccupancy, HouseDraft, Room, RoomDraft
from shelters.capacity.words import HouseKind, OccupancyKind, Setting, Sharing
from shelters.clock import now, today
from shelters.database.transaction import AbrigoSession, transaction
from shelters.places import search
from shelters.sealing.keyring import Keyring

OAXACA = search("Oaxaca de Juárez")[0]


def house_draft(code_name: str = "Casa *Jícara*", **values: Any) -> HouseDraft:
    """Draft a house; whatever the test is about is given."""
    plain = {"kind": HouseKind.SAFE_HOUSE, "municipality_id": OAXACA.id, "setting": Setting.TOWN}
    return HouseDraft(**{"code_name": code_name, **plain, **values})


def room_draft(name: str = "Habitación 1", beds: int = 2, **values: Any) -> RoomDraft:
    """Draft a room with numbered beds."""
    labels = tuple(BedDraft(label=f"Cama {number + 1}") for number in range(beds))
    return RoomDraft(**{"name": name, "sharing": Sharing.BEDS, "beds": labels, **values})


@dataclass
class Ground:
    """What the tests of this slice stand on."""

    engine: AsyncEngine
    keyring: Keyring
    network: UUID
    other_network: UUID
    house: UUID
    other_house: UUID
    room: UUID

    @cached_property
    def steward(self) -> Actor:
        """The steward of the network."""
        return Actor(Role.STEWARD, uuid4(), self.network)

    @cached_property
    def host(self) -> Actor:
        """The host of the house."""
        return Actor(Role.HOST, uuid4(), self.network, frozenset({self.house}))

    @cached_property
    def planner(self) -> Actor:
        """A planner, of a network of her own."""
        return Actor(Role.PLANNER, uuid4(), uuid4())

    @cached_property
    def committee(self) -> Actor:
        """A member of the network's committee."""
        return Actor(Role.COMMITTEE, uuid4(), self.network)

    @cached_property
    def stranger(self) -> Actor:
        """The steward of the other network."""
        return Actor(Role.STEWARD, uuid4(), self.other_network)

    def as_(self, actor: Actor) -> AbstractAsyncContextManager[AbrigoSession]:
        """Open a transaction for somebody."""
        return transaction(self.engine, actor)

    async def take(
        self,
        first: date,
        until: date,
        kind: OccupancyKind = OccupancyKind.STAY,
        *,
        room: UUID | None = None,
        bed: int = 0,
        expires_at: datetime | None = None,
        whose: UUID | None = None,
    ) -> None:
        """Take a bed of a room, as the slices above do."""
        async with self.as_(OPERATOR) as session:
            beds = (await session.scalars(select(Bed).where(col(Bed.room_id) == (room or self.room)))).all()
            chosen = sorted(beds, key=lambda each: each.number)[bed]
            hold, whose = kind is OccupancyKind.HOLD, whose or uuid4()
            session.add(
                BedOccupancy(
                    network_id=chosen.network_id,
                    house_id=chosen.house_id,
                    room_id=chosen.room_id,
                    bed_id=chosen.number,
                    nights=Range(first, until),
                    kind=kind.value,
                    stay_id=None if hold else whose,
                    proposal_id=whose if hold else None,
                    expires_at=(expires_at or now() + timedelta(hours=6)) if hold else None,
                )
            )


@pytest_asyncio.fixture
async def ground(engine: AsyncEngine, keyring: Keyring) -> Ground:
    """Two networks with a house each; the first has a shared room of two beds."""
    networks = [Network(name=f"Red de prueba {number}", country="MX") for number in (1, 2)]
    async with transaction(engine, OPERATOR) as session:
        session.add_all(networks)
        await session.flush()
        house, other = [await add_house(session, OPERATOR, keyring, each.id, house_draft()) for each in networks]
        room: Room = await add_room(session, OPERATOR, keyring, house.id, room_draft())
    ground = Ground(engine, keyring, networks[0].id, networks[1].id, house.id, other.id, room.id)
    async with transaction(engine, DOOR) as session:
        # An invitation is somebody's word, so whoever brings in houses with their hosts must be there.
        session.add(
            Person(id=ground.steward.person, network_id=ground.network, name="s", role="steward", password_hash="x")
        )
    return ground


def in_days(days: int) -> date:
    """Name the night that begins so many days from today."""
    return today() + timedelta(days=days)
