"""A storm: clients and faults together for a while, and then what the database says against what clients were told."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from uuid import UUID

from shelters.access.actor import OPERATOR
from shelters.capacity.rooms import add_room
from shelters.clock import today
from tests.apart.ground import Ground
from tests.chaos.clients import NIGHTS, Client, Felt
from tests.chaos.faults import Faults
from tests.races.runners import ALONE
from tests.scene import room_draft

CLIENTS = 24
_GLANCE = 0.1


@dataclass(frozen=True)
class Weather:
    """How many clients meet in how many beds and first nights, under how many faults, and what is tried without."""

    clients: int = CLIENTS
    rooms: int = 3
    window: int = 6
    seconds: float = 300.0
    faults: int = 60
    pause: float = 2.0
    seed: int = 1
    forgetful: bool = False


@dataclass(frozen=True)
class Verdict:
    """What was lost, doubled, or happened though nobody had asked for it."""

    lost_bookings: int
    lost_cancels: int
    ghost_bookings: int
    ghost_cancels: int
    double: int
    violations: int
    felt: Felt
    faults: Faults

    def harm(self) -> int:
        """Count everything that must not happen."""
        lost = self.lost_bookings + self.lost_cancels + self.ghost_bookings + self.ghost_cancels
        return lost + self.double + self.violations + self.felt.differing

    def reached(self) -> bool:
        """Say whether there was a storm at all: that forms were answered, and that faults were felt."""
        return bool(self.felt.acknowledged and self.felt.connection_errors and self.felt.server_errors)


async def storm(ground: Ground, weather: Weather) -> Verdict:
    """Let clients work while things break; then let them finish, and compare."""
    felt = Felt()
    faults = Faults(ground, felt, Random(weather.seed), weather.forgetful)
    rooms = await _rooms(ground, weather)
    clients = [await _client(ground, weather, number, felt) for number in range(weather.clients)]
    await faults.prepare()
    doubled = [0]
    watching = asyncio.create_task(_watch(ground, doubled))
    async with asyncio.TaskGroup() as working:
        for client in clients:
            working.create_task(client.run(rooms, weather.window))
        end = time.monotonic() + weather.seconds
        while time.monotonic() < end or faults.done.total() < weather.faults:
            await asyncio.sleep(faults.random.uniform(0.5, 1.5) * weather.pause)
            if not await faults.strike():
                break
        for client in clients:
            client.stopping.set()
    watching.cancel()
    await faults.end()
    return await _verdict(ground, clients, faults, max(doubled))


async def _watch(ground: Ground, doubled: list[int]) -> None:
    """Look all the time for a bed that two have: a little later one of them may have given it back."""
    while True:
        # Whatever the driver says while the database dies.
        with suppress(Exception):
            doubled.append(await ground.overlaps())
        await asyncio.sleep(_GLANCE)


async def _rooms(ground: Ground, weather: Weather) -> list[tuple[UUID, UUID]]:
    """Add a few small rooms, so that clients meet in them."""
    scene = ground.scene
    async with scene.acting(OPERATOR) as (session, actor):
        drafts = [room_draft(f"Chica {weather.seed}.{number}", beds=1) for number in range(weather.rooms)]
        made = [await add_room(session, actor, scene.keyring, scene.ceiba.id, draft) for draft in drafts]
    return [(scene.ceiba.id, room.id) for room in made]


async def _client(ground: Ground, weather: Weather, number: int, felt: Felt) -> Client:
    scene = ground.scene
    nights = {"latest": today() + timedelta(days=weather.window), "nights": NIGHTS, "shortest": NIGHTS}
    request = await scene.file(case=ALONE, nights=nights)
    people = await ground.sender(scene.world.committee), await ground.sender(scene.world.host)
    return Client(ground, weather.seed * 1000 + number, request, people, felt)


_COUNTS = """
select request.id,
    (select count(*) from proposal where proposal.request_id = request.id) as held,
    (select count(*) from proposal where proposal.request_id = request.id and state = 'revoked') as let_go,
    (select count(*) from stay where stay.request_id = request.id) as accepted,
    (select count(*) from stay where stay.request_id = request.id and state = 'cancelled') as cancelled
from request where id = any(:requests)
"""


async def _verdict(ground: Ground, clients: Sequence[Client], faults: Faults, doubled: int) -> Verdict:
    rows = {row["id"]: row for row in await ground.rows(_COUNTS, requests=[client.request_id for client in clients])}

    def missing(*steps: str, sign: int = 1) -> int:
        """Sum what was told and is not there; with the other sign, what is there and was never told."""
        return sum(
            max(0, sign * (getattr(client.told, step) - rows[client.request_id][step]))
            for client in clients
            for step in steps
        )

    return Verdict(
        lost_bookings=missing("held", "accepted"),
        lost_cancels=missing("let_go", "cancelled"),
        ghost_bookings=missing("held", "accepted", sign=-1),
        ghost_cancels=missing("let_go", "cancelled", sign=-1),
        double=max(doubled, await ground.overlaps()),
        violations=len(await ground.violations()),
        felt=faults.felt,
        faults=faults,
    )
