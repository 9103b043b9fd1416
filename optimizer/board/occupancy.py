"""Who is where on which night while a plan is being built: what still fits, and what moves."""

import numpy as np
from numpy.typing import NDArray

from optimizer.board.compile import Board
from optimizer.board.kinds import ANY_CLASS, Bools, Ints


class Occupancy:
    """A plan under construction: ``chosen[r]`` is the column of request ``r``, or -1."""

    def __init__(self, board: Board, chosen: Ints | None = None) -> None:
        self.board = board
        self.chosen = np.full(len(board.tier), -1, dtype=np.int32)
        self._free = board.kinds.free.copy()
        self._classed = bool(board.kinds.classed.any())
        self._held = board.kinds.held.copy() if self._classed else board.kinds.held
        self._guests = np.zeros_like(self._free) if self._classed else self._free[:0]
        for column in chosen[chosen >= 0] if chosen is not None else ():
            self.add(int(column))

    def add(self, column: int) -> None:
        """Seat a request; the caller has checked that it fits."""
        columns = self.board.columns
        self.chosen[columns.request[column]] = column
        self._move(column, 1)

    def remove(self, request: int) -> None:
        """Take a request out again."""
        column = int(self.chosen[request])
        self.chosen[request] = -1
        self._move(column, -1)

    def _move(self, column: int, sign: int) -> None:
        columns = self.board.columns
        kind, first = int(columns.kind[column]), int(columns.first[column])
        nights = slice(first, first + int(columns.nights[column]))
        self._free[kind, nights] -= sign * int(columns.load[column])
        if self._classed and self.board.kinds.classed[kind]:
            self._guests[kind, nights] += sign
            class_ = int(self.board.class_[columns.request[column]])
            left = np.where(self._guests[kind, nights] > 0, class_, self.board.kinds.held[kind, nights])
            self._held[kind, nights] = left

    def fits(self, column: int) -> bool:
        """Tell whether one stay can be added as things stand."""
        columns = self.board.columns
        kind, first = int(columns.kind[column]), int(columns.first[column])
        nights = slice(first, first + int(columns.nights[column]))
        if int(self._free[kind, nights].min()) < int(columns.load[column]):
            return False
        request = int(columns.request[column])
        if self._classed and self.board.kinds.classed[kind]:
            held = self._held[kind, nights]
            if not bool(((held == ANY_CLASS) | (held == self.board.class_[request])).all()):
                return False
        return request not in self.board.apart or not self._beside(request, column)

    def _beside(self, request: int, column: int) -> bool:
        columns, site = self.board.columns, self.board.kinds.site
        first, end = columns.first[column], columns.first[column] + columns.nights[column]
        for other in self.board.apart[request]:
            theirs = self.chosen[other]
            if theirs >= 0 and site[columns.kind[theirs]] == site[columns.kind[column]]:
                since, until = columns.first[theirs], columns.first[theirs] + columns.nights[theirs]
                if since < end and first < until:
                    return True
        return False

    def fitting(self, which: NDArray[np.intp]) -> Bools:
        """Tell which of some columns of one request can be added as things stand."""
        columns = self.board.columns
        kind, first, nights = columns.kind[which], columns.first[which], columns.nights[which]
        most = int(nights.max()) if len(which) else 0
        night = first[:, None] + np.arange(most, dtype=np.int32)
        inside = np.arange(most) < nights[:, None]
        night = np.minimum(night, self._free.shape[1] - 1)
        fits = ((self._free[kind[:, None], night] >= columns.load[which][:, None]) | ~inside).all(axis=1)
        if self._classed:
            held = self._held[kind[:, None], night]
            own = self.board.class_[columns.request[which]][:, None]
            same = (held == ANY_CLASS) | (held == own) | ~inside
            fits &= ~self.board.kinds.classed[kind] | same.all(axis=1)
        if len(which) and int(columns.request[which[0]]) in self.board.apart:
            request = int(columns.request[which[0]])
            fits[fits] = [not self._beside(request, int(column)) for column in which[fits]]
        return np.asarray(fits)

    def room(self, kind: Ints, night: Ints) -> Ints:
        """What is still free in some kinds on some nights."""
        return np.asarray(self._free[kind, night])

    def held(self, kind: Ints, night: Ints) -> Ints:
        """Give the class that holds some kinds on some nights, or ``ANY_CLASS``."""
        return np.asarray(self._held[kind, night])
