"""What a question comes to: the same years twice, over the houses as they are and as they might be."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from optimizer.replay import Outcome
from shelters.access.actor import OPERATOR
from shelters.capacity.inventory import RoomInventory
from shelters.capacity.words import Offer, Setting
from shelters.clock import REGION, now
from shelters.database.transaction import transaction
from shelters.demo.region import fill_region
from shelters.demo.sizes import Size
from shelters.demo.year import region
from shelters.errors import InvalidInputError
from shelters.placement.child import SolverFailedError
from shelters.placement.posing import pose_past
from shelters.planning import replays
from shelters.planning.past import Past, the_past
from shelters.planning.questions import Closing, Keeping, Opening, QuestionKind, Ruling, question_of
from shelters.planning.replays import Answer, Effort, Figure, answer_of, replayed
from shelters.planning.worlds import changed
from shelters.sealing.keyring import Keyring
from tests.shelters.planning.drawn import past_of

AT = datetime(2026, 11, 25, 18, tzinfo=UTC)
FEW = Effort(futures=6)


@pytest.fixture(scope="module")
def past() -> Past:
    return past_of(region(Size.SMALL, 1, AT))


def opening(past: Past, **values: object) -> Opening:
    """Ask for a house where most of those who asked come from."""
    origins = [each.case.origin for each in past.asking]
    place = max(set(origins), key=origins.count)
    asked = {"municipality_id": place, "setting": Setting.RURAL, "rooms": 6, "beds": 4, **values}
    return Opening.model_validate(asked)


async def test_a_house_less_places_fewer_families_and_one_more_places_more(past: Past) -> None:
    busiest = max(past.houses, key=lambda each: sum(len(room.beds) for room in each.rooms))
    less = await replayed(past, Closing(house_id=busiest.house.id), FEW)
    more = await replayed(past, opening(past), FEW)
    assert less.more.high <= 0
    assert less.more.middle < 0 < more.more.middle
    assert less.placed == more.placed, "the houses as they are see the same years"
    assert sum(figure.middle for figure in more.by_urgency) > 0


async def test_the_same_question_gets_the_same_answer_from_any_number_of_processes(past: Past) -> None:
    told: list[tuple[int, int]] = []
    alone = await replayed(past, opening(past), FEW, tell=lambda *done: told.append(done))
    assert await replayed(past, opening(past), replace(FEW, processes=2)) == alone
    assert told[-1] == (6, 6)
    assert Answer.read(json.loads(json.dumps(alone.stored()))) == alone


async def test_a_rule_that_admits_more_turns_fewer_away(past: Past) -> None:
    admitting = Ruling(sons_up_to=17, men=True, pets=True, offers=frozenset(Offer))
    answer = await replayed(past, admitting, FEW)
    assert answer.more.low >= 0
    assert answer.more.middle > 0


async def test_more_that_is_kept_never_turns_an_immediate_case_away(past: Past) -> None:
    none, some = [await replayed(past, Keeping(rooms=rooms), FEW) for rooms in (0, 2)]
    assert some.by_urgency[0].middle >= none.by_urgency[0].middle


async def test_a_child_that_dies_gives_no_answer(past: Past, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replays, "REPLAYER", ("false",))
    with pytest.raises(SolverFailedError):
        await replayed(past, opening(past), FEW)


def test_what_is_asked_changes_nothing_that_is_there(past: Past) -> None:
    before = pose_past(past.houses, past.asking, past.since).problem
    house = past.houses[0].house
    questions = (
        Closing(house_id=house.id),
        opening(past, kept=2),
        Ruling(house_id=house.id, children=False),
        Keeping(zone=house.zone, rooms=1),
    )
    for question in questions:
        after = pose_past(changed(question, past.houses), past.asking, past.since).problem
        assert after != before
        assert [site.id for site in after.sites][: len(before.sites)] == [site.id for site in before.sites]
        # Whoever agreed to houses of her own network alone refuses one that is of nobody's.
        asked = [[replace(request, refuses=frozenset()) for request in each.requests] for each in (after, before)]
        assert asked[0] == asked[1]
    assert pose_past(past.houses, past.asking, past.since).problem == before


def test_a_house_that_opens_offers_what_was_asked_for(past: Past) -> None:
    kept = opening(past, rooms=3, beds=2, kept=1, offers=frozenset({Offer.STEP_FREE}))
    house = changed(kept, past.houses)[-1]
    assert [len(room.beds) for room in house.rooms] == [2, 2, 2]
    assert [room.room.kept_for_tier for room in house.rooms] == [1, None, None]
    assert house.profile.offers == {Offer.STEP_FREE}
    numbers = [bed.number for room in house.rooms for bed in room.beds]
    assert len(set(numbers)) == 6
    assert all(number < 0 for number in numbers), "no stored bed has such a number"


@pytest.mark.parametrize(
    ("kind", "values", "field"),
    [
        (QuestionKind.CLOSE, {}, "house_id"),
        (QuestionKind.OPEN, {"municipality_id": "1", "setting": "rural", "rooms": 0, "beds": 2}, "rooms"),
        (QuestionKind.RULES, {"sons_up_to": 18}, "sons_up_to"),
        (QuestionKind.KEEP, {"rooms": -1}, "rooms"),
    ],
)
def test_a_question_that_cannot_be_is_refused_by_its_field(
    kind: QuestionKind, values: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        question_of(kind, values)
    assert [each.field for each in refused.value.each()] == [field]


def test_a_figure_is_the_middle_and_where_nine_of_ten_lie_whose_past_is_one_of_them() -> None:
    figure = Figure.of(list(range(101)))
    assert [figure.middle, figure.low, figure.high] == pytest.approx([50, 50 - 45 * 2**0.5, 50 + 45 * 2**0.5])
    now_, then = (Outcome((4, 0, 0, 0), (placed, 0, 0, 0), 10 * placed, placed, 0, 0) for placed in (2, 3))
    answer = answer_of([(now_, then)] * 2)
    assert (answer.asked, answer.placed, answer.more) == (Figure(4, 4, 4), Figure(2, 2, 2), Figure(1, 1, 1))
    assert (answer.km, answer.waited) == (Figure(0, 0, 0), Figure(0, 0, 0))


async def test_the_past_that_is_stored_is_the_one_that_happened(engine: AsyncEngine, keyring: Keyring) -> None:
    async with transaction(engine, OPERATOR) as session:
        drawn = await fill_region(session, keyring, Size.SMALL, seed=1)
    until = now().astimezone(REGION).date()
    async with transaction(engine, OPERATOR) as session:
        stored = await the_past(session, keyring, until)
    expected = past_of(drawn)
    assert [each.request.id for each in stored.asking] == [each.request.id for each in expected.asking]
    assert [each.case for each in stored.asking] == [each.case for each in expected.asking]
    assert stored.came == expected.came
    assert 0.05 < stored.declining < 0.4
    for kind in (stored, expected):
        assert kind.until - kind.since == stored.until - stored.since
    closed = {house.house.id: _closed_nights(house.rooms) for house in stored.houses}
    assert closed == {house.house.id: _closed_nights(house.rooms) for house in expected.houses}


def _closed_nights(rooms: list[RoomInventory]) -> set[tuple[UUID, str]]:
    return {(room.room.id, str(taken.nights)) for room in rooms for taken in room.occupancy}
