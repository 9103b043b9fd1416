"""Houses that could open, and what may be spent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Sequence


@dataclass(frozen=True, slots=True)
class Candidate:
    """A house that could open.

    Parameters
    ----------
    site
        The id of its site in the problem that has every candidate.
    place
        Of the candidates of one place one opens at most.
    opening, room
        What it costs to open it, and what each of its rooms costs.
    fewest, most
        How many rooms it may have.
    """

    site: str
    place: str
    opening: float = 0.0
    room: float = 0.0
    fewest: int = 1
    most: int = 8

    def cost(self, rooms: int) -> float:
        """Give what it costs with so many rooms; with none it does not open."""
        return self.opening + self.room * rooms if rooms else 0.0

    def allows(self, other: Candidate) -> bool:
        """Say whether it may have as many rooms as another may."""
        return self.fewest <= other.fewest and other.most <= self.most


@dataclass(frozen=True, slots=True)
class Budget:
    """What may be spent in all: houses, rooms, and money where it is counted."""

    houses: int
    rooms: int
    money: float | None = None


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
