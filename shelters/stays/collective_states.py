"""The life of a collective stay and of a seat in it, as tables: who may take a step, and what follows."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from shelters.access.policy import Permission
from shelters.errors import N_
from shelters.transitions import Act, Consequence, follow


class CollectiveState(StrEnum):
    """Where a collective stay stands."""

    OFFERED = "offered"
    GOING = "going"
    CALLED_OFF = "called_off"
    OVER = "over"


class CollectiveStep(StrEnum):
    """What can happen to it; time decides and ends."""

    DECIDE = "decide"
    CALL_OFF = "call_off"
    END = "end"


class SeatState(StrEnum):
    """Where a seat stands."""

    TAKEN = "taken"
    CONFIRMED = "confirmed"
    GIVEN_UP = "given_up"
    LAPSED = "lapsed"


class SeatStep(StrEnum):
    """What can happen to it."""

    CONFIRM = "confirm"
    GIVE_UP = "give_up"
    LAPSE = "lapse"


_C, _DO, _S, _TO = CollectiveState, CollectiveStep, SeatState, SeatStep

ACTS: Final[dict[CollectiveStep, Act]] = {
    _DO.DECIDE: Act((), (Consequence.UNCONFIRMED_LAPSED,)),
    _DO.CALL_OFF: Act((Permission.COLLECTIVE_MAKE,), (Consequence.BEDS_FREED, Consequence.UNCONFIRMED_LAPSED)),
    _DO.END: Act(),
}
TRANSITIONS: Final[dict[tuple[CollectiveState, CollectiveStep], CollectiveState]] = {
    (_C.OFFERED, _DO.DECIDE): _C.GOING,
    (_C.OFFERED, _DO.CALL_OFF): _C.CALLED_OFF,
    (_C.GOING, _DO.CALL_OFF): _C.CALLED_OFF,
    (_C.GOING, _DO.END): _C.OVER,
}
SEAT_ACTS: Final[dict[SeatStep, Act]] = {
    _TO.CONFIRM: Act((Permission.SEAT_TAKE,)),
    _TO.GIVE_UP: Act((Permission.SEAT_TAKE,), (Consequence.SEAT_FREED,)),
    _TO.LAPSE: Act((), (Consequence.SEAT_FREED,)),
}
SEAT_TRANSITIONS: Final[dict[tuple[SeatState, SeatStep], SeatState]] = {
    (_S.TAKEN, _TO.CONFIRM): _S.CONFIRMED,
    (_S.TAKEN, _TO.GIVE_UP): _S.GIVEN_UP,
    (_S.CONFIRMED, _TO.GIVE_UP): _S.GIVEN_UP,
    (_S.TAKEN, _TO.LAPSE): _S.LAPSED,
    (_S.CONFIRMED, _TO.LAPSE): _S.LAPSED,
}

# Seats that somebody has, and collective stays that take beds.
SEATED: Final = (_S.TAKEN, _S.CONFIRMED)
STANDING: Final = (_C.OFFERED, _C.GOING)

COLLECTIVE_STATES: Final[dict[CollectiveState, str]] = {
    _C.OFFERED: N_("Se ofrecen lugares"),
    _C.GOING: N_("Se hace"),
    _C.CALLED_OFF: N_("Se canceló"),
    _C.OVER: N_("Terminó"),
}
SEAT_STATES: Final[dict[SeatState, str]] = {
    _S.TAKEN: N_("Falta confirmar"),
    _S.CONFIRMED: N_("Confirmado"),
    _S.GIVEN_UP: N_("Se dejó"),
    _S.LAPSED: N_("Venció"),
}

_CHANGED = N_("Esta estancia colectiva cambió mientras la veías. Vuelve a cargar la página.")


def next_state(state: str, step: CollectiveStep) -> CollectiveState:
    """Take a step of a collective stay, or refuse it."""
    return follow(TRANSITIONS, CollectiveState(state), step, _CHANGED)


def next_seat(state: str, step: SeatStep) -> SeatState:
    """Take a step of a seat, or refuse it."""
    return follow(SEAT_TRANSITIONS, SeatState(state), step, _CHANGED)
