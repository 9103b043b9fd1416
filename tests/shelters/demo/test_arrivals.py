"""The stream of requests, and who asks."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

from shelters.demo.arrivals import PAST, requests
from shelters.demo.chance import shares
from shelters.demo.parties import collective, party
from shelters.demo.sizes import MEASURES, Size
from shelters.places import municipality
from shelters.requests.codes import read_code
from shelters.requests.models import RequestDraft
from shelters.requests.words import AvoidKind, Gender, Relation, Urgency

NOW = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
YEAR = requests(3, MEASURES[Size.REGION], NOW)


def test_the_same_seed_gives_the_same_requests() -> None:
    assert requests(3, MEASURES[Size.REGION], NOW) == YEAR
    assert requests(4, MEASURES[Size.REGION], NOW) != YEAR


def test_requests_come_in_order_over_the_past_year() -> None:
    moments = [plan.filed_at for plan in YEAR]

    assert moments == sorted(moments)
    assert NOW - PAST <= moments[0] < NOW - PAST + timedelta(days=10)
    assert NOW - timedelta(days=3) < moments[-1] < NOW


def test_about_as_many_requests_come_as_the_size_says_and_the_waves_add() -> None:
    ordinary = MEASURES[Size.REGION].requests_per_day * 365

    assert ordinary * 0.9 < len(YEAR) < ordinary * 1.8


def test_a_wave_brings_far_more_than_an_ordinary_week() -> None:
    weeks = Counter((NOW - plan.filed_at).days // 7 for plan in YEAR)

    assert max(weeks.values()) > 1.6 * sorted(weeks.values())[26]


def test_every_request_is_one_that_a_committee_could_file() -> None:
    for plan in YEAR:
        assert RequestDraft.model_validate(plan.draft.model_dump()) == plan.draft
        assert read_code(plan.code) == plan.code
        assert municipality(plan.draft.case.origin)
        assert plan.draft.nights.earliest >= plan.filed_at.date() - timedelta(days=1)


def test_no_two_requests_share_a_code_or_an_id() -> None:
    assert len({plan.code for plan in YEAR}) == len({plan.id for plan in YEAR}) == len(YEAR)


def test_the_urgent_need_a_place_within_days() -> None:
    for plan in YEAR:
        if plan.draft.urgency is Urgency.IMMEDIATE:
            assert (plan.draft.nights.latest - plan.filed_at.date()).days <= 1


def test_most_parties_are_a_woman_with_children() -> None:
    random = Random(1)
    parties = [party(random) for _ in range(2_000)]

    led_by_women = sum(one[0].gender is Gender.WOMAN for one in parties)
    with_children = sum(any(member.minor for member in one) for one in parties)
    assert led_by_women > 0.88 * len(parties)
    assert 0.55 * len(parties) < with_children < 0.85 * len(parties)
    assert all(one[0].relation is Relation.SELF for one in parties)
    assert all(sum(member.relation is Relation.SELF for member in one) == 1 for one in parties)


def test_a_collective_stay_is_a_handful_of_women_for_ten_nights() -> None:
    assert 4 <= len(collective(Random(1))) <= 6
    together = [
        plan for plan in YEAR if len(plan.draft.case.party) > 3 and plan.draft.case.party[1].relation == "companion"
    ]
    assert [plan for plan in together if plan.draft.urgency is Urgency.PREVENTIVE and plan.draft.nights.nights == 10]


def test_most_are_afraid_of_the_place_they_come_from() -> None:
    fearing = [
        plan
        for plan in YEAR
        if any(
            avoid.kind is AvoidKind.PLACE and avoid.place == plan.draft.case.origin for avoid in plan.draft.case.avoid
        )
    ]

    assert 0.6 < len(fearing) / len(YEAR) < 0.8


def test_shares_add_up_to_the_whole() -> None:
    assert shares({"a": 1, "b": 1, "c": 1}, 10) == {"a": 4, "b": 3, "c": 3}
    assert sum(shares({"a": 0.17, "b": 0.31, "c": 0.52}, 7).values()) == 7
