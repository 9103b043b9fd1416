"""The options a committee reads: fresh or to be confirmed, kept places kept, nights as many as the house allows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import OPERATOR
from shelters.capacity.nights import close_nights
from shelters.capacity.rooms import add_room
from shelters.capacity.words import ClosureReason
from shelters.clock import now, today
from shelters.errors import ConflictError, NotAllowedError, NotFoundError
from shelters.placement.answers import accept_proposal
from shelters.placement.commands import choose_option
from shelters.placement.models import Proposal
from shelters.placement.options import Answer, OptionCard
from shelters.requests.commands import change_request
from shelters.requests.models import Request
from tests.scene import Scene, house_draft, request_draft, room_draft

AT_HOME = {"consent": "network"}
WOMAN = {"age": "18-59", "gender": "woman", "relation": "self"}


async def at_home(scene: Scene, **changes: Any) -> list[OptionCard]:
    """Ask for places of one's own network only."""
    request = await scene.file(**{**changes, "case": {**AT_HOME, **changes.get("case", {})}})
    return (await scene.options(request)).options


async def only_room(scene: Scene, superuser: AsyncEngine, **changes: Any) -> UUID:
    """Give Ceiba another room, and take the first out of use."""
    async with superuser.begin() as connection:
        await connection.execute(text("update room set in_use = false where id = :id"), {"id": scene.ceiba_room.id})
    async with scene.acting(OPERATOR) as (session, actor):
        return (await add_room(session, actor, scene.keyring, scene.ceiba.id, room_draft("Dos", **changes))).id


async def choose(scene: Scene, request: Request, answer: Answer) -> Proposal:
    """Choose the first of these options."""
    async with scene.acting(scene.world.committee) as (session, actor):
        return await choose_option(session, actor, scene.keyring, request.id, answer.options[0].token, 6)


async def test_only_the_committee_that_asks_sees_options(scene: Scene) -> None:
    request = await scene.file()
    for person, error in (
        (scene.world.committee_gt, NotFoundError),
        (scene.world.steward, NotAllowedError),
        (scene.world.host, NotFoundError),
        (scene.world.planner, NotFoundError),
    ):
        with pytest.raises(error):
            await scene.options(request, person)


async def test_that_options_were_seen_is_recorded(scene: Scene, superuser: AsyncEngine) -> None:
    request = await scene.file()
    await scene.options(request)
    async with superuser.connect() as connection:
        lines = text("select subject_id, person_id from audit_record where action = 'options:seen'")
        assert [tuple(line) for line in await connection.execute(lines)] == [(request.id, scene.world.committee.id)]


@pytest.mark.parametrize(("days", "fresh"), [(0, True), (6, True), (8, False), (None, False)])
async def test_a_house_that_was_not_confirmed_within_its_term_is_to_be_confirmed(
    scene: Scene, superuser: AsyncEngine, *, days: int | None, fresh: bool
) -> None:
    moment = None if days is None else now() - timedelta(days=days)
    async with superuser.begin() as connection:
        await connection.execute(text("update house set confirmed_at = :moment"), {"moment": moment})
    (card,) = await at_home(scene)
    assert (card.confirmed_lately, card.confirmed_at) == (fresh, moment)


async def test_a_room_kept_for_the_most_urgent_is_offered_to_them_alone(scene: Scene, superuser: AsyncEngine) -> None:
    await only_room(scene, superuser, kept_for_tier=2)
    assert [len(await at_home(scene, urgency=urgency)) for urgency in (1, 2, 3, 4)] == [1, 1, 0, 0]


async def test_a_room_for_one_class_takes_women_beside_women_and_nobody_else(
    scene: Scene, superuser: AsyncEngine
) -> None:
    await only_room(scene, superuser, sharing="one_class")
    first = await scene.file(case={**AT_HOME, "party": [WOMAN]})
    await choose(scene, first, await scene.options(first))
    assert len(await at_home(scene, case={"party": [WOMAN]})) == 1
    assert await at_home(scene, case={"party": [{**WOMAN, "gender": "not_said"}]}) == []
    later = {"earliest": today() + timedelta(days=5), "latest": today() + timedelta(days=5)}
    assert len(await at_home(scene, case={"party": [{**WOMAN, "gender": "not_said"}]}, nights=later)) == 1


async def test_a_shared_room_is_full_when_its_beds_are(scene: Scene, superuser: AsyncEngine) -> None:
    await only_room(scene, superuser, sharing="beds", beds=4)
    first = await scene.file(case=AT_HOME)
    await choose(scene, first, await scene.options(first))
    assert await at_home(scene) == []
    (card,) = await at_home(scene, case={"party": [WOMAN]})
    assert card.beds == 1


async def test_a_house_with_a_shorter_longest_stay_is_offered_for_the_nights_that_it_allows(
    scene: Scene, superuser: AsyncEngine
) -> None:
    async with superuser.begin() as connection:
        await connection.execute(text("update house set max_nights = 20"))
    (card,) = await at_home(scene, nights={"nights": 30, "shortest": 10})
    assert (card.nights, card.asked_nights) == (20, 30)
    assert await at_home(scene, nights={"nights": 30, "shortest": 21}) == []


async def test_a_night_that_is_closed_in_the_middle_shortens_or_moves_the_stay(scene: Scene) -> None:
    async with scene.acting(scene.world.host) as (session, actor):
        first, room = today() + timedelta(days=6), scene.ceiba_room.id
        await close_nights(session, actor, room, first, first + timedelta(days=1), ClosureReason.REPAIR)
    (card,) = await at_home(scene, nights={"nights": 10, "shortest": 3})
    assert (card.first, card.nights) == (today(), 6)
    assert await at_home(scene, nights={"nights": 10, "shortest": 10}) == []


async def test_a_request_whose_days_have_passed_is_offered_tonight(scene: Scene, superuser: AsyncEngine) -> None:
    request = await scene.file()
    async with superuser.begin() as connection:
        await connection.execute(text("update request set earliest = earliest - 10, latest = latest - 10"))
    card, *_ = (await scene.options(request)).options
    assert (card.first, card.nights) == (today(), 5)


@pytest.mark.parametrize(
    "nights",
    [{"nights": 2, "shortest": 1}, {"nights": 9, "shortest": 6}, {"earliest": today() + timedelta(days=1)}],
    ids=["fewer", "more", "later"],
)
async def test_an_option_from_before_the_request_was_changed_no_longer_fits(
    scene: Scene, nights: dict[str, Any]
) -> None:
    request = await scene.file(case=AT_HOME)
    before = await scene.options(request)
    async with scene.acting(scene.world.committee) as (session, actor):
        draft = request_draft(case=AT_HOME, nights=nights)
        await change_request(session, actor, scene.keyring, request.id, draft, request.version)
    with pytest.raises(ConflictError):
        await choose(scene, request, before)
    assert (await choose(scene, request, await scene.options(request))).state == "chosen"


@pytest.mark.parametrize(
    "change",
    [
        "update house set safety = 'exposed'",
        "update house set max_nights = 4",
        "update room set in_use = false",
        "update room set kept_for_tier = 1",
        "update bed set in_use = false where label in ('Cama 1', 'Cama 2')",
    ],
)
async def test_an_option_whose_house_changed_meanwhile_no_longer_fits(
    scene: Scene, superuser: AsyncEngine, change: str
) -> None:
    request = await scene.file(urgency=2, case=AT_HOME)
    answer = await scene.options(request)
    async with superuser.begin() as connection:
        await connection.execute(text(change))
    with pytest.raises(ConflictError):
        await choose(scene, request, answer)


async def test_an_exposed_house_accepts_nobody_who_was_already_chosen_for_it(
    scene: Scene, superuser: AsyncEngine
) -> None:
    proposal = await scene.choose(await scene.file())
    async with superuser.begin() as connection:
        await connection.execute(text("update house set safety = 'exposed'"))
    with pytest.raises(ConflictError, match="expuesta"):
        async with scene.acting(scene.world.host) as (session, actor):
            await accept_proposal(session, actor, scene.keyring, proposal.id)


async def test_the_best_three_are_in_three_houses_and_the_nearest_comes_first(scene: Scene) -> None:
    for number in range(4):
        house = house_draft(code_name=f"Encino {number} (inventada)")
        await scene.add(scene.world.mx.id, house, room_draft("Uno"), room_draft("Dos"))
    cards = (await scene.options(await scene.file())).options
    assert len({card.code_name for card in cards}) == len(cards) == 3
    assert [card.km for card in cards] == sorted(card.km for card in cards)
    assert all(card.own_network for card in cards)
