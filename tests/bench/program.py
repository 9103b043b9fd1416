"""The model that anyone would write first: a variable for each stay, a row for each night that matters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_matrix, hstack, vstack

from optimizer.problem import Sharing

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from optimizer import Problem
    from tests.bench.columns import Columns, Whole

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Program:
    """Maximise something over 0/1 variables with `matrix @ x <= most`; the first variables are the stays."""

    matrix: csr_matrix
    most: Floats
    stays: int

    @property
    def size(self) -> int:
        """Number of variables, those of classes in shared rooms included."""
        return int(self.matrix.shape[1])

    def at_least(self, rows: csr_matrix, least: Floats) -> Program:
        """Add rows over the stays that must reach a value."""
        empty = csr_matrix((rows.shape[0], self.size - self.stays))
        return Program(vstack([self.matrix, -hstack([rows, empty])]).tocsr(), np.r_[self.most, -least], self.stays)


def program_of(problem: Problem, columns: Columns) -> Program:
    """Write the capacity, class, apart and once-only rows of a list of stays."""
    many = len(columns)
    once = csr_matrix((np.ones(many), (columns.request, np.arange(many))), shape=(len(problem.requests), many))
    blocks = [(once, np.ones(len(problem.requests))), _apart(problem, columns), _capacity(problem, columns)]
    matrix, most = vstack([block for block, _ in blocks]).tocsr(), np.concatenate([limit for _, limit in blocks])
    classes, choice, limits = _classes(problem, columns)
    extra = choice.shape[1]
    wide = vstack([hstack([matrix, csr_matrix((matrix.shape[0], extra))]), hstack([classes, choice])])
    program = Program(wide.tocsr(), np.concatenate([most, limits]), many)
    begun = [at for at, request in enumerate(problem.requests) if request.pinned is not None]
    return program.at_least(once[begun], np.ones(len(begun))) if begun else program


def _nights(problem: Problem, columns: Columns) -> tuple[Whole, Whole]:
    """Unfold stays into pairs of stay and cell, a cell being a space on a night on which some stay there starts."""
    starts = np.zeros(len(problem.spaces) * problem.nights, dtype=bool)
    starts[columns.space.astype(np.int64) * problem.nights + columns.first] = True
    room = free_beds(problem)
    starts.reshape(room.shape)[:, 1:] |= room[:, 1:] < room[:, :-1]
    stay = np.repeat(np.arange(len(columns)), columns.nights)
    offset = np.arange(len(stay)) - np.repeat(np.cumsum(columns.nights) - columns.nights, columns.nights)
    cell = columns.space[stay].astype(np.int64) * problem.nights + columns.first[stay] + offset
    matters = starts[cell]
    return stay[matters], cell[matters]


def free_beds(problem: Problem) -> Whole:
    """Beds, or the one place of a room for one party, that are free on each night: spaces by nights."""
    room = np.array([[space.beds] * problem.nights for space in problem.spaces])
    for at, space in enumerate(problem.spaces):
        for first, end, beds, *_ in space.taken:
            room[at, first:end] -= beds
        if space.sharing is Sharing.ONE_PARTY:
            room[at] = room[at] == space.beds
    return room


def _use(problem: Problem, columns: Columns) -> Whole:
    single = np.array([space.sharing is Sharing.ONE_PARTY for space in problem.spaces])
    return np.where(single[columns.space], 1, columns.beds)


def _capacity(problem: Problem, columns: Columns) -> tuple[csr_matrix, Floats]:
    stay, cell = _nights(problem, columns)
    cells, row = np.unique(cell, return_inverse=True)
    matrix = csr_matrix((_use(problem, columns)[stay], (row, stay)), shape=(len(cells), len(columns)))
    return matrix, free_beds(problem).reshape(-1)[cells].astype(np.float64)


def _classes(problem: Problem, columns: Columns) -> tuple[csr_matrix, csr_matrix, Floats]:
    """Open a shared room for at most one class on a night, and let only that class use its beds."""
    numbers = {name: at for at, name in enumerate(dict.fromkeys(request.class_ for request in problem.requests))}
    classed = np.array([space.sharing is Sharing.ONE_CLASS for space in problem.spaces])
    stay, cell = _nights(problem, columns)
    shared = classed[columns.space[stay]]
    stay, cell = stay[shared], cell[shared]
    kind = np.array([numbers[request.class_] for request in problem.requests])[columns.request[stay]]
    keys, row = np.unique(cell * len(numbers) + kind, return_inverse=True)
    cells, group = np.unique(keys // max(1, len(numbers)), return_inverse=True)
    room = free_beds(problem).reshape(-1)[cells][group]
    every = np.arange(len(keys))
    beds = csr_matrix((_use(problem, columns)[stay], (row, stay)), shape=(len(keys), len(columns)))
    opened = csr_matrix((-room.astype(np.float64), (every, every)), shape=(len(keys), len(keys)))
    single = csr_matrix((np.ones(len(keys)), (group, every)), shape=(len(cells), len(keys)))
    none = csr_matrix((len(cells), len(columns)))
    limits = np.r_[np.zeros(len(keys)), np.ones(len(cells))]
    return vstack([beds, none]).tocsr(), vstack([opened, single]).tocsr(), limits


def _apart(problem: Problem, columns: Columns) -> tuple[csr_matrix, Floats]:
    house = {site.id: at for at, site in enumerate(problem.sites)}
    site = np.array([house[space.site] for space in problem.spaces])[columns.space]
    position = {request.id: at for at, request in enumerate(problem.requests)}
    rows: list[int] = []
    stays: list[int] = []
    row = 0
    for one, other in problem.apart:
        pair = np.flatnonzero(np.isin(columns.request, [position[one], position[other]]))
        cells = {(int(site[stay]), int(columns.first[stay])) for stay in pair}
        for where, night in sorted(cells):
            there = (site[pair] == where) & (columns.first[pair] <= night)
            there &= night < columns.first[pair] + columns.nights[pair]
            stays.extend(pair[there].tolist())
            rows.extend([row] * int(there.sum()))
            row += 1
    matrix = csr_matrix(
        (np.ones(len(rows)), (np.array(rows, dtype=int), np.array(stays, dtype=int))), shape=(row, len(columns))
    )
    return matrix, np.ones(row)
