"""What who tries the system finds on her first evening."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from shelters.demo.asking import RequestPlan
from shelters.demo.networks import ACCOUNTS
from shelters.demo.sizes import MEASURES, Size
from shelters.demo.tonight import guests, on_the_table
from shelters.demo.year import Region, region
from shelters.placement.states import ProposalState
from shelters.requests.states import RequestState
from shelters.stays.states import EXPECTED, INSIDE

MIDNIGHT = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)


def anywhere(_plan: RequestPlan) -> int:
    return 3


@pytest.fixture(scope="module", params=[1, 9, 17, 23])
def small(request: pytest.FixtureRequest) -> Region:
    return region(Size.SMALL, 1, MIDNIGHT + timedelta(hours=request.param))


def hosted_in_mexico(drawn: Region) -> set[object]:
    (account,) = [each for each in ACCOUNTS if each.name == "anfitriona-mx"]
    return {house.id for house in [house for house in drawn.houses if house.network == "MX"][: account.houses]}


def test_the_table_has_as_many_requests_as_its_size_says() -> None:
    drawn = list(on_the_table(1, MEASURES[Size.REGION], MIDNIGHT, anywhere))

    assert len(drawn) == MEASURES[Size.REGION].on_the_table
    assert {plan.network for plan, _ in drawn} == {"MX", "GT", "HN", "SV", "NI", "CR"}
    assert all(plan.filed_at < MIDNIGHT <= plan.filed_at + timedelta(days=17) for plan, _ in drawn)


def test_she_can_still_come_on_every_night_that_a_request_on_the_table_asks_for() -> None:
    for plan, _ in on_the_table(1, MEASURES[Size.REGION], MIDNIGHT, anywhere):
        assert plan.draft.nights.earliest >= MIDNIGHT.date() - timedelta(days=1)


def test_the_first_request_of_each_country_is_with_a_house() -> None:
    first: dict[str, bool] = {}
    for plan, with_a_house in on_the_table(1, MEASURES[Size.SMALL], MIDNIGHT, anywhere):
        first.setdefault(plan.network, with_a_house)

    assert all(first.values())


def test_guests_came_in_the_last_days() -> None:
    drawn = list(guests(1, MEASURES[Size.REGION], MIDNIGHT, anywhere))

    assert len(drawn) == MEASURES[Size.REGION].guests
    assert all(MIDNIGHT - timedelta(days=10) < plan.filed_at < MIDNIGHT for plan in drawn)


def test_at_any_hour_a_committee_has_requests_to_place(small: Region) -> None:
    mine = Counter(state for plan, state in small.past.requests if plan.network == "MX")

    assert mine[RequestState.READY] >= 2


def test_at_any_hour_a_host_has_a_request_to_answer_and_guests_to_receive(small: Region) -> None:
    hers = hosted_in_mexico(small)
    asked = [p for p in small.past.proposals if p.state is ProposalState.CHOSEN and p.offered.space.house.id in hers]
    states = {stay.state for stay in small.past.stays if stay.proposal.offered.space.house.id in hers}

    assert asked
    assert states & set(INSIDE)
    assert states & set(EXPECTED)
