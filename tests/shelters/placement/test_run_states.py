"""The life of a run: what ended stays ended, and every failure has words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shelters.errors import ConflictError
from shelters.placement.run_states import FAILURES, LIVE, TRANSITIONS, Failure, RunState, RunStep, next_state


@given(st.lists(st.sampled_from(RunStep), max_size=8))
def test_a_run_ends_at_most_once_and_never_moves_again(steps: list[RunStep]) -> None:
    state = RunState.QUEUED
    for step in steps:
        if (state, step) in TRANSITIONS:
            state = next_state(state, step)
        else:
            with pytest.raises(ConflictError):
                next_state(state, step)
        if state not in LIVE:
            assert not [pair for pair in TRANSITIONS if pair[0] == state]


def test_every_state_can_be_reached() -> None:
    assert {RunState.QUEUED, *TRANSITIONS.values()} == set(RunState)


def test_every_failure_has_words() -> None:
    assert set(FAILURES) == set(Failure)
