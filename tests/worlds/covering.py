"""A house lost in an invented world: what a year of its past predicts of another year, and what that year says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from random import Random
from typing import Final

from optimizer import Problem
from optimizer.replay import Draws, Outcome, Replay, drawn_like, replay_many
from shelters.demo.arrivals import requests
from shelters.demo.sizes import MEASURES, Size
from shelters.demo.year import region
from shelters.placement.posing import pose_past
from shelters.planning.past import Past
from shelters.planning.questions import Closing
from shelters.planning.replays import Figure, answer_of
from shelters.planning.worlds import changed
from tests.shelters.planning.drawn import asking_of, past_of

AT: Final = datetime(2026, 11, 25, 18, tzinfo=UTC)
# So that no world's other year is another world's past.
_OTHER: Final = 1_000_000
# Of a hundred worlds; nine of ten years are what an interval is said to hold.
ENOUGH: Final = 0.85
HALF: Final = 0.5


@dataclass(frozen=True)
class World:
    """What was predicted of the families that a house less leaves without a place, and how many they were."""

    predicted: Figure
    first_draw: float
    lost: float

    def covers(self, share: float = 1.0) -> bool:
        """Say whether the interval in whole families holds what came, or one of another width around its middle."""
        middle, low, high = self.predicted.middle, self.predicted.low, self.predicted.high
        return round(middle - share * (middle - low)) <= self.lost <= round(middle + share * (high - middle))

    @property
    def first_covers(self) -> bool:
        """Say whether a single drawn year would have told it."""
        return self.first_draw == self.lost


def world(seed: int, futures: int, size: Size = Size.SMALL) -> World:
    """Draw a world with a year of its past and another year, and close one of its houses."""
    drawn = region(size, seed, AT)
    past = past_of(drawn)
    other = replace(past, asking=asking_of(drawn, requests(seed + _OTHER, MEASURES[size], AT)))
    house = Random(seed).choice(past.houses).house.id
    draws = Draws(past.came, futures, seed, past.declining, rests=_rests(past))
    outcomes = replay_many(_problems(past, Closing(house_id=house)), draws)
    now, then = _replayed(other, Closing(house_id=house), seed)
    predicted = answer_of([(one, two) for one, two in outcomes])
    return World(predicted.more, _difference(*outcomes[0]), _difference(now, then))


def _difference(now: Outcome, then: Outcome) -> float:
    return sum(then.placed) - sum(now.placed)


def _problems(past: Past, question: Closing) -> list[Problem]:
    return [
        pose_past(houses, past.asking, past.since).problem for houses in (past.houses, changed(question, past.houses))
    ]


def _rests(past: Past) -> dict[str, int]:
    return {str(each.house.id): each.house.rest_nights for each in past.houses if each.house.rest_nights}


def _replayed(year: Past, question: Closing, seed: int) -> tuple[Outcome, Outcome]:
    """Decide a year as it came, over the houses as they were and without one."""
    arrivals = drawn_like(year.came, seed, season=0)
    replays = [Replay(problem, year.declining, _rests(year)) for problem in _problems(year, question)]
    now, then = (replay.run(arrivals, seed) for replay in replays)
    return now, then
