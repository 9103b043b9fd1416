"""All pairs of a problem too large to unfold: stays are priced from pairs, and only the good ones become columns."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from optimizer.board.columns import Columns, Runs, finished
from optimizer.board.inventory import Inventory
from optimizer.board.kinds import Floats, Ints
from optimizer.board.pairs import Pairs, joined_pairs, pairs_of
from optimizer.board.tariff import Tariff
from optimizer.problem import Problem

CHUNK = 400_000


@dataclass(frozen=True, slots=True)
class Worth:
    """What a stay costs: a gain for each request placed, and weights of points, kilometres and scarcity."""

    gain: Floats
    points: float
    km: float
    scarcity: float


@dataclass(frozen=True, slots=True)
class Priced:
    """Some pairs with their best stay at some prices; ``least`` bounds every stay of the pair from below."""

    pair: NDArray[np.intp]
    first: Ints
    nights: Ints
    cost: Floats
    least: Floats


class _Bill:
    """What all nights before one cost, a row for each load and kind."""

    def __init__(self, tariff: Tariff, loads: Ints) -> None:
        self._kinds = tariff.by_night.shape[1]
        self._code = np.zeros(int(loads.max(initial=0)) + 1, dtype=np.int32)
        self._code[loads] = np.arange(len(loads))
        total = tariff.totals(loads)
        self.total = total.reshape(-1, total.shape[-1])

    def row(self, kind: Ints, load: Ints) -> Ints:
        """Give the row of each kind and load."""
        return np.asarray(self._code[load] * self._kinds + kind)


class _Dear:
    """What a stay could save by dropping its dearest nights for ``cut`` each, wherever they lie."""

    def __init__(self, tariff: Tariff, cut: float) -> None:
        self._tariff, self.cut = tariff, cut
        self._totals: dict[int, Floats] = {}

    def saved(self, kind: Ints, load: Ints, low: Ints, high: Ints) -> Floats:
        """The most that could be saved between two nights, for stays of some loads in some kinds."""
        saved = np.zeros(len(kind))
        flexible = np.flatnonzero(high > low)
        for size in np.unique(load[flexible]):
            at = flexible[load[flexible] == size]
            total = self._total(int(size))
            saved[at] = total[kind[at], high[at]] - total[kind[at], low[at]]
        return saved

    def _total(self, size: int) -> Floats:
        if size not in self._totals:
            self._totals[size] = np.pad(
                np.cumsum(np.maximum(0.0, self._tariff.rate(size) - self.cut), axis=1), ((0, 0), (1, 0))
            )
        return self._totals[size]


class Universe:
    """Pairs of request and kind, sorted by request, with windows and lengths still folded."""

    def __init__(self, problem: Problem, inventory: Inventory, requests: list[int]) -> None:
        self.problem, self.inventory = problem, inventory
        self.pairs = joined_pairs(list(pairs_of(problem, inventory.kinds, inventory.names, requests)))
        asked = problem.requests
        self.starts = np.searchsorted(self.pairs.request, np.arange(len(asked) + 1))
        self.earliest = np.array([request.start[0] for request in asked], dtype=np.int32)
        self.fewest = np.array([request.fewest for request in asked], dtype=np.int32)
        self.nights = np.array([request.nights for request in asked], dtype=np.int32)
        self.latest = np.array([min(r.start[1], problem.nights - r.fewest) for r in asked], dtype=np.int32)
        self._code, self._runs = self._run_tables()
        self._loads = np.flatnonzero(np.bincount(self.pairs.load)).astype(np.int32)

    @property
    def request(self) -> Ints:
        """The request of each pair."""
        return self.pairs.request

    @property
    def most_stays(self) -> Ints:
        """How many stays each pair has at most: by first night and by length."""
        longest = np.minimum(self.nights, self.problem.nights)
        many = np.maximum(0, self.latest - self.earliest + 1) * (longest - self.fewest + 1)
        return np.asarray(many[self.request])

    def base(self, worth: Worth) -> Floats:
        """Give what each pair costs before any price is added; no stay of it costs less."""
        pairs = self.pairs
        cost = worth.points * pairs.points + worth.km * pairs.km + worth.scarcity * pairs.scarcity
        return np.asarray(cost - worth.gain[self.request])

    def _run_tables(self) -> tuple[Ints, Ints]:
        """Give each pair the number of its table of run lengths, which depends on its load and class."""
        classes = [self.inventory.names.class_[request.class_] for request in self.problem.requests]
        key = self.pairs.load.astype(np.int64) * (len(self.inventory.names.class_) + 1)
        key += np.array(classes, dtype=np.int64)[self.request]
        # Keys are small numbers: counting them is many times faster than sorting millions.
        known = np.flatnonzero(np.bincount(key))
        code = np.zeros(int(known.max(initial=0)) + 1, dtype=np.int16)
        code[known] = np.arange(len(known))
        runs = Runs(self.inventory.kinds)
        loads, numbers = np.divmod(known, len(self.inventory.names.class_) + 1)
        tables = [runs.table(int(load), int(class_)) for load, class_ in zip(loads, numbers, strict=True)]
        shape = (0, len(self.inventory.kinds), self.problem.nights + 1)
        return code[key], np.array(tables, dtype=np.int16) if tables else np.zeros(shape, dtype=np.int16)

    def keep(self, open_: NDArray[np.bool_]) -> None:
        """Forget pairs that have no stay at all."""
        self.pairs = Pairs(*(getattr(self.pairs, field.name)[open_] for field in fields(Pairs)))
        self._code = self._code[open_]
        self.starts = np.searchsorted(self.request, np.arange(len(self.starts)))

    def priced(self, worth: Worth, tariff: Tariff, ceiling: Floats | None = None) -> Iterator[Priced]:
        """Price all pairs at the prices of nights, a chunk of requests at a time.

        Pairs that cost more than the ceiling of their request before any price is added are passed over.
        """
        base = self.base(worth)
        bill = _Bill(tariff, self._loads)
        dear = _Dear(tariff, worth.points)
        begin = 0
        while begin < len(self.starts) - 1:
            end = max(begin + 1, int(np.searchsorted(self.starts, self.starts[begin] + CHUNK, side="right")) - 1)
            pair = np.arange(self.starts[begin], self.starts[end])
            if ceiling is not None:
                pair = pair[base[pair] < ceiling[self.request[pair]]]
            if len(pair):
                yield self._price(pair, base[pair], bill, dear)
            begin = end

    def _price(self, pair: NDArray[np.intp], base: Floats, bill: _Bill, dear: _Dear) -> Priced:
        request, kind, load = self.request[pair], self.pairs.kind[pair], self.pairs.load[pair]
        fewest, most = self.fewest[request], np.minimum(self.nights[request], self.pairs.longest[pair])
        found = Priced(pair, np.zeros_like(request), np.zeros_like(request), *np.full((2, len(pair)), np.inf))
        window = self.latest[request] - self.earliest[request]
        for shift in range(int(window.max(initial=-1)) + 1):
            at = np.flatnonzero(window >= shift)
            first = self.earliest[request[at]] + shift
            upto = np.minimum(self._runs[self._code[pair[at]], kind[at], first], most[at])
            open_ = upto >= fewest[at]
            at, first, upto = at[open_], first[open_], upto[open_]
            here, size = kind[at], load[at]
            row = bill.row(here, size)
            before = bill.total[row, first]
            cost = base[at]
            for nights in (fewest[at], upto):
                price = bill.total[row, first + nights] - before
                cost = base[at] + dear.cut * (self.nights[request[at]] - nights) + price
                better = cost < found.cost[at]
                changed = at[better]
                found.cost[changed] = cost[better]
                found.first[changed], found.nights[changed] = first[better], nights[better]
            # A stay of a length in between can at best drop its dearest nights, and pays `cut` for each.
            least = cost - dear.saved(here, size, first + fewest[at], first + upto)
            found.least[at] = np.minimum(found.least[at], np.minimum(found.cost[at], least))
        return found

    def columns(self, pair: NDArray[np.intp], first: Ints, nights: Ints) -> Columns:
        """Turn stays of some pairs into columns."""
        request, kind = self.request[pair], self.pairs.kind[pair]
        points = self.pairs.points[pair] + self.nights[request] - nights
        km, scarcity = self.pairs.km[pair], self.pairs.scarcity[pair]
        columns = Columns(
            request, kind, first, nights, self.pairs.load[pair], points, km, scarcity, np.zeros_like(kind)
        )
        names, requests = self.inventory.names, [int(at) for at in np.unique(request)]
        return finished(columns, self.problem, self.inventory.kinds, names, requests)
