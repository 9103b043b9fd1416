"""The life of a stay follows its table; what is not in it is a conflict."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shelters.errors import ConflictError
from shelters.stays.states import EXPECTED, INSIDE, TRANSITIONS, StayState, StayStep, next_state

FINAL = {StayState.DEPARTED, StayState.NOT_ARRIVED, StayState.CANCELLED, StayState.RELOCATED}


def reachable(start: StayState) -> set[StayState]:
    """Walk the table from a state."""
    found, ahead = {start}, [start]
    while ahead:
        here = ahead.pop()
        after = {to for (state, _), to in TRANSITIONS.items() if state is here} - found
        found |= after
        ahead += after
    return found


@given(st.lists(st.sampled_from(StayStep), max_size=20))
def test_any_steps_in_any_order_follow_the_table_or_are_conflicts(steps: list[StayStep]) -> None:
    state = StayState.CONFIRMED
    for step in steps:
        expected = TRANSITIONS.get((state, step))
        if expected is None:
            with pytest.raises(ConflictError):
                next_state(state, step)
        else:
            state = next_state(state, step)
            assert state is expected


def test_every_state_can_be_reached_and_every_step_is_taken_somewhere() -> None:
    assert reachable(StayState.CONFIRMED) == set(StayState)
    assert {step for _, step in TRANSITIONS} == set(StayStep)


@pytest.mark.parametrize("state", StayState)
def test_a_stay_ends_from_wherever_it_is_and_then_stays_ended(state: StayState) -> None:
    assert reachable(state) & FINAL
    assert (reachable(state) == {state}) is (state in FINAL)


def test_a_stay_is_expected_inside_or_over() -> None:
    assert set(EXPECTED) | set(INSIDE) | FINAL == set(StayState)
    assert len(EXPECTED) + len(INSIDE) + len(FINAL) == len(StayState)


def test_nobody_departs_who_never_arrived_and_nobody_is_missed_who_did() -> None:
    assert all(state in INSIDE for state, step in TRANSITIONS if step is StayStep.DEPART)
    assert all(state in EXPECTED for state, step in TRANSITIONS if step in {StayStep.MISS, StayStep.CANCEL})
