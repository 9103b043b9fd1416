"""A packing from a mixture of patterns: fix the pattern with the largest share, mix what is left again, and so on."""

from dataclasses import dataclass

import numpy as np

from optimizer.board.kinds import Ints
from optimizer.search.multipliers import Pattern
from optimizer.search.packing import NOBODY, Packing
from optimizer.search.patterns import Effort, Master, Mixture, mix
from optimizer.search.worth import Floats

WHOLE, KEPT = 0.99, 600


@dataclass(frozen=True, slots=True)
class Manner:
    """How to dive: noise on the shares, kinds left open at the end, and the effort of each mixture."""

    noise: float
    last: int
    effort: Effort


def dive(packing: Packing, mixture: Mixture, manner: Manner, rng: np.random.Generator) -> Ints:
    """Fix patterns one after another until a few kinds are left; parties that no fixed pattern has stay with nobody."""
    seats = np.full(packing.shape[1], NOBODY, dtype=np.int64)
    master = mixture.master
    while True:
        fixed = _next(master, manner.noise, rng)
        for kind, members in fixed:
            seats[list(members)] = kind
        gone = {kind for kind, _ in fixed}
        kinds = [kind for kind in master.kinds if kind not in gone]
        parties = [party for party in master.parties if seats[party] == NOBODY]
        if not fixed or len(kinds) <= manner.last or not parties:
            return seats
        multipliers = master.party_duals()[seats[master.parties] == NOBODY]
        left = _left_over(master, kinds, seats)
        deeper = mix(packing, (kinds, parties), left, multipliers, manner.effort)
        if deeper is None:
            return seats
        master = deeper.master


def _next(master: Master, noise: float, rng: np.random.Generator) -> list[Pattern]:
    """Choose the pattern with the largest share, and with it all that are whole."""
    shares = master.shares()
    jittered = (shares + noise * rng.random(len(shares))) * (shares > 1 - WHOLE)
    fixed: list[Pattern] = []
    gone: set[int] = set()
    kinds: set[int] = set()
    for at in np.argsort(-jittered, kind="stable"):
        kind, members = master.patterns[at]
        if jittered[at] <= 0 or (fixed and shares[at] < WHOLE):
            break
        if kind not in kinds and gone.isdisjoint(members):
            fixed.append((kind, members))
            gone.update(members)
            kinds.add(kind)
    return fixed


def _left_over(master: Master, kinds: list[int], seats: Ints) -> list[Pattern]:
    """The best patterns of the kinds that are left, without the parties that are seated."""
    reduced: Floats = master.reduced()
    open_ = set(kinds)
    kept = [at for at in np.argsort(reduced, kind="stable")[:KEPT] if master.patterns[at][0] in open_]
    trimmed = ((master.patterns[at][0], master.patterns[at][1]) for at in kept)
    return [(kind, tuple(party for party in members if seats[party] == NOBODY)) for kind, members in trimmed]
