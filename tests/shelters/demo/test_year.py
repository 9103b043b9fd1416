"""The invented year keeps the rules that the real system keeps."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest

from shelters.capacity.words import Safety, Sharing
from shelters.clock import REGION
from shelters.demo.past import StayPlan
from shelters.demo.sizes import Size
from shelters.demo.year import Region, region
from shelters.placement.declines import DeclineReason
from shelters.placement.states import ProposalState
from shelters.requests.states import RequestState
from shelters.stays.states import EXPECTED, INSIDE, StayState

NOW = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
TODAY = NOW.astimezone(REGION).date()


@pytest.fixture(scope="module", params=[1, 2])
def drawn(request: pytest.FixtureRequest) -> Region:
    return region(Size.REGION, request.param, NOW)


def nights_of(drawn: Region) -> dict[tuple[UUID, int], list[tuple[date, date]]]:
    """Collect what takes each bed."""
    taken: dict[tuple[UUID, int], list[tuple[date, date]]] = defaultdict(list)
    for stay in drawn.past.stays:
        for bed in stay.proposal.offered.beds:
            taken[stay.proposal.offered.space.room.id, bed].append((stay.first, stay.rested_until))
    for proposal in drawn.past.proposals:
        if proposal.state is ProposalState.CHOSEN:
            for bed in proposal.offered.beds:
                taken[proposal.offered.space.room.id, bed].append((proposal.offered.first, proposal.offered.until))
    for closure in drawn.past.closures:
        for bed in range(len(closure.space.nights)):
            taken[closure.space.room.id, bed].append((closure.first, closure.until))
    return taken


def test_the_same_seed_and_hour_give_the_same_year() -> None:
    assert region(Size.SMALL, 4, NOW) == region(Size.SMALL, 4, NOW)


def test_no_bed_is_taken_twice_on_one_night(drawn: Region) -> None:
    for spans in nights_of(drawn).values():
        real = sorted(span for span in spans if span[1] > span[0])
        assert all(earlier[1] <= later[0] for earlier, later in pairwise(real))


def test_a_party_that_has_a_room_to_itself_takes_all_of_it(drawn: Region) -> None:
    for stay in drawn.past.stays:
        space = stay.proposal.offered.space
        wanted = stay.proposal.request.draft.case.beds
        alone = space.room.draft.sharing is Sharing.ONE_PARTY
        assert len(stay.proposal.offered.beds) == (len(space.nights) if alone else wanted)
        assert len(space.nights) >= wanted


def test_the_past_keeps_house_rules(drawn: Region) -> None:
    for proposal in drawn.past.proposals:
        house, case = proposal.offered.space.house.draft, proposal.request.draft.case
        rules = house.profile.rules
        assert rules.children or not any(member.minor for member in case.party)
        assert rules.pets or not case.pets
        assert (proposal.offered.until - proposal.offered.first).days <= house.max_nights
        assert house.open_to == "region" or proposal.offered.space.house.network == proposal.request.network


def test_a_room_kept_for_the_most_urgent_took_nobody_else(drawn: Region) -> None:
    for proposal in drawn.past.proposals:
        kept = proposal.offered.space.room.draft.kept_for_tier
        assert kept is None or proposal.request.draft.urgency <= kept


def test_an_exposed_or_closed_house_takes_nobody_now(drawn: Region) -> None:
    shut = {house.id for house in drawn.houses if house.draft.safety in {Safety.EXPOSED, Safety.CLOSED}}

    assert shut
    assert not [stay for stay in live(drawn) if stay.proposal.offered.space.house.id in shut]


def live(drawn: Region) -> list[StayPlan]:
    return [stay for stay in drawn.past.stays if stay.state in {*EXPECTED, *INSIDE}]


def test_a_stay_is_where_its_nights_say(drawn: Region) -> None:
    for stay in drawn.past.stays:
        if stay.state is StayState.CONFIRMED:
            assert stay.first >= TODAY
        if stay.state in INSIDE:
            assert stay.first < TODAY <= stay.until
            assert stay.arrived_at is not None
        if stay.state is StayState.DEPARTED:
            assert stay.until <= TODAY
            assert stay.arrived_at is not None
            assert stay.ended_at is not None
            assert stay.arrived_at <= stay.ended_at <= NOW
        if stay.state in {StayState.NOT_ARRIVED, StayState.CANCELLED}:
            assert stay.until == stay.first


def test_a_request_stands_where_its_stay_says(drawn: Region) -> None:
    states = {plan.id: state for plan, state in drawn.past.requests}
    for stay in drawn.past.stays:
        placed = states[stay.proposal.request.id] is RequestState.PLACED
        assert placed == (stay.state in {*EXPECTED, *INSIDE})
    for proposal in drawn.past.proposals:
        if proposal.state is ProposalState.CHOSEN:
            assert states[proposal.request.id] is RequestState.PROPOSED


def test_a_request_has_one_live_proposal_at_most(drawn: Region) -> None:
    alive = Counter(
        proposal.request.id
        for proposal in drawn.past.proposals
        if proposal.state in {ProposalState.CHOSEN, ProposalState.ACCEPTED}
    )

    assert max(alive.values()) == 1


def test_no_answer_comes_before_the_question_or_after_now(drawn: Region) -> None:
    for proposal in drawn.past.proposals:
        assert proposal.request.filed_at <= proposal.made_at <= NOW
        if proposal.state is ProposalState.CHOSEN:
            assert proposal.held_until > NOW
        else:
            assert proposal.answered_at is not None
            assert proposal.made_at <= proposal.answered_at <= min(NOW, proposal.held_until + timedelta(seconds=1))


def test_a_year_shows_every_outcome_and_nearly_every_reason(drawn: Region) -> None:
    assert {state for _, state in drawn.past.requests} >= set(RequestState) - {
        RequestState.DRAFT,
        RequestState.SUBMITTED,
        RequestState.PAUSED,
    }
    assert {stay.state for stay in drawn.past.stays} >= set(StayState) - {StayState.MOVED, StayState.RELOCATED}
    reasons = {proposal.reason for proposal in drawn.past.proposals} - {None}
    assert reasons >= set(DeclineReason) - {DeclineReason.CO_RESIDENCE, DeclineReason.OTHER}


def test_need_goes_unmet_and_houses_are_well_used(drawn: Region) -> None:
    ended = [state for _, state in drawn.past.requests]
    unmet = sum(state in {RequestState.REFERRED, RequestState.WITHDRAWN, RequestState.UNPLACED} for state in ended)

    assert 0.1 < unmet / len(ended) < 0.45
    assert len(live(drawn)) > 30


def test_something_waits_for_a_committee_and_for_a_host_also_in_the_small_region() -> None:
    for seed in (1, 2, 3):
        small = region(Size.SMALL, seed, NOW)
        states = Counter(state for _, state in small.past.requests)
        assert states[RequestState.READY] >= 3
        assert states[RequestState.PROPOSED] >= 1
        assert [plan for plan, state in small.past.requests if plan.network == "MX" and state is RequestState.READY]
