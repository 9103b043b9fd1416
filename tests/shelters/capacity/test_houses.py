"""Houses: who sees them, who changes them, and what a change must not lose."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlmodel import col, select

from shelters.access.actor import MATCHER
from shelters.audit.actions import Action
from shelters.audit.models import AuditRecord
from shelters.capacity.commands import add_house, change_house, confirm_house
from shelters.capacity.models import House, HouseProfile, HouseRules
from shelters.capacity.queries import draft_of, house_seen, houses_seen, profile_of, zones_seen
from shelters.capacity.words import HouseKind, Offer, Safety
from shelters.database.transaction import acting_as
from shelters.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from tests.shelters.capacity.conftest import OAXACA, Ground, house_draft


async def actions(ground: Ground, house: object = None) -> list[str]:
    """List what the record says about the house."""
    async with ground.as_(ground.steward) as session:
        lines = select(AuditRecord).where(col(AuditRecord.subject_id) == (house or ground.house))
        return [line.action for line in (await session.scalars(lines.order_by(col(AuditRecord.seq)))).all()]


@pytest.mark.parametrize("who", ["committee"])
async def test_a_committee_may_not_look_at_houses(ground: Ground, who: str) -> None:
    async with ground.as_(getattr(ground, who)) as session:
        with pytest.raises(NotAllowedError):
            await house_seen(session, getattr(ground, who), ground.house)


async def test_a_house_of_another_network_is_missing_like_a_random_id(ground: Ground) -> None:
    async with ground.as_(ground.stranger) as session:
        for house_id in (ground.house, uuid4()):
            with pytest.raises(NotFoundError):
                await house_seen(session, ground.stranger, house_id)


async def test_a_host_sees_her_house_only(ground: Ground) -> None:
    async with ground.as_(ground.host) as session:
        assert [house.id for house in await houses_seen(session, ground.host)] == [ground.house]
        with pytest.raises(NotFoundError):
            await house_seen(session, ground.host, ground.other_house)


async def test_a_steward_sees_her_network_and_a_planner_everything(ground: Ground) -> None:
    for actor, count in ((ground.steward, 1), (ground.planner, 2)):
        async with ground.as_(actor) as session:
            assert len(await houses_seen(session, actor)) == count
            assert await zones_seen(session, actor) == [OAXACA.zone]


@pytest.mark.parametrize(("who", "count"), [("host", 1), ("committee", 0), ("stranger", 1), ("planner", 2)])
async def test_row_security_alone_shows_no_more(ground: Ground, who: str, count: int) -> None:
    async with ground.as_(getattr(ground, who)) as session:
        houses = (await session.scalars(select(House))).all()
        assert len(houses) == count
        assert who != "stranger" or houses[0].id == ground.other_house


async def test_houses_are_found_by_kind_safety_zone_and_age_of_the_word(ground: Ground) -> None:
    async with ground.as_(ground.host) as session:
        await confirm_house(session, ground.host, ground.house)
    async with ground.as_(ground.planner) as session:
        old = await houses_seen(session, ground.planner, unconfirmed=True)
        assert [house.id for house in old] == [ground.other_house]
        assert len(await houses_seen(session, ground.planner, kind=HouseKind.SAFE_HOUSE, zone=OAXACA.zone)) == 2
        assert await houses_seen(session, ground.planner, safety=Safety.EXPOSED) == []
        assert len(await houses_seen(session, ground.planner, limit=1, offset=1)) == 1


async def test_a_steward_adds_a_house_to_her_network_only(ground: Ground) -> None:
    async with ground.as_(ground.steward) as session:
        with pytest.raises(NotFoundError):
            await add_house(session, ground.steward, ground.keyring, ground.other_network, house_draft("Otra"))
        house = await add_house(session, ground.steward, ground.keyring, ground.network, house_draft("Otra"))
    assert (house.zone, house.confirmed_at) == (OAXACA.zone, None)
    assert await actions(ground, house.id) == [Action.HOUSE_ADDED]


async def test_a_host_adds_no_house(ground: Ground) -> None:
    async with ground.as_(ground.host) as session:
        with pytest.raises(NotAllowedError):
            await add_house(session, ground.host, ground.keyring, ground.network, house_draft("Otra"))


async def test_two_houses_of_a_network_have_different_names(ground: Ground) -> None:
    with pytest.raises(ConflictError, match="nombre en clave"):
        async with ground.as_(ground.steward) as session:
            await add_house(session, ground.steward, ground.keyring, ground.network, house_draft())


async def test_an_unknown_municipality_is_named_as_the_wrong_field(ground: Ground) -> None:
    async with ground.as_(ground.steward) as session:
        with pytest.raises(InvalidInputError) as refusal:
            await add_house(
                session, ground.steward, ground.keyring, ground.network, house_draft("Otra", municipality_id="0")
            )
    assert refusal.value.field == "municipality_id"


async def test_a_change_is_written_and_recorded_without_its_content(ground: Ground) -> None:
    profile = HouseProfile(offers=frozenset({Offer.COT}), rules=HouseRules(sons_up_to=11))
    async with ground.as_(ground.host) as session:
        draft = house_draft(max_nights=20, profile=profile)
        house = await change_house(session, ground.host, ground.keyring, ground.house, draft, version=1)
    assert (house.max_nights, house.version) == (20, 2)
    assert profile_of(ground.keyring, house) == profile
    async with ground.as_(ground.steward) as session:
        line = await session.scalar(select(AuditRecord).where(col(AuditRecord.action) == Action.HOUSE_CHANGED))
    assert line is not None
    assert line.details == {"fields": "max_nights, profile"}


async def test_of_two_who_change_a_house_the_second_is_told(ground: Ground) -> None:
    async with ground.as_(ground.host) as session:
        await change_house(session, ground.host, ground.keyring, ground.house, house_draft(max_nights=9), version=1)
    async with ground.as_(ground.steward) as session:
        with pytest.raises(ConflictError):
            await change_house(
                session, ground.steward, ground.keyring, ground.house, house_draft(max_nights=8), version=1
            )


async def test_a_change_that_changes_nothing_leaves_no_line(ground: Ground) -> None:
    async with ground.as_(ground.host) as session:
        house = await house_seen(session, ground.host, ground.house)
        same = draft_of(ground.keyring, house)
        assert (await change_house(session, ground.host, ground.keyring, ground.house, same, version=1)).version == 1
    assert Action.HOUSE_CHANGED not in await actions(ground)


async def test_only_its_host_confirms_a_house(ground: Ground) -> None:
    async with ground.as_(ground.steward) as session:
        with pytest.raises(NotAllowedError):
            await confirm_house(session, ground.steward, ground.house)
    async with ground.as_(ground.host) as session:
        assert (await confirm_house(session, ground.host, ground.house)).confirmed_at is not None


async def test_the_safety_of_a_house_is_not_changed_among_other_things(ground: Ground) -> None:
    draft = house_draft(safety=Safety.EXPOSED)
    with pytest.raises(InvalidInputError, match="seguridad"):
        async with ground.as_(ground.host) as session:
            await change_house(session, ground.host, ground.keyring, ground.house, draft, 1)
    async with ground.as_(ground.planner) as session, acting_as(session, MATCHER):
        house = await session.get(House, ground.house)
        assert house is not None
        assert house.safety == Safety.NORMAL
