"""An invented region in a real database."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from sqlalchemy import func, text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select

from shelters.access.actor import OPERATOR, Actor, Role
from shelters.accounts.models import HouseHost, Network, Person
from shelters.accounts.passwords import fits
from shelters.audit.actions import Action
from shelters.audit.models import AuditRecord
from shelters.capacity.addresses import open_address
from shelters.capacity.contents import profile_of
from shelters.capacity.models import Bed, BedOccupancy, House
from shelters.capacity.words import OccupancyKind
from shelters.circles.generations import held_key
from shelters.circles.models import Circle, Kind, Secret
from shelters.clock import now
from shelters.database.transaction import transaction
from shelters.demo.networks import ACCOUNTS, MARK, PASSPHRASE
from shelters.demo.region import fill_region
from shelters.demo.sizes import Size
from shelters.demo.year import Region
from shelters.errors import ConflictError
from shelters.placement.disclosure import sheet_of_stay
from shelters.placement.models import Proposal
from shelters.placement.queries import brief_of
from shelters.placement.states import ProposalState
from shelters.requests.models import Request
from shelters.requests.queries import case_of, live_requests
from shelters.sealing.keyring import Keyring
from shelters.sealing.locks import Typed
from shelters.stays.models import Stay
from shelters.stays.queries import current_stays
from shelters.stays.states import EXPECTED, INSIDE


@pytest_asyncio.fixture
async def small(engine: AsyncEngine, keyring: Keyring) -> Region:
    async with transaction(engine, OPERATOR) as session:
        return await fill_region(session, keyring, Size.SMALL, seed=1)


async def actor(engine: AsyncEngine, name: str) -> Actor:
    async with transaction(engine, OPERATOR) as session:
        person = (await session.scalars(select(Person).where(col(Person.name) == name))).one()
        houses = await session.scalars(select(HouseHost.house_id).where(col(HouseHost.person_id) == person.id))
        return Actor(Role(person.role), person.id, person.network_id, frozenset(houses))


async def test_all_that_was_drawn_is_written(engine: AsyncEngine, small: Region) -> None:
    extra = sum(len(room.draft.extra) for house in small.houses for room in house.rooms)
    assert extra
    written = {
        Network: 6,
        House: 8,
        Bed: 60 + extra,
        Request: len(small.past.requests),
        Proposal: len(small.past.proposals),
    }
    async with transaction(engine, OPERATOR) as session:
        for table, number in (written | {Stay: len(small.past.stays)}).items():
            assert await session.scalar(select(func.count()).select_from(table)) == number, table


async def test_everything_invented_is_marked(engine: AsyncEngine, small: Region) -> None:
    async with transaction(engine, OPERATOR) as session:
        networks = (await session.scalars(select(Network))).all()
        assert all(network.demo and network.name.endswith(MARK) for network in networks)
        assert all(name.endswith(MARK) for name in await session.scalars(select(House.code_name)))


async def test_invented_things_never_join_real_ones(engine: AsyncEngine, keyring: Keyring, small: Region) -> None:
    async with transaction(engine, OPERATOR) as session:
        with pytest.raises(ConflictError):
            await fill_region(session, keyring, Size.SMALL, seed=2)


async def test_what_is_sealed_opens_with_the_keyring_and_says_what_was_drawn(
    engine: AsyncEngine, keyring: Keyring, small: Region
) -> None:
    profiles = {house.id: house.draft.profile for house in small.houses}
    cases = {plan.id: plan.draft.case for plan, _ in small.past.requests}
    async with transaction(engine, OPERATOR) as session:
        for house in await session.scalars(select(House)):
            assert profile_of(keyring, house) == profiles[house.id]
        for request in await session.scalars(select(Request).limit(20)):
            assert case_of(keyring, request) == cases[request.id]
        for proposal in await session.scalars(select(Proposal).limit(20)):
            assert brief_of(keyring, proposal).party == cases[proposal.request_id].party


async def test_nothing_of_a_case_or_an_address_stands_in_the_clear(superuser: AsyncEngine, small: Region) -> None:
    async with superuser.connect() as connection:
        for table in ("request", "house", "proposal", "circle_secret", "room"):
            stored = text(f"select {table}::text from {table}")  # noqa: S608 - our own tables
            rows = (await connection.execute(stored)).scalars().all()
            assert rows
            for secret in ("inventado", "psychosocial_care", "18-59"):
                assert not [row for row in rows if secret in row or secret.encode().hex() in row]


async def test_each_told_account_signs_in_with_the_told_passphrase(engine: AsyncEngine, small: Region) -> None:
    async with transaction(engine, OPERATOR) as session:
        hashed = {person.name: person.password_hash for person in await session.scalars(select(Person))}

    assert await fits(PASSPHRASE, hashed["comite-mx"])
    assert {account.name for account in ACCOUNTS} <= set(hashed)
    assert {account.role for account in ACCOUNTS} == {Role.COMMITTEE, Role.HOST, Role.PLANNER, Role.STEWARD}


async def test_every_house_has_a_host(engine: AsyncEngine, small: Region) -> None:
    async with transaction(engine, OPERATOR) as session:
        hosted = set(await session.scalars(select(HouseHost.house_id)))

    assert hosted == {house.id for house in small.houses}


async def test_a_committee_finds_work_of_its_own_network_only(engine: AsyncEngine, small: Region) -> None:
    committee = await actor(engine, "comite-mx")
    async with transaction(engine, committee) as session:
        waiting = await live_requests(session, committee)

    assert waiting
    assert {request.network_id for request in waiting} == {small.networks["MX"]}


async def test_a_host_finds_a_request_to_answer_and_her_guests(engine: AsyncEngine, keyring: Keyring) -> None:
    async with transaction(engine, OPERATOR) as session:
        await fill_region(session, keyring, Size.REGION, seed=1)
    host = await actor(engine, "anfitriona-mx")
    async with transaction(engine, host) as session:
        asked = (await session.scalars(select(Proposal).where(col(Proposal.state) == ProposalState.CHOSEN))).all()
        stays = await current_stays(session, host)

    assert asked
    assert stays
    assert {proposal.house_id for proposal in asked} | {stay.house_id for stay in stays} <= host.houses


async def test_live_holds_and_stays_have_their_beds(engine: AsyncEngine, small: Region) -> None:
    async with transaction(engine, OPERATOR) as session:
        rows = (await session.scalars(select(BedOccupancy))).all()
        holds = Counter(row.proposal_id for row in rows if row.kind == OccupancyKind.HOLD)
        stays = {row.stay_id for row in rows if row.kind == OccupancyKind.STAY}

    chosen = {plan.id: len(plan.offered.beds) for plan in small.past.proposals if plan.state is ProposalState.CHOSEN}
    assert holds == chosen
    assert {stay.id for stay in small.past.stays if stay.state in {*EXPECTED, *INSIDE}} <= stays


async def test_the_record_tells_the_last_weeks_in_their_order(engine: AsyncEngine, small: Region) -> None:
    async with transaction(engine, OPERATOR) as session:
        lines = (await session.scalars(select(AuditRecord).order_by(col(AuditRecord.seq)))).all()

    assert {Action.REQUEST_FILED, Action.BEDS_HELD, Action.PROPOSAL_ACCEPTED} <= {line.action for line in lines}
    assert [line.at for line in lines] == sorted(line.at for line in lines)
    assert lines[-1].at <= small.at < lines[0].at + timedelta(days=61)


async def test_a_steward_reads_the_record_of_her_network_only(engine: AsyncEngine, small: Region) -> None:
    steward = await actor(engine, "responsable-mx")
    async with transaction(engine, steward) as session:
        networks = {line.network_id for line in (await session.scalars(select(AuditRecord))).all()}

    assert networks == {small.networks["MX"]}


async def test_the_past_is_twelve_months_long(engine: AsyncEngine, small: Region) -> None:
    async with transaction(engine, OPERATOR) as session:
        first = await session.scalar(select(func.min(Request.filed_at)))

    assert first is not None
    assert timedelta(days=345) < now() - first <= timedelta(days=366)


async def test_progress_is_told_to_its_end(engine: AsyncEngine, keyring: Keyring) -> None:
    told: dict[str, tuple[int, int]] = {}
    async with transaction(engine, OPERATOR) as session:
        await fill_region(
            session,
            keyring,
            Size.SMALL,
            now=datetime(2026, 3, 1, 12, tzinfo=UTC),
            progress=lambda what, done, of: told.update({what: (done, of)}),
        )

    assert {"requests", "house", "bed", "request", "stay", "bed_occupancy"} <= set(told)
    assert all(done == of for done, of in told.values())


async def test_a_demo_host_opens_her_address_and_a_demo_committee_a_sheet_with_the_told_passphrase(
    engine: AsyncEngine, keyring: Keyring, small: Region
) -> None:
    host, committee = await actor(engine, "anfitriona-mx"), await actor(engine, "comite-mx")
    async with transaction(engine, host) as session:
        address = await open_address(session, host, keyring, min(host.houses), Typed(PASSPHRASE))
    assert "inventado" in address.address
    async with transaction(engine, committee) as session:
        secret = await session.scalar(select(Secret).where(col(Secret.kind) == Kind.SHEET.value).limit(1))
        assert secret is not None
        sheet = await sheet_of_stay(session, committee, keyring, secret.subject_id, Typed(PASSPHRASE))
    assert "inventado" in sheet.address


async def test_every_network_of_the_demo_has_a_committee_that_holds_its_key(engine: AsyncEngine, small: Region) -> None:
    async with transaction(engine, OPERATOR) as session:
        for network_id in small.networks.values():
            assert await held_key(session, Circle(network_id)) is not None
