"""The life of a proposal as a table."""

from __future__ import annotations

from enum import StrEnum

from shelters.access.policy import Permission
from shelters.errors import N_
from shelters.transitions import Act, Consequence, follow


class ProposalState(StrEnum):
    """Where a proposal stands."""

    OFFERED = "offered"
    CHOSEN = "chosen"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    REVOKED = "revoked"


class ProposalStep(StrEnum):
    """What can happen to it."""

    CHOOSE = "choose"
    ACCEPT = "accept"
    DECLINE = "decline"
    EXPIRE = "expire"
    REVOKE = "revoke"


_S, _DO, _BY, _SO = ProposalState, ProposalStep, Permission, Consequence

_CAME_TO_NOTHING = (_SO.HOLD_ENDED, _SO.REQUEST_RETURNED)

ACTS: dict[ProposalStep, Act] = {
    _DO.CHOOSE: Act((_BY.OPTION_CHOOSE,), (_SO.BEDS_HELD, _SO.REQUEST_PROPOSED)),
    _DO.ACCEPT: Act(
        (_BY.PROPOSAL_ANSWER,), (_SO.STAY_CONFIRMED, _SO.BEDS_TAKEN, _SO.SHEET_WRITTEN, _SO.REQUEST_PLACED)
    ),
    # By reason, more follows: `declines.py`.
    _DO.DECLINE: Act((_BY.PROPOSAL_ANSWER, _BY.PROPOSAL_DECLINE), _CAME_TO_NOTHING),
    # Time does it.
    _DO.EXPIRE: Act((), _CAME_TO_NOTHING),
    _DO.REVOKE: Act((_BY.PROPOSAL_REVOKE,), _CAME_TO_NOTHING),
}

TRANSITIONS: dict[tuple[ProposalState, ProposalStep], ProposalState] = {
    (_S.OFFERED, _DO.CHOOSE): _S.CHOSEN,
    (_S.OFFERED, _DO.DECLINE): _S.DECLINED,
    (_S.OFFERED, _DO.EXPIRE): _S.EXPIRED,
    (_S.OFFERED, _DO.REVOKE): _S.REVOKED,
    (_S.CHOSEN, _DO.ACCEPT): _S.ACCEPTED,
    (_S.CHOSEN, _DO.DECLINE): _S.DECLINED,
    (_S.CHOSEN, _DO.EXPIRE): _S.EXPIRED,
    (_S.CHOSEN, _DO.REVOKE): _S.REVOKED,
}

# Proposals that hold beds: those of an evacuation from the moment in which they are offered.
HOLDING = (_S.OFFERED, _S.CHOSEN)


_REFUSAL = N_("Esta propuesta cambió mientras la veías y ya no admite ese paso. Vuelve a cargar la página.")


def next_state(state: str, step: ProposalStep) -> ProposalState:
    """Take a step, or refuse it."""
    return follow(TRANSITIONS, ProposalState(state), step, _REFUSAL)
