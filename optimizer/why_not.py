"""Why a place is not offered: every rule that it fails, from the same masks that the solver reads."""

from dataclasses import dataclass

import numpy as np

from optimizer.board.columns import pinned_neighbours
from optimizer.board.eligibility import Masks, mask_of
from optimizer.board.inventory import Inventory, inventory_of
from optimizer.board.kinds import Bools, Ints
from optimizer.options import position_of
from optimizer.problem import Problem, Request
from optimizer.rules import BIT, Reason, Rule, rules_in


@dataclass(frozen=True, slots=True)
class Refusal:
    """A ``space`` that cannot serve a request, with every rule it fails as ``reasons``."""

    space: str
    reasons: tuple[Reason, ...]


def why_not(problem: Problem, request_id: str) -> list[Refusal]:
    """Give each space that cannot serve a request, with all the rules it fails.

    Parameters
    ----------
    problem
        The inventory with everything that is taken or pinned; other open requests take nothing.
    request_id
        Whom it is about.

    Returns
    -------
    list of Refusal
        In the order of the spaces; those left out can serve the request. A rule about attributes is given once for
        each attribute.

    Raises
    ------
    InstanceError
        When the problem has no such request.
    """
    inventory = inventory_of(problem)
    at = position_of(inventory, request_id)
    request = problem.requests[at]
    if request.pinned is not None:
        elsewhere = (Reason(Rule.PINNED_ELSEWHERE),)
        return [Refusal(space.id, elsewhere) for space in problem.spaces if space.id != request.pinned.space]
    reasons = reasons_by_kind(inventory, request, full_masks(problem, inventory, at))
    of_space = inventory.kinds.of_space.tolist()
    return [
        Refusal(space.id, reasons[kind]) for space, kind in zip(problem.spaces, of_space, strict=True) if reasons[kind]
    ]


def reasons_by_kind(inventory: Inventory, request: Request, masks: Masks) -> list[tuple[Reason, ...]]:
    """Word the mask of each kind; kinds that fail the same share their answer."""
    asked = sorted(request.requires | request.refuses)
    offers = inventory.kinds.offers[:, [inventory.names.attribute[name] for name in asked]]
    alike = np.column_stack([masks[:, None].view(np.uint8), np.packbits(offers, axis=1)])
    shapes, of_kind = np.unique(alike, axis=0, return_inverse=True)
    first = np.zeros(len(shapes), dtype=np.intp)
    first[of_kind] = np.arange(len(of_kind))
    answers = []
    for kind in first:
        has = {name for name, there in zip(asked, offers[kind], strict=True) if there}
        answers.append(worded(int(masks[kind]), request, has))
    return [answers[shape] for shape in of_kind.ravel().tolist()]


def full_masks(problem: Problem, inventory: Inventory, at: int) -> Masks:
    """Give the rules each kind fails for one request, those about nights included: ``[K]``."""
    request = problem.requests[at]
    if problem.candidates is not None:
        masks = _unlisted(problem, inventory, request)
    else:
        masks = mask_of(problem, (request,), inventory.kinds, inventory.names)[0]
    latest = min(request.start[1], problem.nights - request.fewest)
    if latest < request.start[0]:
        return masks | np.uint16(BIT[Rule.START_WINDOW])
    enough, same_class = open_nights(problem, inventory, at, request.start[0], latest, request.fewest)
    masks |= np.where(enough, 0, BIT[Rule.NOT_FREE]).astype(np.uint16)
    masks |= np.where(enough & ~same_class, BIT[Rule.WRONG_CLASS], 0).astype(np.uint16)
    beside = _beside(problem, inventory, at)
    return masks | np.where(beside & same_class, BIT[Rule.APART], 0).astype(np.uint16)


def _unlisted(problem: Problem, inventory: Inventory, request: Request) -> Masks:
    masks = np.full(len(inventory.kinds), BIT[Rule.NOT_LISTED], dtype=np.uint16)
    for candidate in problem.candidates or ():
        if candidate.request == request.id:
            kind = inventory.kinds.of_space[inventory.names.space[candidate.space]]
            masks[kind] = 0 if candidate.beds <= inventory.kinds.beds[kind] else BIT[Rule.TOO_FEW_BEDS]
    return masks


def loads_of(problem: Problem, inventory: Inventory, at: int) -> Ints:
    """What one request takes of each kind; never more than the kind has, so that fullness is judged by itself."""
    kinds, request = inventory.kinds, problem.requests[at]
    beds = np.full(len(kinds), request.beds, dtype=np.int32)
    for candidate in problem.candidates or ():
        if candidate.request == request.id:
            beds[kinds.of_space[inventory.names.space[candidate.space]]] = candidate.beds
    return np.where(kinds.single, 1, np.minimum(beds, np.maximum(1, kinds.beds)))


def open_nights(
    problem: Problem, inventory: Inventory, at: int, earliest: int, latest: int, nights: int
) -> tuple[Bools, Bools]:
    """Tell which kinds have beds, and which have them beside the right class, for a stay that starts in a window."""
    kind, load = np.arange(len(inventory.kinds), dtype=np.int32), loads_of(problem, inventory, at)
    class_ = inventory.names.class_[problem.requests[at].class_]
    window = slice(earliest, latest + 1)
    beside = inventory.runs.of(kind, load, class_, window).max(axis=1) >= nights
    if not inventory.kinds.classed.any():
        return beside, beside
    enough = inventory.beside.of(kind, load, class_, window).max(axis=1) >= nights
    return enough, beside


def _beside(problem: Problem, inventory: Inventory, at: int) -> Bools:
    """Tell where someone pinned, whom the request must be apart from, is there on every night it could stay."""
    request, site = problem.requests[at], inventory.kinds.site
    closed = np.zeros(len(inventory.kinds), dtype=np.bool_)
    pinned = pinned_neighbours(problem, inventory.names).get(at, [])
    for each in {where for where, _, _ in pinned}:
        nights = [(first, end) for where, first, end in pinned if where == each]
        starts = range(request.start[0], min(request.start[1], problem.nights - request.fewest) + 1)
        meets = all(any(since < start + request.fewest and start < end for since, end in nights) for start in starts)
        closed |= meets & (site == each)
    return closed


def worded(mask: int, request: Request, has: set[str]) -> tuple[Reason, ...]:
    """Give the reasons of a mask, one for each attribute where a rule is about attributes."""
    subjects = {Rule.MISSING: sorted(request.requires - has), Rule.REFUSED: sorted(request.refuses & has)}
    reasons: list[Reason] = []
    for rule in rules_in(mask):
        reasons += [Reason(rule, subject) for subject in subjects.get(rule, [None])]
    return tuple(reasons)
