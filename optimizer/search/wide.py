"""Problems too large to unfold: prices find the columns worth having, plans come from them, bounds from all pairs."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.board.columns import Columns, columns_of
from optimizer.board.compile import Board, board_of, loose_requests
from optimizer.board.halves import Halves
from optimizer.board.inventory import inventory_of
from optimizer.board.kinds import Ints
from optimizer.board.tariff import Tariff
from optimizer.board.universe import Universe
from optimizer.plan import LEVELS, Clock, OnProgress
from optimizer.problem import Problem
from optimizer.search.ascent import Prices, ascend
from optimizer.search.greedy import best_fit, greedy, nearest, ranked
from optimizer.search.halved import Splits
from optimizer.search.order import TOGETHER
from optimizer.search.pricing import Scan, merged, scan, weighted, worth_of
from optimizer.search.rounding import HALF, round_plan
from optimizer.search.state import Search
from optimizer.search.sums import Sum, bounds_by, cautious, sum_on
from optimizer.search.worth import SIGN, Floats

NEAR, STEPS = 40, 100


@dataclass(frozen=True, slots=True)
class _Proof:
    """Prices, with what each request costs at least at them, and what all that is free would earn."""

    tariff: Tariff
    least: Floats
    income: float

    @property
    def bound(self) -> float:
        """The bound for plans that split nobody."""
        return float(self.least.sum() - self.income)


class Wide:
    """A run on a problem whose pairs stay folded; ``search`` always holds the columns found so far."""

    def __init__(self, problem: Problem, clock: Clock, seed: int, on_progress: OnProgress | None) -> None:
        self.universe = Universe(problem, inventory_of(problem), loose_requests(problem))
        self._promised = _promised(problem)
        self.search = Search(board_of(problem, self._promised), clock, seed, on_progress)
        self.search.order = TOGETHER
        self._proofs: dict[tuple[float, ...], _Proof] = {}
        self._known: dict[tuple[float, ...], float] = {}
        self._halves = Halves(problem, inventory_of(problem))
        self.splits = Splits()

    def open(self, weights: Floats, known: Columns | None = None) -> Prices:
        """Find the first columns and the first plan; gives prices to begin with."""
        prices = Prices.of(Tariff.free_of_charge(self.search.board.kinds, self.universe.pairs.load))
        found = scan(self.universe, self.search.board, weights, prices.tariff, everything=True)
        self.widen([found.columns] if known is None else [found.columns, known])
        self.universe.keep(found.open)
        self._count(np.diff(self.universe.starts) > 0)
        for ranking in (best_fit(self.search.board), nearest(self.search.board)):
            self.search.offer(greedy(self.search.board, ranking), "greedy")
        return prices

    def _count(self, able: NDArray[np.bool_]) -> None:
        """Bound tiers by those who have any place, and promises by those that can be kept."""
        board = self.search.board
        for level, bound in enumerate(self._most(able)):
            self.search.raise_bound(level, bound, "bound")
        nothing = Tariff.free_of_charge(board.kinds, board.tier)
        halves = self._halves.least(worth_of(board, np.zeros(len(LEVELS))), nothing)
        self._counts = self._most(able | np.isfinite(halves))

    def _most(self, able: NDArray[np.bool_]) -> list[float]:
        """Bound tiers and promises by those who could have a place, and by those that could be kept."""
        board = self.search.board
        most = [(able & (board.tier == level + 1)).sum() for level in range(4)]
        return [float(SIGN[at] * (board.fixed[at] + many)) for at, many in enumerate([*most, len(self._promised)])]

    def widen(self, columns: list[Columns]) -> None:
        """Go over to a board with other columns, those of the best plan and of promises always among them."""
        old = self.search
        used = old.board.columns.take(old.best[old.best >= 0].astype(np.intp))
        parts = merged([*columns, used, self._promised], len(old.board.kinds), old.board.problem.nights)
        board = board_of(old.board.problem, parts)
        self.search = old.moved_to(board, carried(old.board, old.best, board))

    def round(self, weights: Floats, prices: Prices, scale: float, *, plans: bool = True) -> float:
        """Improve prices, make plans of them, look for new columns; gives the bound on the weighted cost."""
        search = self.search
        costs = weighted(search.board, weights)
        share = ascend(search.board, costs, prices, STEPS, scale)
        reduced = costs + prices.tariff.of(search.board.columns)
        if plans:
            ranking = ranked(search.board, [reduced])
            search.offer(greedy(search.board, ranking), "prices")
            search.offer(round_plan(search.board, np.where(share > HALF, share, 0.0), ranking), "round")
        found = self.prove(weights, prices.tariff)
        self.widen([found.columns, search.board.columns.take(_near_best(search.board, reduced))])
        self.certify()
        return found.bound

    def prove(self, weights: Floats, tariff: Tariff) -> Scan:
        """Price all pairs, and keep the best proof for each weighting."""
        found = scan(self.universe, self.search.board, weights, tariff)
        key = tuple(float(weight) for weight in weights)
        if key not in self._proofs or found.bound > self._proofs[key].bound:
            self._proofs[key] = _Proof(tariff.copied(), found.least, found.income)
        return found

    def learn_splits(self, weights: Floats, found: Scan, tariff: Tariff) -> None:
        """Take up the split stays that are cheaper at some prices than every whole stay of their request."""
        self.splits.learn(self._halves.cheapest(worth_of(self.search.board, weights), tariff), found.least)

    def know(self, weights: Floats, bound: float) -> None:
        """Keep a bound on the weighted cost of every plan that splits nobody, proven by other means than prices."""
        key = tuple(float(weight) for weight in weights)
        self._known[key] = max(cautious(bound), self._known.get(key, -np.inf))

    def certify(self) -> None:
        """Bound levels: a bound on a weighted sum bounds its last level, with those before at their values."""
        search = self.search
        bounds = [*((key, proof.bound) for key, proof in self._proofs.items()), *self._known.items()]
        search.sums = [sum_on(search.board, np.array(key), bound) for key, bound in bounds]
        for level, bound in enumerate(bounds_by(search.sums, search.costs)):
            search.raise_bound(level, bound, f"price {LEVELS[level]}")

    def certify_splits(self) -> None:
        """Make bounds on sums that hold for plans with split stays too: half by half, at the prices of each proof."""
        board = self.search.board
        sums = [Sum(np.eye(len(LEVELS))[level], bound) for level, bound in enumerate(self._counts)]
        for key, proof in self._proofs.items():
            halves = self._halves.least(worth_of(board, np.array(key)), proof.tariff)
            bound = float(np.minimum(proof.least, halves).sum() - proof.income)
            sums.append(sum_on(board, np.array(key), bound))
        self.search.split_sums = sums


def _near_best(board: Board, reduced: Floats) -> NDArray[np.intp]:
    """Keep the columns that are cheapest at present prices."""
    order = np.lexsort((reduced, board.columns.request))
    rank = np.arange(len(order)) - np.repeat(board.starts[:-1], np.diff(board.starts))
    return np.asarray(np.sort(order[rank < NEAR]))


def carried(old: Board, chosen: Ints, new: Board) -> Ints:
    """Find the columns of a plan on another board of the same problem."""
    moved = np.full_like(chosen, -1)
    used = chosen[chosen >= 0]
    moved[old.columns.request[used]] = np.searchsorted(_keys(new), _keys(old)[used])
    return moved


def _keys(board: Board) -> Ints:
    columns, nights = board.columns, board.problem.nights + 1
    pair = columns.request.astype(np.int64) * len(board.kinds) + columns.kind
    return np.asarray((pair * nights + columns.first) * nights + columns.nights)


def _promised(problem: Problem) -> Columns:
    inventory, requests = inventory_of(problem), problem.requests
    asked = [at for at in loose_requests(problem) if requests[at].promised is not None]
    every = columns_of(problem, inventory.kinds, inventory.names, asked)
    return every.take(every.kept > 0)
