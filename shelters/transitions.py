"""Tables of transitions: what a thing may become, and by which step."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from shelters.errors import ConflictError

State = TypeVar("State", bound=StrEnum)
Step = TypeVar("Step", bound=StrEnum)


def follow(table: Mapping[tuple[State, Step], State], state: State, step: Step, refusal: str) -> State:
    """Take a step of a table; what is not in it is a conflict, told in the words of the thing."""
    try:
        return table[state, step]
    except KeyError as error:
        raise ConflictError(refusal) from error
