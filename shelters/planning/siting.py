"""Where the next houses should open: a model proposes plans, and replays of drawn years judge them.

The model sees only who finds no place, and fills rooms as if it knew what comes. What is told of a plan is therefore
what years decided one by one come to, beside the houses as they are; the plans stand in that order.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from statistics import fmean
from typing import Any, Final

import optimizer
from optimizer.replay import Draws, Outcome
from optimizer.siting import Budget
from shelters.placement.child import SolverFailedError, converse, python_module
from shelters.placement.posing import pose_past
from shelters.placement.run_states import Failure
from shelters.places import municipality
from shelters.planning.counts import FEWEST
from shelters.planning.past import Past
from shelters.planning.possible import Possible, busiest_zones, possible_houses, with_open
from shelters.planning.questions import Spending
from shelters.planning.replays import Answer, Effort, Tell, answer_of, outcomes_over
from shelters.planning.sited import Judged, PlannedHouse, Priced, Sited
from shelters.planning.told import told
from shelters.retention.coarse import need_of

SITER: Final = python_module("shelters.planning.siter")
# Each future that the model learns from makes its programs larger.
LEARNED_FROM: Final = 8
JUDGED_BY: Final = 60
PATIENCE: Final = 30.0
_URGENT: Final = slice(2)
_PRICES_TOLD: Final = 5
_PLANS_TOLD: Final = 4

# Rooms of possible houses, by their positions.
Rooms = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Judgement:
    """What a plan comes to in a year, and how many more find a place on average, of the most urgent and of all."""

    answer: Answer
    urgent: float
    everybody: float

    @property
    def rank(self) -> tuple[float, float]:
        """Give by what plans are sorted: the most urgent, and then everybody."""
        return -self.urgent, -self.everybody

    @classmethod
    def of(cls, futures: Sequence[tuple[Outcome, Outcome]]) -> Judgement:
        """Compare each future with itself."""
        urgent = fmean(sum(then.placed[_URGENT]) - sum(now.placed[_URGENT]) for now, then in futures)
        everybody = fmean(sum(then.placed) - sum(now.placed) for now, then in futures)
        return cls(told(answer_of(futures)), urgent, everybody)


async def sited(past: Past, spending: Spending, effort: Effort, *, seed: int = 0, tell: Tell | None = None) -> Sited:
    """Choose where to open, in child processes.

    Raises
    ------
    SolverFailedError
        When a child gives no answer.
    """
    possible = possible_houses(past)
    found = await _chosen(
        past, possible, spending, replace(effort, futures=min(effort.futures, LEARNED_FROM)), seed, tell
    )
    plans, frontier = [_rooms(each) for each in found["plans"]], [_rooms(each) for each in found["frontier"]]
    beside = where_most_ask(past, possible, plans[0]) if plans else ()
    wanted = list(dict.fromkeys(each for each in [*plans, *frontier, beside] if each))
    judged = await judgements(past, possible, wanted, effort, seed=seed, tell=tell)
    known = {_rooms(each): each for each in [*found["frontier"], *found["plans"]]}

    def made(rooms: Rooms) -> Judged:
        model_s = known.get(rooms)
        reasons = _reasons(past, model_s["taken"]) if model_s else dict.fromkeys(dict(rooms))
        houses = tuple(_planned(possible[at], many, reasons.get(at, _NOBODY)) for at, many in rooms)
        cost = sum(round(possible[at].candidate(spending).cost(many)) for at, many in rooms)
        return Judged(houses, cost, judged[rooms].answer, bool(model_s and model_s["proven"]))

    # All of them are within the budget; what everybody would think of first is judged beside what the model says.
    in_order = sorted(wanted, key=lambda each: judged[each].rank)
    return Sited(
        plans=tuple(map(made, in_order[:_PLANS_TOLD])),
        frontier=tuple(map(made, frontier)),
        busiest=made(beside) if beside else None,
        floor=found["floor"],
        prices=_prices(possible, found["price"]),
    )


def _rooms(plan: Mapping[str, Any]) -> Rooms:
    return tuple(sorted((int(at), int(many)) for at, many in plan["rooms"].items()))


async def _chosen(
    past: Past, possible: Sequence[Possible], spending: Spending, effort: Effort, seed: int, tell: Tell | None
) -> dict[str, Any]:
    """Let the model choose."""
    said = await asyncio.to_thread(_posed, past, possible, spending, effort.futures, seed)
    found: list[dict[str, Any]] = []

    def hear(line: dict[str, Any]) -> None:
        if "siting" in line:
            found.append(line["siting"])
        elif tell is not None:
            tell(int(line["done"]), int(line["of"]))

    await converse((*SITER, str(effort.memory_mb), str(PATIENCE)), said, effort.longest, hear)
    if not found:
        raise SolverFailedError(Failure.CRASH)
    return found[0]


def _posed(past: Past, possible: Sequence[Possible], spending: Spending, futures: int, seed: int) -> str:
    all_open = with_open(past.houses, [each.opening(1) for each in possible])
    problems = [pose_past(houses, past.asking, past.since).problem for houses in (past.houses, all_open)]
    draws = Draws(past.came, futures, seed, past.declining)
    money = None if spending.money is None else float(spending.money)
    return json.dumps(
        {
            "problems": [optimizer.write(each) for each in problems],
            "draws": asdict(draws),
            "candidates": [asdict(each.candidate(spending)) for each in possible],
            "groups": [str(each.request.network_id) for each in past.asking],
            "budget": asdict(Budget(spending.houses, spending.rooms, money)),
        }
    )


async def judgements(
    past: Past,
    possible: Sequence[Possible],
    plans: Sequence[Rooms],
    effort: Effort,
    *,
    seed: int = 0,
    tell: Tell | None = None,
) -> dict[Rooms, Judgement]:
    """Replay drawn years over the houses as they are and over each plan."""
    worlds = [with_open(past.houses, [possible[at].opening(many) for at, many in rooms]) for rooms in plans]
    fewer = replace(effort, futures=min(effort.futures, JUDGED_BY))
    futures = await outcomes_over(past, [past.houses, *worlds], fewer, seed=seed + 1, tell=tell)
    return {
        rooms: Judgement.of([(future[0], future[number]) for future in futures])
        for number, rooms in enumerate(plans, start=1)
    }


def where_most_ask(past: Past, possible: Sequence[Possible], plan: Rooms) -> Rooms:
    """Give the houses of a plan, as they are but in the zones that most ask from; nothing where that is the plan."""
    zones, moved = iter(busiest_zones(past)), []
    for at, many in plan:
        house = possible[at]
        zone = next(zones, house.zone)
        there = (
            n
            for n, each in enumerate(possible)
            if (each.zone, each.bundle, each.beds) == (zone, house.bundle, house.beds)
        )
        moved.append((next(there, at), many))
    rooms = tuple(sorted(moved))
    return () if rooms == plan else rooms


def _alike(one: Possible, other: Possible) -> bool:
    return (one.zone, one.bundle, one.beds) == (other.zone, other.bundle, other.beds)


Reasons = tuple[Counter[str], Counter[str]]
_NOBODY: Final[Reasons] = (Counter(), Counter())


def _reasons(past: Past, taken: Iterable[tuple[int, int, float]]) -> dict[int, Reasons]:
    """Add up whom each house takes: the zones they come from, and what they need."""
    found: dict[int, Reasons] = {}
    for request, candidate, many in taken:
        each = past.asking[request]
        zones, needs = found.setdefault(candidate, (Counter(), Counter()))
        zones[municipality(each.case.origin).zone] += many  # type: ignore[assignment] # shares of families
        needs[need_of(each.case, each.request.network_id)] += many  # type: ignore[assignment] # as above
    return found


def _planned(house: Possible, rooms: int, reasons: Reasons | None) -> PlannedHouse:
    zones, needs = (_told(each) for each in reasons) if reasons else (None, None)
    return PlannedHouse(house.zone, house.municipality_id, house.bundle, house.beds, rooms, zones, needs)


def _told(families: Counter[str]) -> dict[str, int]:
    return {name: round(many) for name, many in families.most_common() if round(many) >= FEWEST}


def _prices(possible: Sequence[Possible], prices: Sequence[float]) -> tuple[Priced, ...]:
    """Give for each zone what one room more had best be, the zone first in which it is worth most."""
    best: dict[str, Priced] = {}
    for house, price in sorted(zip(possible, prices, strict=True), key=lambda each: -each[1]):
        if price > 0:
            best.setdefault(house.zone, Priced(house.zone, house.bundle, house.beds))
    return tuple(best.values())[:_PRICES_TOLD]
