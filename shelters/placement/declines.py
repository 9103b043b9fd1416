"""Why a proposal comes to nothing: by whose voice, and with exactly what consequences."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from shelters.transitions import Consequence


class DeclineReason(StrEnum):
    """Why a proposal came to nothing."""

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


class Voice(StrEnum):
    """Whose no it is; the committee writes down the defender's."""

    DEFENDER = "defender"
    COMMITTEE = "committee"
    HOST = "host"
    SYSTEM = "system"


class Ask(StrEnum):
    """What must be said besides the reason, so that its consequence can follow."""

    ATTRIBUTE = "attribute"
    RULE = "rule"
    UNTIL = "until"
    PLACE = "place"
    MOST_KM = "most_km"


@dataclass(frozen=True)
class Decline:
    """Whose reason it is, what follows, and what is asked for it."""

    voices: tuple[Voice, ...]
    follows: tuple[Consequence, ...] = ()
    ask: Ask | None = None


_R, _V, _SO = DeclineReason, Voice, Consequence

DECLINES: Final[dict[DeclineReason, Decline]] = {
    _R.PREFERS_OTHER_PLACE: Decline((_V.DEFENDER,), (_SO.NEXT_OPTION,)),
    _R.NOT_NOW: Decline((_V.DEFENDER,), (_SO.PAUSED,)),
    _R.CULTURAL_MISMATCH: Decline((_V.DEFENDER,), (_SO.CORRECTION_ASKED, _SO.NEXT_OPTION), Ask.ATTRIBUTE),
    _R.TOO_FAR: Decline((_V.COMMITTEE,), (_SO.ZONE_ADDED, _SO.NEXT_OPTION), Ask.MOST_KM),
    _R.TOO_NEAR_TO_DANGER: Decline((_V.COMMITTEE,), (_SO.ZONE_ADDED, _SO.NEXT_OPTION), Ask.PLACE),
    _R.NO_CAPACITY: Decline((_V.HOST,), (_SO.UNMET_NEED, _SO.NEXT_OPTION)),
    _R.HEALTH_OR_STAFF: Decline((_V.HOST,), (_SO.NIGHTS_CLOSED, _SO.NEXT_OPTION)),
    _R.HOUSE_RESTING: Decline((_V.HOST,), (_SO.NIGHTS_CLOSED, _SO.NEXT_OPTION), Ask.UNTIL),
    _R.HOUSE_EXPOSED: Decline((_V.HOST,), (_SO.HOUSE_FROZEN, _SO.NEXT_OPTION)),
    _R.RISK_NOT_MANAGEABLE: Decline((_V.HOST,), (_SO.REVIEW_ASKED, _SO.NEXT_OPTION)),
    _R.NEEDS_NOT_MET: Decline((_V.HOST,), (_SO.CORRECTED, _SO.NEXT_OPTION), Ask.ATTRIBUTE),
    _R.HOUSEHOLD_NOT_ALLOWED: Decline((_V.HOST,), (_SO.CORRECTED, _SO.NEXT_OPTION), Ask.RULE),
    # Who shares a house is nobody's to learn: no person says it, and it reads like any night that is not possible.
    _R.CO_RESIDENCE: Decline((_V.SYSTEM,), (_SO.NEXT_OPTION,)),
    _R.NO_ANSWER: Decline((_V.COMMITTEE,), (_SO.PAUSED, _SO.CHECK_FIRST)),
    _R.CONSENT_WITHDRAWN: Decline((_V.DEFENDER,), (_SO.CONSENT_AWAITED, _SO.DISCLOSURES_REVOKED)),
    _R.OTHER: Decline((_V.COMMITTEE, _V.HOST)),
}


def reasons_of(*voices: Voice) -> tuple[DeclineReason, ...]:
    """List the reasons that these voices may give, in the order of the table."""
    return tuple(reason for reason, decline in DECLINES.items() if set(voices) & set(decline.voices))


# What a host may answer, and what a committee writes down: her own reasons and the defender's.
HOST_REASONS: Final = reasons_of(Voice.HOST)
COMMITTEE_REASONS: Final = reasons_of(Voice.DEFENDER, Voice.COMMITTEE)
