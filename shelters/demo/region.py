"""Filling an empty database with an invented region, in one transaction of the caller's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Table, insert, inspect
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import select

from shelters.access.actor import Role
from shelters.accounts.models import Network, Person
from shelters.audit.chain import link_loose
from shelters.capacity.models import Bed, BedOccupancy
from shelters.clock import now as present
from shelters.database.row import Row
from shelters.demo.cases import proposal_row, request_row, stay_row, wait_row
from shelters.demo.chance import source
from shelters.demo.checks import check_rows
from shelters.demo.circles import DemoCircles
from shelters.demo.inventory import sealed_house
from shelters.demo.nights import Nights, bed_rows, closure_row
from shelters.demo.past import ProposalPlan
from shelters.demo.people import factor_rows, network_rows, person_rows
from shelters.demo.sizes import Size
from shelters.demo.traces import Traces
from shelters.demo.year import Progress, Region, quiet, region
from shelters.errors import N_, ConflictError
from shelters.placement.states import ProposalState
from shelters.sealing.keyring import Keyring
from shelters.stays.states import EXPECTED, INSIDE

_AT_ONCE = 2_000


async def fill_region(
    session: AsyncSession,
    keyring: Keyring,
    size: Size,
    seed: int = 1,
    *,
    now: datetime | None = None,
    progress: Progress = quiet,
) -> Region:
    """Draw a region and write it; the operator acts, and a database that holds any network is refused."""
    if await session.scalar(select(Network.id).limit(1)) is not None:
        raise ConflictError(N_("La base ya tiene redes. La demo solo se escribe en una base vacía."))
    drawn = region(size, seed, now or present(), progress)
    await _Writer(session, keyring, drawn, progress).write(seed)
    return drawn


class _Writer:
    """Writes a region table by table, many rows at a time."""

    def __init__(self, session: AsyncSession, keyring: Keyring, drawn: Region, progress: Progress) -> None:
        self._session, self._keyring, self._drawn, self._progress = session, keyring, drawn, progress

    async def write(self, seed: int) -> None:
        """Write all of it, in the order in which rows refer to each other."""
        drawn = self._drawn
        people, hosting = person_rows(source(seed, "people"), drawn.networks, drawn.houses, drawn.past)
        await self._add(network_rows(self._drawn.networks))
        await self._add(people)
        await self._add(factor_rows(source(seed, "factors"), self._keyring, people, drawn.at))
        numbers = await self._inventory(seed)
        await self._add(hosting)
        circles = DemoCircles(self._keyring, people, hosting, drawn.at)
        for rows in (circles.keys, circles.locks, circles.circle_keys.values(), circles.shares):
            await self._add(rows)
        await self._add(circles.addresses(drawn.houses, drawn.networks))
        nights = Nights(numbers, self._drawn.networks)
        await self._closures(nights)
        await self._cases(people, circles)
        await self._insert(BedOccupancy, [row for plan in self._held() for row in nights.held(plan)])
        await self._insert(BedOccupancy, [row for plan in drawn.past.stays for row in nights.stayed(plan)])
        await self._add(Traces(drawn.networks, people, hosting).of(drawn.past, drawn.at))
        await link_loose(self._session)

    async def _inventory(self, seed: int) -> dict[UUID, list[int]]:
        networks = self._drawn.networks
        houses, rooms, beds = [], [], []
        for plan in self._drawn.houses:
            house, its_rooms = sealed_house(self._keyring, plan, networks[plan.network])
            houses.append(house)
            rooms += its_rooms
            for row, room in zip(its_rooms, plan.rooms, strict=True):
                beds += bed_rows(row, room)
        for rows in (houses, rooms, beds):
            await self._add(rows)
        await self._add(check_rows(source(seed, "checks"), self._keyring, houses, self._drawn.at))
        return await self._bed_numbers()

    async def _bed_numbers(self) -> dict[UUID, list[int]]:
        found = await self._session.execute(select(Bed.room_id, Bed.label, Bed.id))
        by_label = {(room_id, label): number for room_id, label, number in found}
        return {
            room.id: [by_label[room.id, bed.label] or 0 for bed in room.draft.beds]
            for house in self._drawn.houses
            for room in house.rooms
        }

    async def _closures(self, nights: Nights) -> None:
        plans, networks = self._drawn.past.closures, self._drawn.networks
        await self._add([closure_row(plan, networks[plan.space.house.network]) for plan in plans])
        await self._insert(BedOccupancy, [row for plan in plans for row in nights.closed(plan)])

    async def _cases(self, people: Sequence[Person], circles: DemoCircles) -> None:
        past, networks, keyring = self._drawn.past, self._drawn.networks, self._keyring
        filing = {person.network_id: person.id for person in people if person.role == Role.COMMITTEE.value}
        requests = {
            plan.id: request_row(keyring, plan, state, networks[plan.network], filing.get(networks[plan.network]))
            for plan, state in past.requests
        }
        await self._add(requests.values())
        await self._add(wait_row(keyring, plan, requests[plan.request.id]) for plan in past.waits)
        proposals = {plan.id: proposal_row(keyring, plan, networks) for plan in past.proposals}
        await self._add(proposals.values())
        stays = [(plan, stay_row(plan, proposals[plan.proposal.id])) for plan in past.stays]
        await self._add([stay for _, stay in stays])
        await self._add([circles.sheet(plan, stay) for plan, stay in stays if plan.state in {*EXPECTED, *INSIDE}])

    def _held(self) -> list[ProposalPlan]:
        return [plan for plan in self._drawn.past.proposals if plan.state is ProposalState.CHOSEN]

    async def _add(self, rows: Iterable[Row]) -> None:
        """Insert rows of one table."""
        ready = list(rows)
        if ready:
            # The database numbers the beds itself.
            names = [column.key for column in _table(type(ready[0])).columns if column.identity is None]
            await self._insert(type(ready[0]), [{name: getattr(row, name) for name in names} for row in ready])

    async def _insert(self, kind: type[Row], values: Sequence[Mapping[str, object]]) -> None:
        """Insert values into the table of a kind of row, a few thousand at a time."""
        table = _table(kind)
        for start in range(0, len(values), _AT_ONCE):
            part = values[start : start + _AT_ONCE]
            await self._session.execute(insert(table), part)
            self._progress(table.name, start + len(part), len(values))


def _table(kind: type[Row]) -> Table:
    found: Table = inspect(kind).local_table
    return found
