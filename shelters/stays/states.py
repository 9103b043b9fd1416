"""The life of a stay as a table; what is not in it is a conflict."""

from __future__ import annotations

from enum import StrEnum

from shelters.access.policy import Permission
from shelters.errors import N_
from shelters.transitions import Act, Consequence, follow


class StayState(StrEnum):
    """Where a stay stands."""

    CONFIRMED = "confirmed"
    TRAVELLING = "travelling"
    ARRIVED = "arrived"
    EXTENDED = "extended"
    MOVED = "moved"
    DEPARTED = "departed"
    NOT_ARRIVED = "not_arrived"
    CANCELLED = "cancelled"
    RELOCATED = "relocated"


class StayStep(StrEnum):
    """What can happen to it."""

    TRAVEL = "travel"
    ARRIVE = "arrive"
    EXTEND = "extend"
    MOVE = "move"
    DEPART = "depart"
    MISS = "miss"
    CANCEL = "cancel"
    RELOCATE = "relocate"


_S, _DO, _BY, _SO = StayState, StayStep, Permission, Consequence

_NEVER_BEGAN = (_SO.NIGHTS_GIVEN_BACK, _SO.SHEET_SHUT, _SO.REQUEST_RETURNED)

ACTS: dict[StayStep, Act] = {
    _DO.TRAVEL: Act((_BY.STAY_TRAVEL,), (_SO.HOUR_SET,)),
    _DO.ARRIVE: Act((_BY.STAY_RECORD,)),
    _DO.EXTEND: Act((_BY.STAY_EXTEND,), (_SO.NIGHTS_ADDED,)),
    # To another room of the house: the host does it, or says yes to it.
    _DO.MOVE: Act((_BY.STAY_MOVE,), (_SO.ROOM_CHANGED,)),
    _DO.DEPART: Act((_BY.STAY_RECORD,), (_SO.NIGHTS_GIVEN_BACK, _SO.SHEET_SHUT, _SO.REQUEST_CLOSED)),
    _DO.MISS: Act((_BY.STAY_RECORD,), _NEVER_BEGAN),
    _DO.CANCEL: Act((_BY.STAY_CANCEL,), _NEVER_BEGAN),
    # When the stay in another house that follows it begins; one that had not begun, as soon as that house accepts.
    _DO.RELOCATE: Act((), (_SO.NIGHTS_GIVEN_BACK, _SO.SHEET_SHUT)),
}

TRANSITIONS: dict[tuple[StayState, StayStep], StayState] = {
    (_S.CONFIRMED, _DO.TRAVEL): _S.TRAVELLING,
    # The hour of a journey changes: saying it again is the same step.
    (_S.TRAVELLING, _DO.TRAVEL): _S.TRAVELLING,
    (_S.CONFIRMED, _DO.ARRIVE): _S.ARRIVED,
    (_S.TRAVELLING, _DO.ARRIVE): _S.ARRIVED,
    (_S.CONFIRMED, _DO.MISS): _S.NOT_ARRIVED,
    (_S.TRAVELLING, _DO.MISS): _S.NOT_ARRIVED,
    (_S.CONFIRMED, _DO.CANCEL): _S.CANCELLED,
    (_S.TRAVELLING, _DO.CANCEL): _S.CANCELLED,
    (_S.ARRIVED, _DO.EXTEND): _S.EXTENDED,
    (_S.EXTENDED, _DO.EXTEND): _S.EXTENDED,
    (_S.MOVED, _DO.EXTEND): _S.EXTENDED,
    # Whoever is still to come has a room, and not a state, that changes.
    (_S.CONFIRMED, _DO.MOVE): _S.CONFIRMED,
    (_S.TRAVELLING, _DO.MOVE): _S.TRAVELLING,
    (_S.ARRIVED, _DO.MOVE): _S.MOVED,
    (_S.EXTENDED, _DO.MOVE): _S.MOVED,
    (_S.MOVED, _DO.MOVE): _S.MOVED,
    (_S.ARRIVED, _DO.DEPART): _S.DEPARTED,
    (_S.EXTENDED, _DO.DEPART): _S.DEPARTED,
    (_S.MOVED, _DO.DEPART): _S.DEPARTED,
    (_S.CONFIRMED, _DO.RELOCATE): _S.RELOCATED,
    (_S.TRAVELLING, _DO.RELOCATE): _S.RELOCATED,
    (_S.ARRIVED, _DO.RELOCATE): _S.RELOCATED,
    (_S.EXTENDED, _DO.RELOCATE): _S.RELOCATED,
    (_S.MOVED, _DO.RELOCATE): _S.RELOCATED,
}

# Stays whose people are in the house, and stays that are still to begin.
INSIDE = (_S.ARRIVED, _S.EXTENDED, _S.MOVED)
EXPECTED = (_S.CONFIRMED, _S.TRAVELLING)
LIVE = (*EXPECTED, *INSIDE)


_REFUSAL = N_("Esta estancia cambió mientras la veías y ya no admite ese paso. Vuelve a cargar la página.")


def next_state(state: str, step: StayStep) -> StayState:
    """Take a step, or refuse it."""
    return follow(TRANSITIONS, StayState(state), step, _REFUSAL)
