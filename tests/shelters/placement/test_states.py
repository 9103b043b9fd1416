"""The life of a proposal follows its table; what is not in it is a conflict."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shelters.errors import ConflictError
from shelters.placement.labels import PROPOSAL_STATES
from shelters.placement.states import TRANSITIONS, ProposalState, ProposalStep, next_state

FINAL = {ProposalState.ACCEPTED, ProposalState.DECLINED, ProposalState.EXPIRED, ProposalState.REVOKED}


@given(st.lists(st.sampled_from(ProposalStep), max_size=20))
def test_any_steps_in_any_order_follow_the_table_or_are_conflicts(steps: list[ProposalStep]) -> None:
    state = ProposalState.OFFERED
    for step in steps:
        expected = TRANSITIONS.get((state, step))
        if expected is None:
            with pytest.raises(ConflictError):
                next_state(state, step)
        else:
            state = next_state(state, step)
            assert state is expected


def test_every_state_is_reached_and_every_step_taken_somewhere() -> None:
    assert set(TRANSITIONS.values()) | {ProposalState.OFFERED} == set(ProposalState)
    assert {step for _, step in TRANSITIONS} == set(ProposalStep)


@pytest.mark.parametrize("state", ProposalState)
def test_a_proposal_is_answered_once_and_until_then_can_come_to_nothing(state: ProposalState) -> None:
    """What becomes of an accepted one is told by its stay: letting it go would leave people in beds without a case."""
    ends = {after for (before, _), after in TRANSITIONS.items() if before is state}
    assert bool(ends) is (state not in FINAL)
    assert ends >= (set() if state in FINAL else FINAL - {ProposalState.ACCEPTED})


def test_only_chosen_beds_are_accepted() -> None:
    assert [state for state, step in TRANSITIONS if step is ProposalStep.ACCEPT] == [ProposalState.CHOSEN]


def test_every_state_has_words() -> None:
    assert set(PROPOSAL_STATES) == set(ProposalState)
