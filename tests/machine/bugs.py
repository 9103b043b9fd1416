"""Bugs to be found: each takes one rule out of the program, by the name of the piece that keeps it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime, timedelta
from typing import Any
from unittest.mock import patch

from shelters.clock import now, today
from shelters.placement import commands, declining, holds, options, spaces
from shelters.requests.states import TRANSITIONS as REQUESTS
from shelters.requests.states import RequestState, RequestStep
from shelters.stays import commands as stay_commands
from shelters.stays import journeys, lengthening, nights
from shelters.stays.states import TRANSITIONS as STAYS
from shelters.stays.states import StayState, StayStep

Bug = Callable[[ExitStack], object]


async def _nothing(*_things: object, **_more: object) -> None:
    """Do nothing."""


async def _nobody(*_things: object) -> frozenset[object]:
    return frozenset()


async def _no_holds(*_things: object) -> list[object]:
    return []


def _bare(_kind: str, first: date, until: date, _rest_nights: int) -> tuple[date, date]:
    return first, until


async def _next_month(*_things: object) -> date:
    return today() + timedelta(days=30)


def _long_ago() -> datetime:
    return now() - timedelta(days=30)


def _this_evening() -> datetime:
    return now() + timedelta(hours=5, minutes=30)


def _in(module: Any, name: str, instead: object) -> Bug:
    return lambda stack: stack.enter_context(patch.object(module, name, instead))


def _step(table: dict[Any, Any], step: tuple[Any, Any], state: Any) -> Bug:
    return lambda stack: stack.enter_context(patch.dict(table, {step: state}))


def _both(*bugs: Bug) -> Bug:
    def do(stack: ExitStack) -> None:
        for bug in bugs:
            bug(stack)

    return do


BUGS: dict[str, Bug] = {
    "a house gets no rest before the next": _both(_in(spaces, "with_rest", _bare), _in(nights, "with_rest", _bare)),
    "no rest is written after a stay": _both(
        _in(nights, "rest_after", _nothing), _in(lengthening, "rest_after", _nothing)
    ),
    "a hold that ran out is accepted": _in(nights, "now", _long_ago),
    "a hold expires before its time": _in(holds, "now", _this_evening),
    "a hold that ran out keeps the committee from choosing again": _in(commands, "overdue_holds", _no_holds),
    "a declined proposal keeps its beds": _in(declining, "release_hold", _nothing),
    "a house that declined is asked again": _in(options, "houses_that_declined", _nobody),
    "a place is held without asking the rules again": _in(commands, "check_still_fits", _nothing),
    "whoever leaves keeps the bed": _in(stay_commands, "give_back_from", _nothing),
    "a cancelled stay leaves its request placed": _in(journeys, "leave_request", _nothing),
    "an arrival is recorded before its day": _in(stay_commands, "tonight_at", _next_month),
    "somebody who is there can be cancelled": _step(STAYS, (StayState.ARRIVED, StayStep.CANCEL), StayState.CANCELLED),
    "whoever has left can stay longer": _step(STAYS, (StayState.DEPARTED, StayStep.EXTEND), StayState.EXTENDED),
    "a request ends where it should return": _step(
        REQUESTS, (RequestState.PROPOSED, RequestStep.RETURN), RequestState.CLOSED
    ),
}


@contextmanager
def seeded(name: str) -> Iterator[None]:
    """Let the program have a bug."""
    with ExitStack() as stack:
        BUGS[name](stack)
        yield
