"""Closed cases go after their network's term, and what is left says nothing of who."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import select

from shelters.access.actor import OPERATOR, Role
from shelters.accounts.models import Network
from shelters.clock import now, today
from shelters.errors import InvalidInputError, NotAllowedError
from shelters.placement.answers import accept_proposal
from shelters.placement.checks import violations
from shelters.requests.commands import refer, withdraw
from shelters.requests.models import Request
from shelters.requests.notes import write_note
from shelters.requests.states import RequestState
from shelters.requests.unfinished import Kept, begin
from shelters.retention.coarse import household_of
from shelters.retention.commands import change_term
from shelters.retention.erasing import erase_due_cases
from shelters.retention.models import Household, PastCase
from shelters.retention.queries import preview
from shelters.sealing.locks import Typed
from shelters.stays.commands import record_arrival, record_departure
from tests.scene import MOTHER_AND_TWO, Scene, request_draft
from tests.shelters.placement.exposed import accepted, confirmed, exposed, looked, placed, refuge
from tests.web.site import recorded
from tests.world import PASSPHRASE

TELLING = ("request", "proposal", "stay", "run_line", "news", "circle_secret", "waiting")
WOMAN = {"age": "18-59", "gender": "woman", "relation": "self"}


async def lived(scene: Scene) -> Request:
    """Bring a case from its filing to a departure, with a name, a sheet and news on the way."""
    request = await scene.file()
    async with scene.acting(scene.world.committee) as (session, actor):
        await write_note(session, actor, scene.keyring, request.id, {"kind": "names", "text": "Nombre Inventado"})
    proposal = await scene.choose(request)
    async with scene.acting(scene.world.host) as (session, actor):
        stay = await accept_proposal(session, actor, scene.keyring, proposal.id, Typed(PASSPHRASE))
        await record_arrival(session, actor, stay.id)
    async with scene.acting(scene.world.host) as (session, actor):
        await record_departure(session, actor, stay.id)
    return request


async def let_pass(superuser: AsyncEngine, days: int) -> None:
    """Let so many days go by since cases ended."""
    async with superuser.begin() as connection:
        await connection.execute(
            text("update request set ended_at = ended_at - make_interval(days => :d)"), {"d": days}
        )
        # What is recorded of a case was recorded before it ended.
        await connection.execute(text("update audit_record set at = at - make_interval(days => :d)"), {"d": days})


async def erase(scene: Scene) -> int:
    """Do what the server does every minute."""
    async with scene.acting(OPERATOR) as (session, operator):
        return await erase_due_cases(session, operator, scene.keyring)


async def everything(superuser: AsyncEngine) -> str:
    """Write every row of every table that tells of cases."""
    async with superuser.connect() as connection:
        rows: list[Any] = []
        for table in (*TELLING, "bed_occupancy", "past_case", "past_event"):
            rows += list(await connection.scalars(text(f"select t::text from {table} t")))  # noqa: S608 - a constant
    return "\n".join(rows)


async def test_a_case_is_kept_until_its_term_is_over_and_then_it_is_gone(scene: Scene, superuser: AsyncEngine) -> None:
    request = await lived(scene)
    await let_pass(superuser, 89)
    assert await erase(scene) == 0
    before = await everything(superuser)
    assert str(request.id) in before
    assert request.code in before
    await let_pass(superuser, 2)
    assert await erase(scene) == 1
    after = await everything(superuser)
    assert str(request.id) not in after
    assert request.code not in after
    assert await erase(scene) == 0
    assert (await recorded(superuser))[-1] == "cases:erased"


async def test_a_change_that_somebody_had_not_sent_goes_with_its_case(scene: Scene, superuser: AsyncEngine) -> None:
    request = await scene.file()
    async with scene.acting(scene.world.committee) as (session, actor):
        await begin(session, actor, scene.keyring, uuid4(), Kept({"nights": ["4"]}, "all"), request.id)
        await withdraw(session, actor, request.id)
    await let_pass(superuser, 91)
    assert await erase(scene) == 1
    async with superuser.connect() as connection:
        assert await connection.scalar(text("select count(*) from unfinished")) == 0


async def test_what_is_left_is_a_row_of_coarse_statistics(scene: Scene, superuser: AsyncEngine) -> None:
    await lived(scene)
    await let_pass(superuser, 91)
    await erase(scene)
    async with scene.acting(scene.world.steward) as (session, _):
        (left,) = await session.scalars(select(PastCase))
    assert (left.month, left.zone, left.nights) == (today().replace(day=1), "MX-OAX", 0)
    assert (left.urgency, left.household, left.outcome) == (1, "with_children", "closed")


async def test_nights_that_were_slept_stay_known_and_not_by_whom(scene: Scene, superuser: AsyncEngine) -> None:
    request = await lived(scene)
    async with superuser.begin() as connection:
        stay_id = await connection.scalar(text("update stay set first = first - 3 returning id"))
        taken = "select bed_id from bed_occupancy"
        await connection.execute(
            text(
                "insert into bed_occupancy"
                " (id, network_id, house_id, room_id, bed_id, nights, kind, party_class, stay_id)"
                " select gen_random_uuid(), network_id, house_id, room_id, id, daterange(:first, :until),"
                " 'stay', 'women', :stay from bed limit 1"
            ),
            {"first": today() - timedelta(days=95), "until": today() - timedelta(days=92), "stay": stay_id},
        )
    await let_pass(superuser, 91)
    await erase(scene)
    async with superuser.connect() as connection:
        assert len((await connection.execute(text(taken))).all()) == 1
        assert await connection.scalar(text("select party_class from bed_occupancy")) is None
    assert str(stay_id) not in await everything(superuser)
    assert str(request.id) not in await everything(superuser)
    async with scene.acting(OPERATOR) as (session, _):
        assert (await session.scalars(select(PastCase.nights))).all() == [3]
        assert await violations(session) == []


@pytest.mark.parametrize("end", [refer, withdraw])
async def test_a_case_without_a_place_ends_too(scene: Scene, superuser: AsyncEngine, end: Any) -> None:
    request = await scene.file()
    async with scene.acting(scene.world.committee) as (session, actor):
        assert (await end(session, actor, request.id)).ended_at is not None
    await let_pass(superuser, 91)
    assert await erase(scene) == 1
    async with scene.acting(OPERATOR) as (session, _):
        (left,) = await session.scalars(select(PastCase))
    assert (left.zone, left.nights) == (None, 0)


async def test_an_open_case_has_no_term(scene: Scene, superuser: AsyncEngine) -> None:
    request = await scene.file()
    async with superuser.begin() as connection:
        await connection.execute(text("update request set filed_at = now() - interval '900 days'"))
    assert await erase(scene) == 0
    assert (await scene.options(request)).options


async def test_a_request_that_is_opened_again_has_not_ended(scene: Scene) -> None:
    request = await scene.file()
    request.state = RequestState.CLOSED
    ended = request.ended_at
    assert ended is not None
    request.state = RequestState.WITHDRAWN
    assert request.ended_at == ended
    request.state = RequestState.READY
    assert request.ended_at is None


async def test_the_database_itself_refuses_to_erase_a_case_within_its_term(
    scene: Scene, superuser: AsyncEngine
) -> None:
    request, other = await lived(scene), await scene.file()
    for one in (request.id, other.id):
        async with scene.acting(OPERATOR) as (session, _):
            with pytest.raises(DBAPIError, match="kept until its term"):
                await session.execute(text("select abrigo_erase_case(:one)"), {"one": one})
            await session.rollback()


@pytest.mark.parametrize(
    ("party", "household"),
    [
        ((WOMAN,), Household.ALONE),
        (MOTHER_AND_TWO, Household.WITH_CHILDREN),
        ((WOMAN, WOMAN | {"relation": "companion"}), Household.SEVERAL),
        ((*MOTHER_AND_TWO, WOMAN | {"relation": "companion"}), Household.SEVERAL_WITH_CHILDREN),
    ],
)
def test_a_household_is_told_as_coarsely_as_it_can_be(party: Any, household: Household) -> None:
    assert household_of(request_draft(case={"party": party}).case) is household


async def test_each_network_has_its_own_term(scene: Scene, superuser: AsyncEngine) -> None:
    async with scene.acting(scene.world.steward) as (session, actor):
        await change_term(session, actor, 30)
    for committee in (scene.world.committee, scene.world.committee_gt):
        request = await scene.file(committee)
        async with scene.acting(committee) as (session, actor):
            await withdraw(session, actor, request.id)
    await let_pass(superuser, 31)
    assert await erase(scene) == 1
    async with scene.acting(OPERATOR) as (session, _):
        assert (await session.scalars(select(PastCase.network_id))).all() == [scene.world.mx.id]
        assert (await session.get_one(Network, scene.world.gt.id)).retention_days == 90


@pytest.mark.parametrize("days", [None, 29, 3651])
async def test_a_term_is_neither_too_short_to_help_nor_for_ever(scene: Scene, days: int | None) -> None:
    async with scene.acting(scene.world.steward) as (session, actor):
        with pytest.raises(InvalidInputError):
            await change_term(session, actor, days)


async def test_only_a_steward_sees_and_changes_the_term(scene: Scene) -> None:
    for person in scene.world.people:
        if person.role != Role.STEWARD:
            async with scene.acting(person) as (session, actor):
                with pytest.raises(NotAllowedError):
                    await preview(session, actor)
                with pytest.raises(NotAllowedError):
                    await change_term(session, actor, 40)


async def test_the_preview_says_what_goes_when_and_how_much_has_gone(scene: Scene, superuser: AsyncEngine) -> None:
    ids: list[UUID] = []
    for _ in range(3):
        request = await scene.file()
        async with scene.acting(scene.world.committee) as (session, actor):
            await withdraw(session, actor, request.id)
        ids.append(request.id)
    async with superuser.begin() as connection:
        gone = text("update request set ended_at = now() - interval '91 days' where id = :id")
        await connection.execute(gone, {"id": ids[0]})
    await erase(scene)
    async with scene.acting(scene.world.steward) as (session, actor):
        shown = await preview(session, actor, limit=1)
    assert (shown.days, shown.more, shown.erased) == (90, 1, 1)
    ((first, moment),) = shown.waiting
    assert first.id == ids[1]
    assert timedelta(days=89) < moment - now() <= timedelta(days=90)


async def test_a_case_that_was_moved_out_of_an_exposed_house_goes_whole(scene: Scene, superuser: AsyncEngine) -> None:
    stay = await placed(scene)
    await refuge(scene)
    evacuation = await exposed(scene)
    (line,) = await looked(scene, evacuation)
    new = await accepted(scene, await confirmed(scene, line.proposal))
    for act in (record_arrival, record_departure):
        async with scene.acting(scene.world.host) as (session, actor):
            await act(session, actor, new.id)
    await let_pass(superuser, 91)
    assert await erase(scene) == 1
    async with superuser.connect() as connection:
        for table in ("stay", "proposal", "evacuation_line"):
            query = text(f"select count(*) from {table} where request_id = :id")  # noqa: S608 - a name of our own
            assert await connection.scalar(query, {"id": stay.request_id}) == 0
