"""The stage: real commands on a real PostgreSQL, on one connection that takes everything back after each sequence."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, AsyncTransaction

from shelters.access.actor import OPERATOR, Actor, Role
from shelters.audit.chain import sign_with
from shelters.capacity.rooms import add_room
from shelters.database.engine import make_single_engine
from shelters.database.transaction import transaction
from shelters.errors import AbrigoError
from shelters.placement.checks import violations
from shelters.sealing.keyring import Keyring, make_keyring
from tests.machine.model import Room
from tests.moving_clock import MovingClock
from tests.scene import Scene, house_draft, make_scene, room_draft

BEGINNING = datetime(2030, 1, 10, 18, 0, tzinfo=UTC)
LONGEST = 9
_OFTEN = 40

Do = Callable[[AsyncSession, Actor], Awaitable[Any]]

_SEEN = """
select json_build_object(
    'requests', (select json_object_agg(id, state) from request),
    'proposals', (select json_object_agg(id, state) from proposal),
    'stays', (select json_object_agg(id, json_build_array(state, until)) from stay),
    'rows', (select json_agg(json_build_array(
        kind, room_id, lower(nights), upper(nights), coalesce(stay_id, proposal_id), expires_at <= $1))
        from bed_occupancy),
    'lines', (select count(*) from audit_record))
"""
_AS_OPERATOR = "select " + ", ".join(
    f"set_config('abrigo.{name}', ${number}, true)" for number, name in enumerate(OPERATOR.database_settings(), 1)
)


@dataclass
class Stage:
    """The connection, the people and the rooms."""

    engine: AsyncEngine
    connection: AsyncConnection
    loop: asyncio.AbstractEventLoop
    clock: MovingClock
    keyring: Keyring
    scene: Scene
    rooms: list[Room]
    people: dict[str, Actor]
    outer: AsyncTransaction
    sequence: AsyncTransaction | None = None
    sequences: int = 0

    @classmethod
    def open(cls, address: str, loop: asyncio.AbstractEventLoop, clock: MovingClock) -> Stage:
        """Connect as the application, and set the scene."""
        # More statements than the driver remembers by itself: preparing one anew is two ways to the server and back.
        engine = sign_with(make_single_engine(address, connect_args={"prepared_statement_cache_size": 1000}), b"k" * 32)
        connection = loop.run_until_complete(engine.connect())
        stage = cls(engine, connection, loop, clock, make_keyring(), None, [], {}, None)  # type: ignore[arg-type] # set below
        loop.run_until_complete(stage.set_scene())
        return stage

    async def set_scene(self) -> None:
        """Begin a transaction that is never committed; inside its savepoint, commits of commands are savepoints too."""
        self.clock.moment = BEGINNING
        self.outer = await self.connection.begin()
        await self.connection.begin_nested()
        engine: Any = self.connection
        self.scene = scene = await make_scene(engine, self.keyring)
        resting = house_draft(code_name="Reposo (inventada)", rest_nights=2, max_nights=LONGEST)
        house, first = await scene.add(scene.world.mx.id, resting, room_draft("Uno", beds=1))
        async with scene.acting(OPERATOR) as (session, actor):
            second = await add_room(session, actor, self.keyring, house.id, room_draft("Dos", beds=2))
        self.rooms = [Room(first.id, house.id, 2, LONGEST), Room(second.id, house.id, 2, LONGEST)]
        self.rooms.append(Room(scene.quetzal_room.id, scene.quetzal.id, 0, scene.quetzal.max_nights))
        self.people = {
            "ana": scene.world.actor(scene.world.committee),
            "elena": scene.world.actor(scene.world.committee_gt),
            "berta": Actor(Role.HOST, scene.world.host.id, scene.world.mx.id, frozenset({house.id})),
            "quetzal": Actor(Role.HOST, uuid4(), scene.world.gt.id, frozenset({scene.quetzal.id})),
        }

    def begin(self) -> None:
        """Begin a sequence."""
        self.clock.moment = BEGINNING
        self.sequence = self._run(self.connection.begin_nested())

    def end(self) -> list[str]:
        """Say what breaks a rule at the end of a sequence, and take all of it back."""

        async def close() -> list[str]:
            async with transaction(self.connection, OPERATOR) as session:  # type: ignore[arg-type] # a connection does
                broken = await violations(session)
            if self.sequence is not None:
                await self.sequence.rollback()
            self.sequences += 1
            if self.sequences % _OFTEN == 0:
                # What was taken back is only swept away when the transaction around it is over.
                await self.outer.rollback()
                await self.set_scene()
            return broken

        broken: list[str] = self._run(close())
        return broken

    def act(self, who: str, do: Do) -> Any:
        """Do something as somebody in a transaction of its own; a refusal is given back."""

        async def acting() -> Any:
            try:
                async with transaction(self.connection, self.people.get(who, OPERATOR)) as session:  # type: ignore[arg-type] # as above
                    return await do(session, self.people.get(who, OPERATOR))
            except AbrigoError as refusal:
                return refusal

        return self._run(acting())

    def seen(self) -> dict[str, Any]:
        """Look at everything that stands."""

        async def look() -> Any:
            # With the driver's own hands, since this is done after every step.
            driver: Any = (await self.connection.get_raw_connection()).driver_connection
            await driver.fetchval(_AS_OPERATOR, *OPERATOR.database_settings().values())
            return await driver.fetchval(_SEEN, self.clock.moment)

        seen = self._run(look())
        return dict(json.loads(seen) if isinstance(seen, str) else seen)

    def close(self) -> None:
        """Take everything back and leave."""
        self._run(self.outer.rollback())
        self._run(self.connection.close())
        self._run(self.engine.dispose())

    def _run(self, work: Any) -> Any:
        return self.loop.run_until_complete(work)


def ids(values: dict[str, Any] | None) -> dict[UUID, Any]:
    """Read the ids of an object that PostgreSQL wrote."""
    return {UUID(key): value for key, value in (values or {}).items()}
