"""Where the next houses should open: what is named beats where most ask and a house of chance, in the same years."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from random import Random

import pytest
import pytest_asyncio
from scipy.stats import spearmanr

from optimizer.replay import Draws
from optimizer.siting import filled, unmet_of
from shelters.demo.sizes import Size
from shelters.demo.year import region
from shelters.placement.child import SolverFailedError
from shelters.placement.posing import pose_past
from shelters.planning import possible, siting
from shelters.planning.past import Past
from shelters.planning.possible import Bundle, Possible, busiest_zones, possible_houses, with_open
from shelters.planning.questions import Spending
from shelters.planning.replays import Effort
from shelters.planning.sited import Sited
from shelters.planning.siting import Judgement, Rooms, judgements, sited, where_most_ask
from tests.shelters.planning.drawn import past_of

AT = datetime(2026, 11, 25, 18, tzinfo=UTC)
SPENDING = Spending(houses=1, rooms=6)
EFFORT = Effort(futures=8)
JUDGING = Effort(futures=24)


@dataclass
class Named:
    """A region, what could open in it, what is named, and what years replayed say of it and of other houses."""

    past: Past
    possible: list[Possible]
    found: Sited
    told: list[tuple[int, int]]
    judged: Mapping[Rooms, Judgement] = field(default_factory=dict)

    @property
    def best(self) -> Rooms:
        """Give the rooms of the plan that is named."""
        there = [(each.zone, each.bundle, each.beds) for each in self.possible]
        houses = self.found.plans[0].houses
        return tuple(sorted((there.index((each.zone, each.bundle, each.beds)), each.rooms) for each in houses))

    @property
    def others(self) -> list[Rooms]:
        """Give the same rooms where most ask, and in three houses of chance."""
        ((at, rooms),) = self.best
        chance = Random(1).sample(range(len(self.possible)), 3)
        return [where_most_ask(self.past, self.possible, self.best), *(((n, rooms),) for n in chance if n != at)]

    @property
    def one_room(self) -> list[Rooms]:
        """Give one room in each house that could open."""
        return [((at, 1),) for at in range(len(self.possible))]


@pytest.fixture(scope="module", autouse=True)
def few_zones() -> Iterator[None]:
    """Look at three zones, so that all of it takes seconds."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(possible, "ZONES", 3)
        yield


@pytest_asyncio.fixture(scope="module")
async def named(few_zones: None) -> Named:
    past, told = past_of(region(Size.SMALL, 3, AT)), list[tuple[int, int]]()
    found = await sited(past, SPENDING, EFFORT, tell=lambda *done: told.append(done))
    made = Named(past, possible_houses(past), found, told)
    plans = [made.best, *made.others, *made.one_room]
    return replace(made, judged=await judgements(past, made.possible, plans, JUDGING, seed=7))


def test_what_is_named_beats_the_zone_of_most_requests_and_a_house_of_chance(named: Named) -> None:
    assert named.judged[named.best].urgent > max(named.judged[each].urgent for each in named.others)


def test_the_order_of_prices_is_that_of_years_replayed_with_one_room_more(named: Named) -> None:
    past = named.past
    all_open = with_open(past.houses, [each.opening(1) for each in named.possible])
    now, then = (pose_past(houses, past.asking, past.since).problem for houses in (past.houses, all_open))
    candidates = [each.candidate(SPENDING) for each in named.possible]
    futures = unmet_of(now, then, candidates, Draws(past.came, JUDGING.futures, 8, past.declining), (1, 2))
    price = filled(futures, [""] * len(past.asking), [0] * len(named.possible)).price
    prices = [price[at] for ((at, _),) in named.one_room]
    assert spearmanr(prices, [named.judged[each].urgent for each in named.one_room]).statistic > 0.5


def test_an_answer_names_what_opens_within_the_budget_and_is_read_as_it_was_stored(named: Named) -> None:
    found = named.found
    assert Sited.read(json.loads(json.dumps(found.stored()))) == found
    for plan in found.plans:
        assert sum(each.rooms for each in plan.houses) <= SPENDING.rooms
        assert len(plan.houses) == SPENDING.houses
        told = [*(plan.houses[0].from_zones or {}).values(), *(plan.houses[0].needs or {}).values()]
        assert all(number >= 5 for number in told)
    assert found.plans[0].answer.more.middle > 0
    assert [each.zone for each in found.prices] == list(dict.fromkeys(each.zone for each in found.prices))
    done = [step for step, _ in named.told]
    assert done[-1] == EFFORT.futures


def test_what_could_open_stands_where_five_or_more_ask_from(named: Named) -> None:
    zones = {each.zone for each in named.possible}
    assert zones <= set(busiest_zones(named.past))
    everybody = [each.opening(2) for each in named.possible if each.bundle is Bundle.EVERYBODY]
    assert all(each.rules.men and each.rules.pets for each in everybody)
    plain, accessible = (replace(named.possible[0], bundle=each) for each in (Bundle.PLAIN, Bundle.ACCESSIBLE))
    dear = SPENDING.model_copy(update={"opening": 50, "bed": 3, "accessible": 4})
    assert (plain.candidate(dear).cost(2), accessible.candidate(dear).cost(2)) == (50 + 2 * 9, 50 + 2 * 13)


async def test_a_child_that_dies_names_nothing(named: Named, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(siting, "SITER", ("false",))
    with pytest.raises(SolverFailedError):
        await sited(named.past, SPENDING, EFFORT)
