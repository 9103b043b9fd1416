"""A first packing of everyone, in milliseconds: the cheapest kind for each party, then moves until nothing overflows.

Integer programs need seconds before they seat the last party of a tight packing, and a machine may be slow.
"""

from collections.abc import Callable

import numpy as np

from optimizer.board.kinds import Ints
from optimizer.search.packing import Packing
from optimizer.search.worth import Floats

TURNS, TRIES = 12, 6


def squeeze(packing: Packing, reduced: Floats, rng: np.random.Generator, going_on: Callable[[], bool]) -> Ints | None:
    """Seat every party, guided by reduced costs, as long as there is time; nothing when that does not succeed."""
    if (packing.column < 0).all(axis=0).any():
        return None
    scale = float(np.std(reduced[packing.column >= 0])) + 1.0
    for turn in range(TRIES):
        noise = rng.normal(0.0, 0.2 * turn * scale, packing.shape) if turn else 0.0
        loose = _Loose(packing, np.where(packing.column >= 0, reduced + noise, np.inf), going_on)
        if loose.fit():
            loose.improve()
            return loose.seats
    return None


class _Loose:
    """Parties in kinds that may overflow while things are moved."""

    def __init__(self, packing: Packing, guide: Floats, going_on: Callable[[], bool]) -> None:
        self.packing, self._going_on = packing, going_on
        self.usable = packing.column >= 0
        self.cost = np.where(self.usable, packing.cost, np.inf)
        self.party = np.arange(packing.shape[1])
        self.seats: Ints = np.argmin(guide, axis=0)

    def fit(self) -> bool:
        """Move and swap, at the least cost for each bed that it frees, until no kind overflows."""
        for _ in range(TURNS * len(self.party)):
            spare = self.packing.spare(self.seats)
            if (spare >= 0).all():
                return True
            if not self._going_on():
                return False
            full = int(np.argmin(spare))
            if not (self._move(full, spare) or self._swap(full, spare)):
                return False
        return False

    def improve(self) -> None:
        """Move parties one by one to where they cost less and fit."""
        for _ in range(TURNS * len(self.party)):
            spare = self.packing.spare(self.seats)
            gain = self.cost - self.cost[self.seats, self.party]
            gain = np.where(self.packing.load <= spare[:, None], gain, np.inf)
            kind, party = np.unravel_index(int(np.argmin(gain)), gain.shape)
            if gain[kind, party] >= 0 or not self._going_on():
                return
            self.seats[party] = kind

    def _move(self, full: int, spare: Ints) -> bool:
        """Move one party out of a full kind to one that has room for it."""
        inside = np.flatnonzero(self.seats == full)
        load = self.packing.load[:, inside]
        price = self.cost[:, inside] - self.cost[full, inside]
        freed = np.minimum(load[full], -spare[full])
        fits = (load <= spare[:, None]) & self.usable[:, inside] & (load[full] > 0)
        price = np.where(fits, price / np.maximum(1, freed), np.inf)
        if not np.isfinite(price).any():
            return False
        kind, at = np.unravel_index(int(np.argmin(price)), price.shape)
        self.seats[inside[at]] = kind
        return True

    def _swap(self, full: int, spare: Ints) -> bool:
        """Swap a party of a full kind with a lighter one of a kind that can take the difference."""
        inside, others = np.flatnonzero(self.seats == full), np.flatnonzero(self.seats != full)
        there, load = self.seats[others], self.packing.load
        lighter = load[full, inside][:, None] - load[full, others]
        heavier = load[there, inside[:, None]] - load[there, others]
        price = self.cost[there, inside[:, None]] + self.cost[full, others]
        price = price - self.cost[full, inside][:, None] - self.cost[there, others]
        fits = (lighter > 0) & (heavier <= np.maximum(0, spare[there])) & np.isfinite(price)
        price = np.where(fits, price / np.maximum(1, np.minimum(lighter, -spare[full])), np.inf)
        if not np.isfinite(price).any():
            return False
        at, other = np.unravel_index(int(np.argmin(price)), price.shape)
        self.seats[inside[at]], self.seats[others[other]] = there[other], full
        return True
