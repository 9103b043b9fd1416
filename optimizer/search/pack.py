"""The search of a packing: an integer program over likely pairs, then patterns, dives, and a few rooms filled again."""

import numpy as np

from optimizer.board.kinds import Bools, Ints
from optimizer.plan import LEVELS
from optimizer.search.core import Guide, relax, solve_core
from optimizer.search.dive import Manner, dive
from optimizer.search.multipliers import ascend
from optimizer.search.packing import Packing, cheapest
from optimizer.search.patterns import Effort, Mixture, mix
from optimizer.search.refill import refill
from optimizer.search.squeeze import squeeze
from optimizer.search.state import Search

POINTS = LEVELS.index("P")
STEPS, ROUNDS, DEEP_ROUNDS, GAP = 250, 400, 10, 0.5
CORE, LIKELY, NARROW, FEW = 3.5, 9.0, 0.005, 400
LAST, GROUP, MOST_GROUP = 4, 5, 8
NOISES = (0.3, 0.6)
MARGIN, LEAST, SPLIT = 0.7, 0.3, 8


class Packer:
    """A search over one packing, with the clock that it must keep to."""

    def __init__(self, search: Search, packing: Packing, seconds: float) -> None:
        self.search, self.packing = search, packing
        self._until = search.clock.seconds + seconds - MARGIN
        self.guide = Guide(packing.cost, np.zeros(packing.shape[1]), -np.inf)
        self.likely: Bools = packing.column >= 0
        self.closed = False

    @property
    def left(self) -> float:
        """Seconds that remain for the search, less a margin for what runs over."""
        return min(self._until - self.search.clock.seconds, self.search.clock.left - MARGIN)

    @property
    def done(self) -> bool:
        """Whether time is up or nothing is left to gain."""
        return self.closed or self.left < LEAST or self.search.at_bound(POINTS)

    @property
    def best(self) -> Ints:
        """The seats of the best plan."""
        return self.packing.seats(self.search.best)

    def offer(self, seats: Ints, phase: str) -> bool:
        """Offer a packing as a plan."""
        return self.search.offer(self.packing.chosen(seats, len(self.search.best)), phase)

    def bound(self, value: float) -> None:
        """Record a bound on the points, which holds among plans that place everyone."""
        if self.packing.plain and bool((self.search.best[self.search.board.order] >= 0).all()):
            self.search.raise_bound(POINTS, value + float(self.search.board.fixed[POINTS]), "bound P")


def pack(search: Search, packing: Packing, seconds: float) -> None:
    """Improve the best plan of a packing for some seconds, and bound its points."""
    packer = Packer(search, packing, seconds)
    _begin(packer, seconds)
    if packer.done:
        return
    above = packing.value(packer.best)
    half = packer.left / 2
    relaxation = ascend(packing, packer.guide.multipliers, above, STEPS, lambda: packer.left > half)
    packer.bound(relaxation.bound)
    part = range(packing.shape[0]), range(packing.shape[1])
    stop = packer.left / 2
    mixture = mix(
        packing, part, relaxation.patterns, relaxation.multipliers, _effort(packer, ROUNDS, packer.left - stop)
    )
    if mixture is not None:
        packer.bound(mixture.bound)
        _dive_again(packer, mixture)
    _refill_again(packer, packer.left)


def _begin(packer: Packer, seconds: float) -> None:
    """Solve the relaxation, then an integer program over the likeliest pairs, and over all that matter if few do."""
    packing = packer.packing
    guide = relax(packing, seconds / SPLIT)
    # Without prices everyone is squeezed in by cost alone: still far more than greedy seats.
    by = packing.cost if guide is None else guide.reduced
    seated = squeeze(packing, by, packer.search.rng, lambda: packer.left > LEAST)
    if seated is not None:
        packer.offer(seated, "squeeze")
    if guide is None:
        return
    packer.guide, packer.likely = guide, cheapest(guide.reduced, LIKELY)
    packer.bound(guide.bound)
    few = int((packing.column >= 0).sum()) <= FEW
    _solve(packer, cheapest(guide.reduced, packing.shape[0] if few else CORE), packer.left / SPLIT)
    above = packing.value(packer.best)
    if above - guide.bound < NARROW * abs(above) and not packer.done:
        # No packing that is better uses a pair whose reduced cost passes the gap, so this program bounds them all.
        bound = _solve(packer, guide.reduced <= above - guide.bound, packer.left / 2)
        packer.bound(min(bound, above))


def _solve(packer: Packer, mask: Bools, seconds: float) -> float:
    core = solve_core(packer.packing, packer.best, mask, seconds)
    packer.offer(core.seats, "core")
    packer.closed = core.best
    return core.bound


def _effort(packer: Packer, rounds: int, seconds: float) -> Effort:
    until = packer.left - seconds
    return Effort(rounds, GAP, lambda: packer.left - until)


def _dive_again(packer: Packer, mixture: Mixture) -> None:
    """Dive again and again, each time with other noise, and fill the rooms left open exactly."""
    packing, rng = packer.packing, packer.search.rng
    for round_ in range(packer.search.clock.stop.work):
        if packer.done:
            return
        noise = NOISES[round_ % len(NOISES)] if round_ else 0.0
        manner = Manner(noise, LAST, _effort(packer, DEEP_ROUNDS, packer.left))
        seats = dive(packing, mixture, manner, rng)
        seats = _close(packer, seats, round_)
        for again in range(packing.shape[0] // GROUP):
            seats = _refill_some(packer, seats, GROUP, again)
        packer.offer(seats, "dive")


def _close(packer: Packer, seats: Ints, seed: int) -> Ints:
    """Fill the rooms that a dive left open with the parties that nobody has yet."""
    many, _ = packer.packing.shape
    empty = np.flatnonzero(~np.isin(np.arange(many), seats))
    more = packer.search.rng.permutation(np.setdiff1d(np.arange(many), empty))
    kinds = np.r_[empty, more[: max(0, LAST - len(empty))]]
    return refill(packer.packing, seats, kinds, packer.likely, (_short(packer, 0.5), seed))[0]


def _refill_some(packer: Packer, seats: Ints, group: int, seed: int) -> Ints:
    kinds = packer.search.rng.permutation(packer.packing.shape[0])[:group]
    return refill(packer.packing, seats, kinds, packer.likely, (_short(packer, 0.3), seed))[0]


def _short(packer: Packer, seconds: float) -> float:
    return max(0.01, min(seconds, packer.left / 2))


def _refill_again(packer: Packer, seconds: float) -> None:
    """Fill a few rooms of the best plan again, more of them once the fewer give nothing."""
    group, idle, rooms = min(GROUP, max(2, packer.packing.shape[0] // 2)), 0, packer.packing.shape[0]
    until = packer.left - seconds
    for round_ in range(10 * packer.search.clock.stop.work):
        if packer.done or packer.left < until:
            return
        better = packer.offer(_refill_some(packer, packer.best, group, round_), "refill")
        idle = 0 if better else idle + 1
        if idle > 2 * rooms:
            group, idle = min(MOST_GROUP, rooms, group + 1), 0
