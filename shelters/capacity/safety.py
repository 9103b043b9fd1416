"""The safety of a house as a table: what it may become, who may say so, and what follows at once."""

from __future__ import annotations

from enum import StrEnum

from shelters.access.actor import Actor
from shelters.access.policy import Permission, allows
from shelters.capacity.models import House
from shelters.capacity.words import Safety
from shelters.errors import N_
from shelters.transitions import Act, Consequence, follow


class SafetyStep(StrEnum):
    """What somebody can say of it."""

    WATCH = "watch"
    EXPOSE = "expose"
    CLOSE = "close"
    CLEAR = "clear"
    REOPEN = "reopen"


_S, _DO, _BY, _SO = Safety, SafetyStep, Permission, Consequence

ACTS: dict[SafetyStep, Act] = {
    _DO.WATCH: Act((_BY.HOUSE_EXPOSE,), (_SO.HOUSE_FOR_IMMEDIATE_ONLY,)),
    _DO.EXPOSE: Act((_BY.HOUSE_EXPOSE,), (_SO.HOUSE_FROZEN, _SO.PROPOSALS_REVOKED, _SO.EVACUATION_OPENED)),
    _DO.CLOSE: Act((_BY.HOUSE_CHANGE,), (_SO.HOUSE_FROZEN, _SO.PROPOSALS_REVOKED)),
    # Whoever warns is believed at once; that the danger is over is said by somebody who does not live in it.
    _DO.CLEAR: Act((Permission.HOUSE_CLEAR,), (_SO.EVACUATION_ENDED,)),
    _DO.REOPEN: Act((Permission.HOUSE_CLEAR,)),
}

TRANSITIONS: dict[tuple[Safety, SafetyStep], Safety] = {
    (_S.NORMAL, _DO.WATCH): _S.WATCHED,
    (_S.NORMAL, _DO.EXPOSE): _S.EXPOSED,
    (_S.WATCHED, _DO.EXPOSE): _S.EXPOSED,
    (_S.CLOSED, _DO.EXPOSE): _S.EXPOSED,
    (_S.NORMAL, _DO.CLOSE): _S.CLOSED,
    (_S.WATCHED, _DO.CLOSE): _S.CLOSED,
    # From exposed there is no way back to normal at once: for a while it is watched.
    (_S.EXPOSED, _DO.CLEAR): _S.WATCHED,
    (_S.WATCHED, _DO.REOPEN): _S.NORMAL,
    (_S.CLOSED, _DO.REOPEN): _S.NORMAL,
}

# A house in danger takes no one new, and is not even weighed.
TAKING = frozenset({Safety.NORMAL.value, Safety.WATCHED.value})
FROZEN = frozenset({Safety.EXPOSED.value, Safety.CLOSED.value})

STEPS: dict[SafetyStep, str] = {
    SafetyStep.WATCH: N_("La están observando"),
    SafetyStep.EXPOSE: N_("Está expuesta"),
    SafetyStep.CLOSE: N_("Cerrar la casa"),
    SafetyStep.CLEAR: N_("El peligro pasó: dejarla en observación"),
    SafetyStep.REOPEN: N_("Volver a normal"),
}

_REFUSAL = N_("La seguridad de esta casa cambió mientras la veías y ya no admite ese paso. Vuelve a cargar la página.")


def next_safety(safety: str, step: SafetyStep) -> Safety:
    """Take a step, or refuse it."""
    return follow(TRANSITIONS, Safety(safety), step, _REFUSAL)


def steps_open(actor: Actor, house: House) -> list[SafetyStep]:
    """List the steps that the actor may take with a house as it is now."""
    return [
        step
        for step, act in ACTS.items()
        if (Safety(house.safety), step) in TRANSITIONS and any(allows(actor, by, house) for by in act.by)
    ]
