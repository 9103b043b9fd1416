"""Houses that could open, and what may be spent."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Budget:
    """What may be spent in all: houses, rooms, and money where it is counted."""

    houses: int
    rooms: int
    money: float | None = None


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

    def rooms_within(self, budget: Budget) -> int:
        """Say how many rooms it could have if all that may be spent were spent on it."""
        rooms = min(self.most, budget.rooms)
        while rooms and budget.money is not None and self.cost(rooms) > budget.money:
            rooms -= 1
        return rooms if rooms >= self.fewest else 0

    def allows(self, other: Candidate) -> bool:
        """Say whether it may have as many rooms as another may."""
        return self.fewest <= other.fewest and other.most <= self.most
