"""The search for problems with an explicit list of candidates, as the field's benchmarks have them."""

import numpy as np

from optimizer.board.kinds import Ints
from optimizer.plan import LEVELS
from optimizer.search.appraisal import appraise
from optimizer.search.order import STRICT
from optimizer.search.pack import pack
from optimizer.search.packing import packing_of
from optimizer.search.resettle import resettle
from optimizer.search.state import Search
from optimizer.search.together import seat_together
from optimizer.search.worth import Floats, cost_of

OPENING = 0.05
POINTS = LEVELS.index("P")


def search_explicit(search: Search, seconds: float) -> None:
    """Improve the best plan of a problem with explicit candidates, for some seconds."""
    if not len(search.board.columns):
        return
    costs = guiding_costs(search)
    packing = packing_of(search.board, costs)
    if packing is not None:
        pack(search, packing, seconds)
        return
    appraisal = appraise(search.board, costs, lambda: search.clock.seconds < seconds / 6)
    reduced = appraisal.reduced
    opening = OPENING * float(np.median(reduced[reduced > 0])) if (reduced > 0).any() else 0.0
    first = seat_together(search.board, costs, opening, search.rng)
    known = search.best
    search.offer(first, "together")
    begin = known if _surpasses(search, known, first, costs) else first
    resettle(search, costs, reduced, begin, seconds - search.clock.seconds)
    if (search.best[search.board.order] >= 0).all() and (costs == search.board.columns.points).all():
        search.raise_bound(POINTS, appraisal.bound + float(search.board.fixed[POINTS]), "bound P")


def _surpasses(search: Search, plan: Ints, other: Ints, costs: Floats) -> bool:
    """Whether a plan places everyone, each at no more cost on average, so that nothing speaks for the other."""
    mine, theirs = plan[plan >= 0], other[other >= 0]
    everyone = bool((plan[search.board.order] >= 0).all())
    return everyone and len(mine) > 0 and float(costs[mine].mean()) <= float(costs[theirs].mean())


def guiding_costs(search: Search) -> Floats:
    """Cost of each column below the tiers: a point is one, the other levels as in the guide."""
    below = [level for level, name in enumerate(LEVELS) if not name.startswith("T")]
    weighed = [STRICT.weights[level] / STRICT.weights[POINTS] * cost_of(search.board, level) for level in below]
    return np.asarray(np.sum(weighed, axis=0), dtype=np.float64)
