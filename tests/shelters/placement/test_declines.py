"""Each reason of a no brings about exactly what its table says, whoever's voice it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import MATCHER, Role
from shelters.capacity.contents import draft_of
from shelters.capacity.houses import change_house
from shelters.capacity.words import Offer
from shelters.clock import today
from shelters.errors import ConflictError, InvalidInputError, NotFoundError
from shelters.news.queries import open_news
from shelters.placement.corrections import answer_correction, open_corrections
from shelters.placement.declines import COMMITTEE_REASONS, DECLINES, HOST_REASONS, DeclineReason, Voice
from shelters.placement.declining import decline_proposal
from shelters.placement.following import Said
from shelters.placement.labels import REASONS
from shelters.placement.models import Proposal
from shelters.requests.commands import resume
from shelters.requests.models import Case
from shelters.requests.queries import case_of, open_requests, request_seen
from tests.scene import Scene, place

NEEDY = {"needs": {"quiet_room": "required"}, "languages": {"kek": "required"}}
SAID: dict[DeclineReason, Said] = {
    DeclineReason.CULTURAL_MISMATCH: Said(attribute="quiet_room"),
    DeclineReason.NEEDS_NOT_MET: Said(attribute="quiet_room"),
    DeclineReason.HOUSEHOLD_NOT_ALLOWED: Said(rule="takes_boys_12-17"),
    DeclineReason.HOUSE_RESTING: Said(until=today() + timedelta(days=9)),
    DeclineReason.TOO_NEAR_TO_DANGER: Said(place=place("Quetzaltenango"), around_km=30),
    DeclineReason.TOO_FAR: Said(most_km=50),
}


async def held(scene: Scene) -> Proposal:
    """Hold a place for a party with needs in the house of Mexico, which meets them."""
    async with scene.acting(scene.world.host) as (session, actor):
        draft = draft_of(scene.keyring, scene.ceiba)
        profile = draft.profile.model_copy(
            update={"offers": frozenset({Offer.QUIET_ROOM}), "languages": frozenset({"kek"})}
        )
        changed = draft.model_copy(update={"profile": profile})
        scene.ceiba = await change_house(session, actor, scene.keyring, scene.ceiba.id, changed, scene.ceiba.version)
    return await scene.choose(await scene.file(case=NEEDY))


async def decline(scene: Scene, proposal: Proposal, reason: DeclineReason, said: Said | None = None) -> None:
    """Say no in the voice whose reason it is."""
    who = scene.world.host if Voice.HOST in DECLINES[reason].voices else scene.world.committee
    async with scene.acting(who) as (session, actor):
        await decline_proposal(session, actor, scene.keyring, proposal.id, reason, said or SAID.get(reason))


async def state_of(scene: Scene, proposal: Proposal) -> tuple[str, Case]:
    """Give where a request stands, and its case."""
    async with scene.acting(scene.world.committee) as (session, actor):
        request = await request_seen(session, actor, proposal.request_id)
        return request.state, case_of(scene.keyring, request)


async def seen(superuser: AsyncEngine, query: str) -> list[Any]:
    """Look behind the policies."""
    async with superuser.connect() as connection:
        return list(await connection.scalars(text(query)))


async def told(scene: Scene, who: str) -> set[str]:
    """List what somebody is told."""
    async with scene.acting(getattr(scene.world, who)) as (session, actor):
        return {news.kind for news in await open_news(session, actor)}


TRACES = {
    "next option": "select 'next' from queue.pgqueuer where entrypoint = 'next_option'",
    "paused": "select state from request where state = 'paused'",
    "unmet need": "select zone from unmet_need",
    "closed": "select reason from closure",
    "frozen": "select safety from house where safety = 'exposed'",
    "correction": "select attribute from correction",
}
EXPECTED = {
    DeclineReason.PREFERS_OTHER_PLACE: {"next option"},
    DeclineReason.NOT_NOW: {"paused"},
    DeclineReason.CULTURAL_MISMATCH: {"correction", "next option"},
    DeclineReason.TOO_FAR: {"zone", "next option"},
    DeclineReason.TOO_NEAR_TO_DANGER: {"zone", "next option"},
    DeclineReason.NO_CAPACITY: {"unmet need", "next option"},
    DeclineReason.HEALTH_OR_STAFF: {"closed", "next option"},
    DeclineReason.HOUSE_RESTING: {"closed", "next option"},
    DeclineReason.HOUSE_EXPOSED: {"frozen", "next option"},
    DeclineReason.RISK_NOT_MANAGEABLE: {"review", "next option"},
    DeclineReason.NEEDS_NOT_MET: {"profile", "next option"},
    DeclineReason.HOUSEHOLD_NOT_ALLOWED: {"profile", "next option"},
    DeclineReason.NO_ANSWER: {"paused", "check"},
    DeclineReason.CONSENT_WITHDRAWN: {"consent"},
    DeclineReason.OTHER: set(),
}


@pytest.mark.parametrize("reason", EXPECTED)
async def test_a_reason_brings_about_exactly_what_its_table_says(
    scene: Scene, superuser: AsyncEngine, reason: DeclineReason
) -> None:
    proposal = await held(scene)
    _, case = await state_of(scene, proposal)
    profile = draft_of(scene.keyring, scene.ceiba).profile
    await decline(scene, proposal, reason)
    found = {name for name, query in TRACES.items() if await seen(superuser, query)}
    _, after = await state_of(scene, proposal)
    found |= {"zone"} if (after.avoid, after.max_km) != (case.avoid, case.max_km) else set()
    found |= {"consent"} if after.consent != case.consent else set()
    found |= {"review"} if "review_asked" in await told(scene, "planner") else set()
    found |= {"check"} if "check_first" in await told(scene, "committee") else set()
    async with scene.acting(scene.world.host) as (session, _):
        await session.refresh(house := await session.get_one(type(scene.ceiba), scene.ceiba.id))
        found |= {"profile"} if draft_of(scene.keyring, house).profile != profile else set()
    assert found == EXPECTED[reason]


@pytest.mark.parametrize("reason", EXPECTED)
async def test_whatever_the_reason_the_beds_are_free_and_her_place_in_the_queue_is_kept(
    scene: Scene, superuser: AsyncEngine, reason: DeclineReason
) -> None:
    proposal = await held(scene)
    before = await seen(superuser, "select array[filed_at::text, tie::text] from request")
    await decline(scene, proposal, reason)
    assert await seen(superuser, "select id from bed_occupancy where kind = 'hold'") == []
    assert await seen(superuser, "select array[filed_at::text, tie::text] from request") == before
    state, _ = await state_of(scene, proposal)
    resting = {"not_now": "paused", "no_answer": "paused", "consent_withdrawn": "submitted"}
    assert state == resting.get(reason.value, "ready")
    assert await seen(superuser, "select reason from proposal") == [reason.value]


@pytest.mark.parametrize("reason", SAID)
async def test_what_a_reason_needs_said_with_it_is_asked_for(scene: Scene, reason: DeclineReason) -> None:
    proposal = await held(scene)
    ask = DECLINES[reason].ask
    assert ask is not None
    with pytest.raises(InvalidInputError) as refused:
        await decline(scene, proposal, reason, Said())
    assert refused.value.field == ask.value
    assert (await state_of(scene, proposal))[0] == "proposed"


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (DeclineReason.NEEDS_NOT_MET, Said(attribute="garden")),
        (DeclineReason.HOUSEHOLD_NOT_ALLOWED, Said(rule="takes_pets")),
        (DeclineReason.TOO_FAR, Said(most_km=10_000)),
    ],
)
async def test_what_has_nothing_to_do_with_the_party_is_no_answer(
    scene: Scene, reason: DeclineReason, said: Said
) -> None:
    with pytest.raises(InvalidInputError):
        await decline(scene, await held(scene), reason, said)


@pytest.mark.parametrize("role", [Role.HOST, Role.COMMITTEE])
@pytest.mark.parametrize("reason", DeclineReason)
async def test_nobody_gives_a_reason_in_another_voice(scene: Scene, role: Role, reason: DeclineReason) -> None:
    if reason in (HOST_REASONS if role is Role.HOST else COMMITTEE_REASONS):
        return
    proposal = await held(scene)
    who = scene.world.host if role is Role.HOST else scene.world.committee
    with pytest.raises(InvalidInputError):
        async with scene.acting(who) as (session, actor):
            await decline_proposal(session, actor, scene.keyring, proposal.id, reason, SAID.get(reason))


async def test_another_network_cannot_decline_for_her(scene: Scene) -> None:
    proposal = await held(scene)
    with pytest.raises(NotFoundError):
        async with scene.acting(scene.world.committee_gt) as (session, actor):
            await decline_proposal(session, actor, scene.keyring, proposal.id, "not_now")


async def test_a_rule_that_was_corrected_is_not_asked_of_that_house_again(scene: Scene) -> None:
    await decline(scene, await held(scene), DeclineReason.HOUSEHOLD_NOT_ALLOWED)
    async with scene.acting(scene.world.host) as (session, _):
        house = await session.get_one(type(scene.ceiba), scene.ceiba.id)
        assert draft_of(scene.keyring, house).profile.rules.sons_up_to == 11
    answer = await scene.options(await scene.file(case=NEEDY))
    assert scene.ceiba.code_name not in {option.code_name for option in answer.options}


async def test_a_resting_house_closes_its_free_nights(scene: Scene, superuser: AsyncEngine) -> None:
    proposal = await held(scene)
    await decline(scene, proposal, DeclineReason.HOUSE_RESTING)
    closed = await seen(superuser, "select until - first from closure where reason = 'rest'")
    assert closed == [10]


@pytest.mark.parametrize(("right", "offers"), [(True, frozenset()), (False, {Offer.QUIET_ROOM})])
async def test_the_host_says_whether_a_correction_is_right(
    scene: Scene, *, right: bool, offers: frozenset[Offer]
) -> None:
    await decline(scene, await held(scene), DeclineReason.CULTURAL_MISMATCH)
    assert "correction_asked" in await told(scene, "host")
    async with scene.acting(scene.world.host) as (session, actor):
        (asked,) = await open_corrections(session, actor)
        await answer_correction(session, actor, scene.keyring, asked.id, right=right)
    async with scene.acting(scene.world.host) as (session, actor):
        house = await session.get_one(type(scene.ceiba), scene.ceiba.id)
        assert draft_of(scene.keyring, house).profile.offers == offers
        assert await open_corrections(session, actor) == []
        with pytest.raises(ConflictError):
            await answer_correction(session, actor, scene.keyring, asked.id, right=right)
    assert await told(scene, "host") <= {"hold_released"}


async def test_whoever_could_not_be_reached_waits_until_the_committee_has_reached_her(scene: Scene) -> None:
    proposal = await held(scene)
    await decline(scene, proposal, DeclineReason.NO_ANSWER)
    async with scene.acting(scene.world.committee) as (session, actor):
        request = await request_seen(session, actor, proposal.request_id)
        assert await open_requests(session) == []
    async with scene.acting(scene.world.committee) as (session, actor):
        assert (await resume(session, actor, request.id)).pause_reason is None
    assert "check_first" not in await told(scene, "committee")
    assert (await state_of(scene, proposal))[0] == "ready"


async def test_the_regional_team_sees_what_was_asked_for_and_not_there_and_nobody_else_does(scene: Scene) -> None:
    await decline(scene, await held(scene), DeclineReason.NO_CAPACITY)
    counts = {}
    for person in scene.world.people:
        async with scene.acting(person) as (session, _):
            counts[person.name] = await session.scalar(text("select count(*) from unmet_need"))
    assert {name for name, count in counts.items() if count} == {"dora"}
    async with scene.acting(MATCHER) as (session, _):
        assert await session.scalar(text("select reason from unmet_need")) == "no_capacity"


def test_every_reason_has_words_and_who_shares_a_house_is_nobodys_to_say() -> None:
    assert set(REASONS) == set(DeclineReason) == set(DECLINES)
    assert DECLINES[DeclineReason.CO_RESIDENCE].voices == (Voice.SYSTEM,)
    assert DeclineReason.CO_RESIDENCE not in {*HOST_REASONS, *COMMITTEE_REASONS}
    # The words are those of a house that is full: words of their own would tell that there is somebody.
    assert REASONS[DeclineReason.CO_RESIDENCE] == REASONS[DeclineReason.NO_CAPACITY]
