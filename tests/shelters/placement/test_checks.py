"""The checks find each contradiction that somebody plants, and none in a whole record."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from shelters.access.actor import OPERATOR
from shelters.capacity.nights import close_nights
from shelters.capacity.words import ClosureReason
from shelters.clock import today
from shelters.placement.answers import accept_proposal
from shelters.placement.checks import RULES, violations
from shelters.stays.commands import record_arrival, record_departure
from tests.scene import Scene, house_draft, room_draft
from tests.shelters.stays.gathered import gathered, take

# A record that goes back far enough for everything to be looked for, and lines of one kind taken out of it.
OLD_RECORD = """
    insert into audit_record (at, role, action, details)
        values (now() - interval '10 days', 'door', 'session:refused', '{}')"""


def after_all(statement: str) -> str:
    """Do something in such a record."""
    return f"{OLD_RECORD}; {statement}"


def unrecorded(action: str) -> str:
    """Take the lines of one kind out of such a record."""
    return f"{OLD_RECORD}; delete from audit_chain; delete from audit_record where action = '{action}'"  # noqa: S608 - ours


# How to break each rule, in a scene with a hold, a live stay, an ended stay and a closure.
BROKEN = {
    "two things take one bed on one night": """
        alter table bed_occupancy drop constraint bed_occupancy_no_two_on_one_night;
        insert into bed_occupancy (id, network_id, house_id, room_id, bed_id, nights, kind, stay_id)
            select gen_random_uuid(), network_id, house_id, room_id, bed_id, nights, kind, stay_id
                from bed_occupancy where kind = 'stay' limit 1""",
    "a live stay has a bed on each of its nights": """
        update bed_occupancy set nights = daterange(lower(nights), upper(nights) - 1) where kind = 'stay'""",
    "an ended stay takes no bed after its last night": """
        update bed_occupancy set stay_id = (select id from stay where state = 'departed') where kind = 'stay'""",
    "beds are held for a proposal that waits for an answer only": """
        update bed_occupancy set proposal_id = gen_random_uuid() where kind = 'hold'""",
    "a chosen proposal holds its beds": "delete from bed_occupancy where kind = 'hold'",
    "only a place for a stay that moves is held before it is chosen": """
        update proposal set state = 'offered' where state = 'chosen'""",
    "a proposed request has one chosen proposal": "update proposal set state = 'declined' where state = 'chosen'",
    "a chosen proposal belongs to a proposed request": "update request set state = 'ready' where state = 'proposed'",
    "a placed request has one live stay, besides one that it takes over from": """
        update stay set state = 'cancelled' where state = 'confirmed'""",
    "a live stay belongs to a placed request": "update request set state = 'ready' where state = 'placed'",
    "a party sleeps in one house": """
        insert into stay select (jsonb_populate_record(stay, jsonb_build_object('id', gen_random_uuid(), 'follows', id,
            'state', 'arrived', 'proposal_id', (select id from proposal where state = 'chosen' limit 1),
            'request_id', (select request_id from proposal where state = 'chosen' limit 1)))).*
            from stay where state = 'confirmed'""",
    "nobody is given a place beside whom she must not live with, once that is said": """
        insert into apart (id, network_id, request_id, other_id, other_code, said_at)
            select gen_random_uuid(), hers.network_id, hers.id, theirs.id, theirs.code, '2000-01-01'
                from request hers, request theirs where hers.state = 'proposed' and theirs.state = 'placed';
        set local session_replication_role = replica;
        update proposal set house_id = (select house_id from stay where state = 'confirmed') where state = 'chosen'""",
    "nobody is held a bed in a house that is exposed": "update house set safety = 'exposed'",
    "an exposed house is being evacuated": """
        insert into evacuation (id, network_id, house_id, opened_at, asked_at)
            select gen_random_uuid(), network_id, id, now(), now() from house limit 1""",
    "a collective stay takes beds only while it stands": "update collective set state = 'called_off'",
    "whoever has a seat has a bed on every night of it": """
        update bed_occupancy set seat_id = null where seat_id is not null""",
    "closed nights belong to a closure that stands": "update closure set lifted_at = now()",
    "a closure that stands takes a bed on its nights to come": "delete from bed_occupancy where kind = 'closure'",
    "a hold has the nights, the room and the term of its proposal": """
        update bed_occupancy set expires_at = expires_at + interval '1 hour' where kind = 'hold'""",
    "a chosen proposal holds a bed for each of its people": """
        delete from bed_occupancy where id in (select id from bed_occupancy where kind = 'hold' limit 2)""",
    "a live stay has a bed for each of its people": """
        delete from bed_occupancy where id in (select id from bed_occupancy where kind = 'stay' limit 2)""",
    "a stay takes no night outside its own": "update stay set until = until - 1 where state = 'confirmed'",
    "a room for one party has one party a night": """
        update bed_occupancy set stay_id = (select id from stay where state = 'departed')
            where id = (select id from bed_occupancy where kind = 'stay' limit 1)""",
    "a room for one class has one class a night": """
        update room set sharing = 'one_class';
        update bed_occupancy set party_class = 'mixed'
            where id = (select id from bed_occupancy where kind = 'stay' limit 1)""",
    "nobody sleeps in a bed that is out of use": "update bed set in_use = false",
    "nobody sleeps in a room out of its season": """
        update room set season_from = extract(month from now() + interval '6 months'),
            season_to = extract(month from now() + interval '6 months')""",
    "a stay keeps when it began and ended": "update stay set arrived_at = null where state = 'departed'",
    "every state is one of its table": "update stay set state = 'asleep' where state = 'departed'",
    "a request was recorded when it was filed": unrecorded("request:filed"),
    "each proposal was recorded when its beds were held": unrecorded("beds:held"),
    "an accepted proposal was recorded": unrecorded("proposal:accepted"),
    "a declined proposal was recorded": after_all("update proposal set state = 'declined', answered_at = now()"),
    "a hold that ended was recorded": after_all("update proposal set state = 'revoked', answered_at = now()"),
    "an arrival was recorded": unrecorded("stay:arrived"),
    "the end of a stay was recorded": unrecorded("stay:departed"),
    "what is recorded of a stay belongs to a stay": """
        update audit_record set subject_id = gen_random_uuid() where action = 'stay:arrived'""",
    "what is recorded of an answer belongs to a proposal": """
        update audit_record set subject_id = gen_random_uuid() where action = 'proposal:accepted'""",
    "nights taken for a stay belong to one": """
        update bed_occupancy set stay_id = gen_random_uuid() where kind = 'stay'""",
    "an accepted proposal has its stay": "update proposal set state = 'accepted' where state = 'chosen'",
    "a stay comes from an accepted proposal": "update proposal set state = 'expired' where state = 'accepted'",
}


@pytest.fixture
async def whole(scene: Scene) -> Scene:
    """Let one stay be over, one be expected, one request be with a house, and some nights be closed."""
    keyring, host = scene.keyring, scene.world.host
    gone = await scene.choose(await scene.file())
    async with scene.acting(host) as (session, actor):
        stay = await accept_proposal(session, actor, keyring, gone.id)
        await record_arrival(session, actor, stay.id)
        await record_departure(session, actor, stay.id)
    expected = await scene.choose(await scene.file())
    async with scene.acting(host) as (session, actor):
        await accept_proposal(session, actor, keyring, expected.id)
        first = today() + timedelta(days=30)
        await close_nights(session, actor, scene.ceiba_room.id, first, first + timedelta(days=2), ClosureReason.REST)
    await seated(scene)
    await scene.add(scene.world.mx.id, house_draft(code_name="Encino (inventada)"), room_draft())
    await scene.choose(await scene.file())
    return scene


async def seated(scene: Scene) -> None:
    """Offer a collective stay far ahead, and take a seat in it."""
    collective = await gathered(scene, in_days=60)
    await take(scene, collective)


def test_every_rule_is_broken_here_once() -> None:
    assert set(BROKEN) == set(RULES)


async def test_a_whole_record_breaks_no_rule(whole: Scene) -> None:
    async with whole.acting(OPERATOR) as (session, _):
        assert await violations(session) == []


@pytest.mark.parametrize("rule", RULES)
async def test_what_breaks_a_rule_is_found(whole: Scene, superuser: AsyncEngine, rule: str) -> None:
    async with superuser.connect() as connection, AsyncSession(bind=connection) as session:
        assert await violations(session) == []
        for statement in BROKEN[rule].split(";"):
            changed = await session.execute(text(statement))
            assert getattr(changed, "rowcount", 1) != 0
        found = await violations(session)
        await session.rollback()
    assert rule in {line.rpartition(": ")[0] for line in found}


async def test_a_hold_for_a_proposal_that_was_never_made_is_found_by_its_bed(
    whole: Scene, superuser: AsyncEngine
) -> None:
    async with superuser.connect() as connection, AsyncSession(bind=connection) as session:
        await session.execute(text("update bed_occupancy set proposal_id = :id where kind = 'hold'"), {"id": uuid4()})
        found = [line for line in await violations(session) if line.startswith("beds are held")]
        await session.rollback()
    assert len(found) == 4
