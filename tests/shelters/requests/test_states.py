"""The life of a request follows its table; what is not in it is a conflict."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shelters.errors import ConflictError
from shelters.requests.labels import STATES
from shelters.requests.states import OPEN, TRANSITIONS, RequestState, RequestStep, next_state

FINAL = {RequestState.CLOSED}


def reachable(start: RequestState) -> set[RequestState]:
    """Walk the table from a state."""
    found, ahead = {start}, [start]
    while ahead:
        here = ahead.pop()
        for (state, _), after in TRANSITIONS.items():
            if state is here and after not in found:
                found.add(after)
                ahead.append(after)
    return found


@given(st.lists(st.sampled_from(RequestStep), max_size=30))
def test_any_steps_in_any_order_follow_the_table_or_are_conflicts(steps: list[RequestStep]) -> None:
    state = RequestState.DRAFT
    for step in steps:
        expected = TRANSITIONS.get((state, step))
        if expected is None:
            with pytest.raises(ConflictError):
                next_state(state, step)
        else:
            state = next_state(state, step)
            assert state is expected


def test_every_state_can_be_reached_from_a_draft() -> None:
    assert reachable(RequestState.DRAFT) == set(RequestState)


@pytest.mark.parametrize("state", RequestState)
def test_no_state_is_a_dead_end_unless_the_case_is_closed(state: RequestState) -> None:
    assert reachable(state) >= FINAL
    assert (reachable(state) == {state}) is (state in FINAL)


def test_every_step_is_taken_somewhere() -> None:
    assert {step for _, step in TRANSITIONS} == set(RequestStep)


def test_only_a_request_that_waits_is_proposed_and_only_a_proposed_one_is_placed() -> None:
    assert {state for state, step in TRANSITIONS if step is RequestStep.PROPOSE} == set(OPEN)
    assert {state for (state, _), after in TRANSITIONS.items() if after is RequestState.PLACED} == {
        RequestState.PROPOSED
    }


def test_every_state_has_words() -> None:
    assert set(STATES) == set(RequestState)
