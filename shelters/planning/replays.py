"""The past replayed over the houses as they are and as they might be, and what the difference comes to in a year."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from math import sqrt
from statistics import quantiles
from typing import Any, Final

import optimizer
from optimizer.replay import Draws, Outcome
from shelters.capacity.inventory import HouseInventory
from shelters.placement.child import SolverFailedError, converse, python_module
from shelters.placement.posing import pose_past
from shelters.placement.run_states import Failure
from shelters.planning.past import Past
from shelters.planning.questions import Question
from shelters.planning.worlds import changed

REPLAYER: Final = python_module("shelters.planning.replayer")
FUTURES: Final = 200
_BOTH: Final = sqrt(2)


@dataclass(frozen=True)
class Figure:
    """What a year would be like: the middle of the futures, and where nine of ten years lie.

    The futures are drawn from one past, which is itself off the middle of all years by as much as another year is. So
    the ends are further from the middle than those of the futures, by the root of two: without that, of a hundred
    invented worlds the interval held another year's loss in 77, and with it in 92.
    """

    middle: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Figure:
        """Read it from the futures."""
        twentieths = quantiles(values, n=20, method="inclusive")
        middle = twentieths[9]
        return cls(middle, middle - _BOTH * (middle - twentieths[0]), middle + _BOTH * (twentieths[18] - middle))


@dataclass(frozen=True)
class Answer:
    """What a question comes to in a year, beside the houses as they are; each figure is over all futures.

    `placed` is how many families have a place now, `more` how many more would have, and `by_urgency` the same by tier;
    `km` and `waited` are how much further and longer each placed family would travel and wait.
    """

    asked: Figure
    placed: Figure
    more: Figure
    by_urgency: tuple[Figure, ...]
    km: Figure
    waited: Figure
    futures: int

    def stored(self) -> dict[str, Any]:
        """Write it as it is stored."""
        return asdict(self)

    @classmethod
    def read(cls, stored: dict[str, Any]) -> Answer:
        """Read it as it was stored."""
        figures = {name: Figure(**stored[name]) for name in ("asked", "placed", "more", "km", "waited")}
        tiers = tuple(Figure(**each) for each in stored["by_urgency"])
        return cls(**figures, by_urgency=tiers, futures=stored["futures"])


@dataclass(frozen=True)
class Effort:
    """What a replay may use."""

    futures: int = FUTURES
    processes: int = 1
    memory_mb: int = 1024
    longest: float = 900.0


Tell = Callable[[int, int], None]


async def replayed(
    past: Past, question: Question, effort: Effort, *, seed: int = 0, tell: Tell | None = None
) -> Answer:
    """Replay a question in a child process.

    Raises
    ------
    SolverFailedError
        When the child gives no outcomes.
    """
    worlds = [past.houses, changed(question, past.houses)]
    return answer_of([(now, then) for now, then in await outcomes_over(past, worlds, effort, seed=seed, tell=tell)])


async def outcomes_over(
    past: Past, worlds: Sequence[list[HouseInventory]], effort: Effort, *, seed: int = 0, tell: Tell | None = None
) -> list[list[Outcome]]:
    """Replay the same drawn years over several worlds in a child process; of each year, one outcome for each world.

    Raises
    ------
    SolverFailedError
        When the child gives none.
    """
    said = await asyncio.to_thread(_posed, past, worlds, effort.futures, seed)
    outcomes: list[list[Outcome]] = []

    def hear(line: dict[str, Any]) -> None:
        if "outcomes" in line:
            outcomes.extend([_outcome(each) for each in future] for future in line["outcomes"])
        elif tell is not None:
            tell(int(line["done"]), int(line["of"]))

    await converse((*REPLAYER, str(effort.processes), str(effort.memory_mb)), said, effort.longest, hear)
    if not outcomes:
        raise SolverFailedError(Failure.CRASH)
    return outcomes


def _posed(past: Past, worlds: Sequence[list[HouseInventory]], futures: int, seed: int) -> str:
    rests = {house: nights for world in worlds for house, nights in _rests(world).items()}
    draws = Draws(past.came, futures, seed, past.declining, rests=rests)
    problems = [optimizer.write(pose_past(houses, past.asking, past.since).problem) for houses in worlds]
    return json.dumps({"problems": problems, "draws": asdict(draws)})


def _rests(houses: Sequence[HouseInventory]) -> dict[str, int]:
    return {str(each.house.id): each.house.rest_nights for each in houses if each.house.rest_nights}


def _outcome(stored: dict[str, Any]) -> Outcome:
    return Outcome(**{**stored, "asked": tuple(stored["asked"]), "placed": tuple(stored["placed"])})


def answer_of(futures: Sequence[tuple[Outcome, Outcome]]) -> Answer:
    """Compare each future with itself over the changed houses."""

    def figure(worth: Callable[[Outcome], float]) -> Figure:
        return Figure.of([worth(then) - worth(now) for now, then in futures])

    tiers = range(len(futures[0][0].placed))
    return Answer(
        asked=Figure.of([sum(now.asked) for now, _ in futures]),
        placed=Figure.of([sum(now.placed) for now, _ in futures]),
        more=figure(lambda outcome: sum(outcome.placed)),
        by_urgency=tuple(figure(lambda outcome, tier=tier: outcome.placed[tier]) for tier in tiers),  # type: ignore[misc]
        km=figure(lambda outcome: outcome.km / max(1, sum(outcome.placed))),
        waited=figure(lambda outcome: outcome.waited / max(1, sum(outcome.placed))),
        futures=len(futures),
    )
