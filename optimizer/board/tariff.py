"""Prices of nights, by bed and by every two, three and four beds: whole parties fill rooms unevenly.

A room with five free beds has no place for two parties of three, though parts of both would fit. For every size, the
parties in a room fill at most as many whole multiples of it as its free beds do, so each size has a price of its own.
"""

from dataclasses import dataclass

import numpy as np

from optimizer.board.columns import Columns
from optimizer.board.kinds import Floats, Ints, Kinds

ROUNDED = 4
"""The largest size that is priced; there are few parties for whom a larger one would matter."""


@dataclass(frozen=True, slots=True)
class Tariff:
    """A stay that takes ``load`` beds pays ``by_night[at]`` for each whole multiple of ``sizes[at]``: ``[D, K, H]``."""

    sizes: tuple[int, ...]
    by_night: Floats

    @classmethod
    def free_of_charge(cls, kinds: Kinds, loads: Ints) -> "Tariff":
        """Begin with everything free; sizes that no party fills are left out."""
        most = min(int(loads.max(initial=1)), ROUNDED) if not kinds.single.all() else 1
        sizes = tuple(range(1, most + 1))
        return cls(sizes, np.zeros((len(sizes), *kinds.free.shape)))

    def plain(self) -> "Tariff":
        """Give the prices of single beds alone."""
        return Tariff(self.sizes[:1], self.by_night[:1].copy())

    def copied(self) -> "Tariff":
        """Give a copy that later steps leave alone."""
        return Tariff(self.sizes, self.by_night.copy())

    def rate(self, load: int) -> Floats:
        """What a night costs a stay of some load: ``[K, H]``."""
        multiples = np.array([load // size for size in self.sizes], dtype=np.float64)
        return np.asarray(np.tensordot(multiples, self.by_night, axes=1))

    def totals(self, loads: Ints) -> Floats:
        """What all nights before one cost, for each of some loads: ``[loads, K, H + 1]``."""
        _, kinds, nights = self.by_night.shape
        total = np.zeros((len(loads), kinds, nights + 1))
        for at, load in enumerate(loads):
            np.cumsum(self.rate(int(load)), axis=1, out=total[at, :, 1:])
        return total

    def of(self, columns: Columns) -> Floats:
        """Price some columns."""
        price = np.zeros(len(columns))
        for size, by_night in zip(self.sizes, self.by_night, strict=True):
            total = np.pad(np.cumsum(by_night, axis=1), ((0, 0), (1, 0)))
            at = np.flatnonzero(columns.load >= size)
            kind, first = columns.kind[at], columns.first[at]
            nights = total[kind, first + columns.nights[at]] - total[kind, first]
            price[at] += nights * (columns.load[at] // size)
        return price

    def income(self, free: Ints) -> float:
        """What all that is free would earn."""
        return float(sum((price * (free // size)).sum() for size, price in zip(self.sizes, self.by_night, strict=True)))

    @property
    def by_bed(self) -> Floats:
        """What one bed is worth, ``[K, H]``."""
        return np.asarray((self.by_night / np.array(self.sizes)[:, None, None]).sum(axis=0))
