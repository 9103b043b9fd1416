"""The life of a rearrangement as a table: room is made for one party only if everybody who is moved says yes."""

from __future__ import annotations

from enum import StrEnum

from shelters.errors import N_
from shelters.transitions import follow


class RoomState(StrEnum):
    """Where a rearrangement stands."""

    SEEKING = "seeking"
    ASKING = "asking"
    APPLIED = "applied"
    IMPOSSIBLE = "impossible"
    FAILED = "failed"
    REFUSED = "refused"
    EXPIRED = "expired"
    OVERTAKEN = "overtaken"


class RoomStep(StrEnum):
    """What can happen to it."""

    ASK = "ask"
    GIVE_UP = "give_up"
    FAIL = "fail"
    APPLY = "apply"
    REFUSE = "refuse"
    EXPIRE = "expire"
    OVERTAKE = "overtake"


_S, _DO = RoomState, RoomStep

TRANSITIONS: dict[tuple[RoomState, RoomStep], RoomState] = {
    (_S.SEEKING, _DO.ASK): _S.ASKING,
    (_S.SEEKING, _DO.GIVE_UP): _S.IMPOSSIBLE,
    (_S.SEEKING, _DO.FAIL): _S.FAILED,
    (_S.ASKING, _DO.APPLY): _S.APPLIED,
    (_S.ASKING, _DO.REFUSE): _S.REFUSED,
    (_S.ASKING, _DO.EXPIRE): _S.EXPIRED,
    (_S.ASKING, _DO.OVERTAKE): _S.OVERTAKEN,
}

LIVE = (_S.SEEKING, _S.ASKING)

WORDS: dict[RoomState, str] = {
    _S.SEEKING: N_("Buscamos cómo hacer lugar con los menos cambios. Vuelve a cargar la página en un momento."),
    _S.ASKING: N_("Hay una manera. Nada cambia hasta que todas digan que sí."),
    _S.APPLIED: N_("Todas dijeron que sí: ya tiene lugar."),
    _S.IMPOSSIBLE: N_("No encontramos cómo hacer lugar moviendo solo estancias que no han empezado."),
    _S.FAILED: N_("El cálculo no terminó. No cambió nada; puedes intentarlo otra vez."),
    _S.REFUSED: N_("Alguien dijo que no. No cambió nada."),
    _S.EXPIRED: N_("Faltaron respuestas a tiempo. No cambió nada."),
    _S.OVERTAKEN: N_("Algo cambió mientras respondían y ya no cabía. No se movió a nadie."),
}

_REFUSAL = N_("Este reacomodo ya terminó. Vuelve a cargar la página.")


def next_state(state: str, step: RoomStep) -> RoomState:
    """Take a step, or refuse it."""
    return follow(TRANSITIONS, RoomState(state), step, _REFUSAL)
