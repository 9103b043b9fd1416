"""Plans of houses to open as they are told and kept: with what a year comes to, and for whom each house is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from shelters.planning.possible import Bundle
from shelters.planning.replays import Answer


@dataclass(frozen=True)
class PlannedHouse:
    """A house of a plan, and whom the model lets it take: zones they come from and needs, of five families or more.

    Of a plan that is not the model's nobody knows that.
    """

    zone: str
    municipality_id: str
    bundle: Bundle
    beds: int
    rooms: int
    from_zones: Mapping[str, int] | None
    needs: Mapping[str, int] | None


@dataclass(frozen=True)
class Judged:
    """A plan with what a year comes to where it is done; `proven` says that the model has none that is better."""

    houses: tuple[PlannedHouse, ...]
    cost: int
    answer: Answer
    proven: bool

    @classmethod
    def read(cls, stored: dict[str, Any]) -> Judged:
        """Read it as it was stored."""
        houses = tuple(PlannedHouse(**{**each, "bundle": Bundle(each["bundle"])}) for each in stored["houses"])
        return cls(houses, stored["cost"], Answer.read(stored["answer"]), stored["proven"])


@dataclass(frozen=True)
class Priced:
    """Where one room more would place families: in which zone, with how many beds, and what it should offer."""

    zone: str
    bundle: Bundle
    beds: int


@dataclass(frozen=True)
class Sited:
    """The best plan and those next to it, fewer houses, the same rooms where most ask, and then one room more.

    `prices` are in the order of what one room more is worth. `floor` is the share of its part that every network gets
    at least; 0 where none could be kept.
    """

    plans: tuple[Judged, ...]
    frontier: tuple[Judged, ...]
    busiest: Judged | None
    floor: float
    prices: tuple[Priced, ...]

    def stored(self) -> dict[str, Any]:
        """Write it as it is stored."""
        return asdict(self)

    @classmethod
    def read(cls, stored: dict[str, Any]) -> Sited:
        """Read it as it was stored."""
        return cls(
            plans=tuple(map(Judged.read, stored["plans"])),
            frontier=tuple(map(Judged.read, stored["frontier"])),
            busiest=Judged.read(stored["busiest"]) if stored["busiest"] else None,
            floor=stored["floor"],
            prices=tuple(Priced(**{**each, "bundle": Bundle(each["bundle"])}) for each in stored["prices"]),
        )
