"""The life of a run as a table, and why one came to nothing."""

from __future__ import annotations

from enum import StrEnum

from shelters.errors import N_
from shelters.transitions import follow


class RunState(StrEnum):
    """Where a run stands."""

    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"


class RunStep(StrEnum):
    """What can happen to it."""

    START = "start"
    FINISH = "finish"
    FAIL = "fail"
    STOP = "stop"


class Failure(StrEnum):
    """Why a run came to nothing."""

    MEMORY = "memory"
    TIME = "time"
    CRASH = "crash"
    WRONG = "wrong"
    INTERRUPTED = "interrupted"
    STOPPED = "stopped"
    DEFECT = "defect"


_S, _DO = RunState, RunStep

TRANSITIONS: dict[tuple[RunState, RunStep], RunState] = {
    (_S.QUEUED, _DO.START): _S.RUNNING,
    (_S.QUEUED, _DO.STOP): _S.FAILED,
    (_S.RUNNING, _DO.STOP): _S.RUNNING,
    (_S.RUNNING, _DO.FINISH): _S.FINISHED,
    (_S.RUNNING, _DO.FAIL): _S.FAILED,
}

# A run that somebody who asks for one is led to.
LIVE = (RunState.QUEUED, RunState.RUNNING)

FAILURES: dict[Failure, str] = {
    Failure.MEMORY: N_("El cálculo necesitó más memoria de la que tiene permitida y se detuvo."),
    Failure.TIME: N_("El cálculo no terminó en el tiempo permitido y se detuvo."),
    Failure.CRASH: N_("El programa que calcula se cerró antes de terminar."),
    Failure.WRONG: N_("La revisión independiente encontró un error en el reparto, por eso no se muestra."),
    Failure.INTERRUPTED: N_("El servidor se detuvo mientras calculaba."),
    Failure.STOPPED: N_("Alguien lo detuvo antes de que hubiera algo que mostrar."),
    Failure.DEFECT: N_("Algo falló al preparar o guardar el cálculo."),
}


_REFUSAL = N_("Este cálculo ya terminó. Vuelve a cargar la página.")


def next_state(state: str, step: RunStep) -> RunState:
    """Take a step, or refuse it."""
    return follow(TRANSITIONS, RunState(state), step, _REFUSAL)
