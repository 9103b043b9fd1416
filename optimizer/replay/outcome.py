"""What came of one stream, as sums that can be compared."""

from __future__ import annotations

from dataclasses import dataclass

TIERS = 4


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a stream came to.

    Parameters
    ----------
    asked, placed
        Parties by tier, the most urgent first.
    km
        Kilometres from origin to house, over all who were placed.
    waited
        Nights from the first on which they could come to the one on which they did.
    cut
        Nights that they asked for and did not get.
    points
        What unmet preferences are worth.
    """

    asked: tuple[int, ...]
    placed: tuple[int, ...]
    km: int
    waited: int
    cut: int
    points: int

    @property
    def turned_away(self) -> tuple[int, ...]:
        """Parties without a place, by tier."""
        return tuple(asked - placed for asked, placed in zip(self.asked, self.placed, strict=True))
