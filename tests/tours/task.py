"""A task of a person: what it is in plain words, what must be there before, and how it is done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from tests.scene import Scene
from tests.tours.traveller import Traveller

Act = Callable[[Traveller], Awaitable[None]]
Before = Callable[[Scene], Awaitable[Any]]


class Who(StrEnum):
    """Whose task it is, by the name that she has in the scene; somebody at the door has none."""

    COMMITTEE = "committee"
    HOST = "host"
    PLANNER = "planner"
    STEWARD = "steward"
    ANYBODY = "anybody"
    AT_THE_DOOR = "at the door"


@dataclass(frozen=True)
class Task:
    """One task; a key task has a budget of presses, or of all that is pressed, chosen and typed."""

    who: Who
    words: str
    act: Act
    before: Before
    taps: int | None = None
    inputs: int | None = None

    @property
    def name(self) -> str:
        """Name the task by the function that does it."""
        return self.act.__name__


async def nothing(_scene: Scene) -> None:
    """Begin with the houses and people that are always there."""


class Tasks:
    """The tasks of one person, in the order in which they are written."""

    def __init__(self, who: Who) -> None:
        """Begin a list."""
        self.who: Final = who
        self.all: Final[list[Task]] = []

    def __call__(
        self, words: str, before: Before = nothing, *, taps: int | None = None, inputs: int | None = None
    ) -> Callable[[Act], Act]:
        """Write the decorated act down as a task."""

        def written(act: Act) -> Act:
            self.all.append(Task(self.who, words, act, before, taps, inputs))
            return act

        return written
