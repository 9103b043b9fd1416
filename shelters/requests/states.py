"""The life of a request as a table; what is not in it is a conflict."""

from __future__ import annotations

from enum import StrEnum

from shelters.access.policy import Permission
from shelters.errors import N_
from shelters.transitions import Act, Consequence, follow


class RequestState(StrEnum):
    """Where a request stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    READY = "ready"
    PROPOSED = "proposed"
    PLACED = "placed"
    UNPLACED = "unplaced"
    PAUSED = "paused"
    REFERRED = "referred"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class RequestStep(StrEnum):
    """What can happen to it."""

    FILE = "file"
    COMPLETE = "complete"
    CHANGE = "change"
    PROPOSE = "propose"
    RETURN = "return"
    PLACE = "place"
    WAIT = "wait"
    OPEN_UP = "open_up"
    PAUSE = "pause"
    RESUME = "resume"
    UNCONSENT = "unconsent"
    REFER = "refer"
    WITHDRAW = "withdraw"
    CLOSE = "close"


_S, _DO, _BY, _SO = RequestState, RequestStep, Permission, Consequence

ACTS: dict[RequestStep, Act] = {
    _DO.FILE: Act((_BY.REQUEST_FILE,)),
    # Her consent makes it ready, when it is filed or changed.
    _DO.COMPLETE: Act(),
    _DO.CHANGE: Act((_BY.REQUEST_CHANGE,)),
    _DO.PROPOSE: Act((_BY.OPTION_CHOOSE,), (_SO.BEDS_HELD,)),
    _DO.RETURN: Act(),
    _DO.PLACE: Act(),
    _DO.WAIT: Act((_BY.REQUEST_CHANGE,)),
    _DO.OPEN_UP: Act(),
    # What her answer to a proposal asks for: not now, or nobody could reach her.
    _DO.PAUSE: Act(),
    _DO.RESUME: Act((_BY.REQUEST_CHANGE,)),
    _DO.UNCONSENT: Act((_BY.REQUEST_CHANGE,), (_SO.CONSENT_AWAITED, _SO.HOLD_ENDED, _SO.DISCLOSURES_REVOKED)),
    _DO.REFER: Act((_BY.REQUEST_CHANGE,)),
    _DO.WITHDRAW: Act((_BY.REQUEST_CHANGE,)),
    _DO.CLOSE: Act(),
}

TRANSITIONS: dict[tuple[RequestState, RequestStep], RequestState] = {
    (_S.DRAFT, _DO.FILE): _S.SUBMITTED,
    (_S.SUBMITTED, _DO.COMPLETE): _S.READY,
    (_S.SUBMITTED, _DO.CHANGE): _S.SUBMITTED,
    (_S.READY, _DO.CHANGE): _S.SUBMITTED,
    (_S.UNPLACED, _DO.CHANGE): _S.SUBMITTED,
    (_S.READY, _DO.PROPOSE): _S.PROPOSED,
    (_S.UNPLACED, _DO.PROPOSE): _S.PROPOSED,
    (_S.PROPOSED, _DO.RETURN): _S.READY,
    (_S.PROPOSED, _DO.PLACE): _S.PLACED,
    (_S.PLACED, _DO.RETURN): _S.READY,
    (_S.READY, _DO.WAIT): _S.UNPLACED,
    (_S.UNPLACED, _DO.OPEN_UP): _S.READY,
    (_S.READY, _DO.PAUSE): _S.PAUSED,
    (_S.PAUSED, _DO.RESUME): _S.READY,
    (_S.READY, _DO.UNCONSENT): _S.SUBMITTED,
    (_S.UNPLACED, _DO.UNCONSENT): _S.SUBMITTED,
    (_S.PAUSED, _DO.UNCONSENT): _S.SUBMITTED,
    (_S.PROPOSED, _DO.UNCONSENT): _S.SUBMITTED,
    # As long as nobody has slept there; whoever lives in a house stays there, and only what was told is erased.
    (_S.PLACED, _DO.UNCONSENT): _S.SUBMITTED,
    (_S.PAUSED, _DO.REFER): _S.REFERRED,
    (_S.PAUSED, _DO.WITHDRAW): _S.WITHDRAWN,
    (_S.SUBMITTED, _DO.REFER): _S.REFERRED,
    (_S.READY, _DO.REFER): _S.REFERRED,
    (_S.UNPLACED, _DO.REFER): _S.REFERRED,
    (_S.DRAFT, _DO.WITHDRAW): _S.WITHDRAWN,
    (_S.SUBMITTED, _DO.WITHDRAW): _S.WITHDRAWN,
    (_S.READY, _DO.WITHDRAW): _S.WITHDRAWN,
    (_S.UNPLACED, _DO.WITHDRAW): _S.WITHDRAWN,
    (_S.PLACED, _DO.CLOSE): _S.CLOSED,
    (_S.REFERRED, _DO.CLOSE): _S.CLOSED,
    (_S.WITHDRAWN, _DO.CLOSE): _S.CLOSED,
}

# Requests that wait for a place: what a run over all looks at.
OPEN = (_S.READY, _S.UNPLACED)
# Requests that wait for nothing any more: their network's term runs.
ENDED = (_S.CLOSED, _S.WITHDRAWN, _S.REFERRED)


_REFUSAL = N_("Esta solicitud cambió mientras la veías y ya no admite ese paso. Vuelve a cargar la página.")


def next_state(state: str, step: RequestStep) -> RequestState:
    """Take a step, or refuse it."""
    return follow(TRANSITIONS, RequestState(state), step, _REFUSAL)
