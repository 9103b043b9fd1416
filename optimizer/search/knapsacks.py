"""All knapsacks at once: the most valuable set of parties for each room, by dynamic programming over beds."""

import numpy as np

from optimizer.board.kinds import Bools, Ints
from optimizer.search.worth import Floats

NOTHING = 1e-9


def fill_all(profit: Floats, load: Ints, room: Ints) -> tuple[Floats, Bools]:
    """Solve one knapsack for each row.

    Parameters
    ----------
    profit
        What each party is worth in each room, ``[m, n]``; nobody worth nothing is taken.
    load
        Beds each party takes in each room, ``[m, n]``.
    room
        Beds of each room, ``[m]``.

    Returns
    -------
    tuple
        The value of each room, ``[m]``, and who is taken, ``[m, n]``.
    """
    rows, parties = profit.shape
    useful = (profit > NOTHING) & (load <= room[:, None])
    most = int(useful.sum(axis=1).max()) if profit.size else 0
    taken = np.zeros((rows, parties), dtype=np.bool_)
    if most == 0:
        return np.zeros(rows), taken
    order = np.argsort(~useful, axis=1, kind="stable")[:, :most]
    row = np.arange(rows)
    worth = np.where(useful, profit, 0.0)[row[:, None], order]
    weight = np.where(useful, load, 0)[row[:, None], order]
    best, took = _table(worth, weight, int(room.max()))
    left = room.copy()
    for at in range(most - 1, -1, -1):
        took_it = took[at, row, left] & (worth[:, at] > 0)
        taken[row[took_it], order[took_it, at]] = True
        left = left - weight[:, at] * took_it
    return best[row, room], taken


def _table(worth: Floats, weight: Ints, beds: int) -> tuple[Floats, Bools]:
    """Best value of each room for each number of beds, and at each step whether the party was taken."""
    rows, most = worth.shape
    pad = int(weight.max())
    value = np.full((rows, pad + beds + 1), -np.inf)
    value[:, pad:] = 0.0
    took = np.zeros((most, rows, beds + 1), dtype=np.bool_)
    base = np.arange(rows)[:, None] * value.shape[1] + np.arange(pad, pad + beds + 1)
    for at in range(most):
        with_it = value.ravel()[base - weight[:, at : at + 1]] + worth[:, at : at + 1]
        now = value[:, pad:]
        np.greater(with_it, now, out=took[at])
        np.maximum(with_it, now, out=now)
    return value[:, pad:], took
