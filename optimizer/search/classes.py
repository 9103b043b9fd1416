"""Which class of person each room is for on each night: once that is said, what remains is nearly a linear program."""

import numpy as np
from numpy.typing import NDArray

from optimizer.board.compile import Board
from optimizer.board.kinds import ANY_CLASS, Bools, Ints


def classes_of(board: Board, chosen: Ints, rng: np.random.Generator) -> Ints:
    """Give the class of each kind on each night under a plan, ``[K, H]``.

    A night without guests takes the class of the nearest night that has some; a room without any takes one by chance.
    """
    columns, present = board.columns, np.unique(board.class_)
    classes = np.where(board.kinds.classed[:, None], board.kinds.held, ANY_CLASS)
    for column in chosen[chosen >= 0]:
        kind, first = columns.kind[column], columns.first[column]
        if board.kinds.classed[kind]:
            classes[kind, first : first + columns.nights[column]] = board.class_[columns.request[column]]
    for kind in np.flatnonzero(board.kinds.classed):
        known = np.flatnonzero(classes[kind] != ANY_CLASS)
        if len(known):
            nearest = np.abs(np.arange(classes.shape[1])[:, None] - known).argmin(axis=1)
            classes[kind] = classes[kind, known[nearest]]
        else:
            classes[kind] = rng.choice(present)
    return classes


def agreeing(board: Board, which: NDArray[np.intp], classes: Ints, opened: Bools) -> Bools:
    """Tell which columns keep to the classes of their nights; in opened kinds, and those without classes, all do."""
    columns = board.columns
    kind, first, class_ = columns.kind[which], columns.first[which], board.class_[columns.request[which]]
    end = first + columns.nights[which]
    agree = np.asarray(opened[kind] | ~board.kinds.classed[kind])
    for each in np.unique(class_):
        wrong = np.cumsum(np.pad(classes != each, ((0, 0), (1, 0))), axis=1)
        agree |= (class_ == each) & (wrong[kind, end] == wrong[kind, first])
    return agree
