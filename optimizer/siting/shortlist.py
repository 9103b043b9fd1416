"""Which candidates are in question: with too many the programs end without a proof."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from optimizer.siting.filling import filled

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Sequence

    from optimizer.siting.candidates import Budget, Candidate
    from optimizer.siting.demand import Family

OF_A_PLACE: Final = 2  # candidates of one place that are in question


def surpassed(candidates: Sequence[Candidate], whom: Sequence[Collection[Hashable]]) -> set[int]:
    """Name the candidates beside which another of the same place takes everybody whom they take, and costs no more.

    Parameters
    ----------
    candidates
        The houses that could open.
    whom
        Everybody that each of them could take.
    """
    takes = [frozenset(each) for each in whom]
    gone: set[int] = set()
    for at, one in enumerate(candidates):
        for by, other in enumerate(candidates):
            if at == by or by in gone or one.place != other.place or not takes[at] <= takes[by]:
                continue
            if other.opening <= one.opening and other.room <= one.room and other.allows(one):
                gone.add(at)
                break
    return gone


def _whom(candidates: Sequence[Candidate], futures: Sequence[Sequence[Family]]) -> list[set[tuple[int, int]]]:
    whom: list[set[tuple[int, int]]] = [set() for _ in candidates]
    for future, families in enumerate(futures):
        for number, each in enumerate(families):
            for taker in each.takers:
                whom[taker].add((future, number))
    return whom


def without(futures: Sequence[Sequence[Family]], gone: Collection[int]) -> list[list[Family]]:
    """Give the same families, whom some candidates do not take."""
    return [
        [each._replace(takers=tuple(taker for taker in each.takers if taker not in gone)) for each in families]
        for families in futures
    ]


def hardly_in_question(
    candidates: Sequence[Candidate], futures: Sequence[Sequence[Family]], groups: Sequence[str], budget: Budget
) -> set[int]:
    """Name the candidates that are only priced: those that another surpasses, and of those of one place all but two.

    The two are those that would take most if the whole budget were one house: with more of them the programs end
    without a proof.
    """
    gone = surpassed(candidates, _whom(candidates, futures))
    for place in {each.place for each in candidates}:
        here = [at for at, each in enumerate(candidates) if each.place == place and at not in gone]
        if len(here) > OF_A_PLACE:
            alone = {at: _alone(at, candidates, futures, groups, budget) for at in here}
            gone |= set(sorted(here, key=lambda at: -alone[at])[OF_A_PLACE:])
    return gone


def _alone(
    at: int,
    candidates: Sequence[Candidate],
    futures: Sequence[Sequence[Family]],
    groups: Sequence[str],
    budget: Budget,
) -> float:
    """Say how many a candidate takes on average if all that may be spent is spent on it."""
    only = [[each._replace(takers=(at,)) for each in families if at in each.takers] for families in futures]
    rooms = candidates[at].rooms_within(budget)
    return sum(filled(only, groups, [rooms if number == at else 0 for number in range(len(candidates))]).placed)
