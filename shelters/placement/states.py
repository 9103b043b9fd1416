"""The life of a proposal as a table, and the reasons for which it is declined."""

from __future__ import annotations

from enum import StrEnum

from shelters.errors import N_
from shelters.transitions import follow


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


_S, _DO = ProposalState, ProposalStep

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


class DeclineReason(StrEnum):
    """Why a proposal came to nothing, by who says so."""

    PREFERS_OTHER_PLACE = "prefers_other_place"
    NOT_NOW = "not_now"
    CULTURAL_MISMATCH = "cultural_mismatch"
    TOO_FAR = "too_far"
    TOO_NEAR_TO_DANGER = "too_near_to_danger"
    NO_CAPACITY = "no_capacity"
    HEALTH_OR_STAFF = "health_or_staff"
    HOUSE_RESTING = "house_resting"
    HOUSE_EXPOSED = "house_exposed"
    RISK_NOT_MANAGEABLE = "risk_not_manageable"
    NEEDS_NOT_MET = "needs_not_met"
    HOUSEHOLD_NOT_ALLOWED = "household_not_allowed"
    CO_RESIDENCE = "co_residence"
    NO_ANSWER = "no_answer"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    OTHER = "other"


# What a host may answer; the rest is for the defender, the committee or the system to say.
HOST_REASONS = (
    DeclineReason.NO_CAPACITY,
    DeclineReason.HEALTH_OR_STAFF,
    DeclineReason.HOUSE_RESTING,
    DeclineReason.HOUSE_EXPOSED,
    DeclineReason.RISK_NOT_MANAGEABLE,
    DeclineReason.NEEDS_NOT_MET,
    DeclineReason.HOUSEHOLD_NOT_ALLOWED,
    DeclineReason.OTHER,
)


_REFUSAL = N_("Esta propuesta cambió mientras la veías y ya no admite ese paso. Vuelve a cargar la página.")


def next_state(state: str, step: ProposalStep) -> ProposalState:
    """Take a step, or refuse it."""
    return follow(TRANSITIONS, ProposalState(state), step, _REFUSAL)
