"""The life of a study as a table."""

from __future__ import annotations

from enum import StrEnum

from shelters.errors import N_
from shelters.transitions import follow


class StudyState(StrEnum):
    """Where a study stands."""

    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    STOPPED = "stopped"


class StudyStep(StrEnum):
    """What can happen to it."""

    START = "start"
    FINISH = "finish"
    FAIL = "fail"
    STOP = "stop"


_S, _DO = StudyState, StudyStep

TRANSITIONS: dict[tuple[StudyState, StudyStep], StudyState] = {
    (_S.QUEUED, _DO.START): _S.RUNNING,
    (_S.QUEUED, _DO.STOP): _S.STOPPED,
    (_S.RUNNING, _DO.STOP): _S.STOPPED,
    (_S.RUNNING, _DO.FINISH): _S.FINISHED,
    (_S.RUNNING, _DO.FAIL): _S.FAILED,
}

# What is still to come to an end.
LIVE = (StudyState.QUEUED, StudyState.RUNNING)

_REFUSAL = N_("Esta pregunta ya terminó. Vuelve a cargar la página.")


def next_state(state: str, step: StudyStep) -> StudyState:
    """Take a step, or refuse it."""
    return follow(TRANSITIONS, StudyState(state), step, _REFUSAL)
