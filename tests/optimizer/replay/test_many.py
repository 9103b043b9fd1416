"""Futures are drawn from whole weeks of the past, and are the same however the work is shared."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer import InstanceError, Problem
from optimizer.generate import generate
from optimizer.replay import Arrival, Draws, drawn_like, replay_many
from optimizer.replay.drawing import WEEK


@pytest.fixture(scope="module")
def problem() -> Problem:
    return generate("online", 5, 0)


def came(problem: Problem) -> tuple[int, ...]:
    return tuple(request.start[0] for request in problem.requests)


def test_processes_and_one_process_give_the_same_futures(problem: Problem) -> None:
    draws, seen = Draws(came(problem), many=12, declining=0.1), list[tuple[int, int]]()
    alone = replay_many([problem], draws)
    assert replay_many([problem], draws, processes=2, on_progress=lambda *done: seen.append(done)) == alone
    assert seen[-1] == (12, 12)
    assert len(set(alone)) > 6
    assert replay_many([problem], replace(draws, seed=1)) != alone


def test_a_house_more_places_more_families_in_most_futures(problem: Problem) -> None:
    fewer = replace(problem, spaces=problem.spaces[:90])
    outcomes = replay_many([fewer, problem], Draws(came(problem), many=10))
    assert all(sum(less.placed) < sum(more.placed) for less, more in outcomes)
    assert all(less.asked == more.asked for less, more in outcomes)


@given(st.lists(st.integers(0, 370), max_size=60), st.integers(), st.integers(0, 6))
def test_a_future_has_whole_weeks_of_about_the_same_season(nights: list[int], seed: int, season: int) -> None:
    drawn = drawn_like(nights, seed, season)
    weeks = {at: night // WEEK for at, night in enumerate(nights)}
    for each in drawn:
        assert each.later % WEEK == 0
        assert abs(each.later) <= season * WEEK
        # Whoever came in the same week comes with her.
        assert {Arrival(at, each.later) for at, week in weeks.items() if week == weeks[each.request]} <= set(drawn)
    on = [nights[each.request] + each.later for each in drawn]
    assert on == sorted(on)


def test_with_no_season_the_past_comes_again() -> None:
    assert drawn_like([9, 2, 2, 30], seed=3, season=0) == [Arrival(1), Arrival(2), Arrival(0), Arrival(3)]


def test_a_night_before_the_first_is_refused() -> None:
    with pytest.raises(InstanceError, match="night 0"):
        drawn_like([-1], seed=0)
