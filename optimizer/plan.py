"""What was decided, how good it is, and how good it could be."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from optimizer.prices import Prices
from optimizer.rules import Reason

LEVELS = ("T1", "T2", "T3", "T4", "K", "P", "D", "S")
"""The levels of the objective, in order: parties placed by tier, promises kept, points, kilometres, scarcity."""

MAXIMISED = frozenset({"T1", "T2", "T3", "T4", "K"})


@dataclass(frozen=True, slots=True)
class Assignment:
    """A ``request`` in a ``space`` from the night ``first`` for ``nights`` nights; a split stay has two."""

    request: str
    space: str
    first: int
    nights: int


@dataclass(frozen=True, slots=True)
class Level:
    """One level of the objective.

    Parameters
    ----------
    name
        One of ``LEVELS``.
    value
        What the plan reaches: parties, promises, points, kilometres or waste.
    bound
        What no plan can better among those that are as good on the levels before; infinite when none is known.
    proven
        Whether this level and all before it are at their bound.
    """

    name: str
    value: int
    bound: float
    proven: bool


@dataclass(frozen=True, slots=True)
class Total:
    """Some levels added up by weight, as a cost: what is to be maximised counts negatively.

    Parameters
    ----------
    weights
        ``{level: weight}``, in the order of ``LEVELS``.
    value
        What the plan reaches.
    bound
        What no plan can better among those that are as good on the levels before the first of these.
    """

    weights: dict[str, float]
    value: float
    bound: float


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A ``request`` without a place, and the rules that stood in the way as ``reasons``."""

    request: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Who stays where, who does not, and the value and bound of each level.

    Parameters
    ----------
    assignments
        The stays, in the order of the requests; pinned ones are among them.
    unplaced
        Whoever has no place, with the rules that stood in the way.
    levels
        In the order of ``LEVELS``; empty in plans that were not made by `solve`.
    totals
        Levels that were decided as one sum, in crises only.
    seconds, seed
        How long the run took, and the seed that it was given.
    prices
        What one bed more would be worth, ``{(space, night): parties}``: not written to files, so a plan that is read
        has none.
    """

    assignments: tuple[Assignment, ...]
    unplaced: tuple[Unplaced, ...] = ()
    levels: tuple[Level, ...] = ()
    totals: tuple[Total, ...] = ()
    seconds: float = 0.0
    seed: int = 0
    prices: Prices = field(default_factory=Prices, compare=False, repr=False)

    def level(self, name: str) -> Level:
        """Give the level of that name."""
        return next(level for level in self.levels if level.name == name)

    @property
    def values(self) -> dict[str, int]:
        """The value of each level by name."""
        return {level.name: level.value for level in self.levels}


@dataclass(frozen=True, slots=True)
class Progress:
    """What a run has reached: its ``phase``, ``seconds``, ``values`` of the best plan and best known ``bounds``.

    Values and bounds are in the order of ``LEVELS``; a bound that is not known is infinite.
    """

    phase: str
    seconds: float
    values: tuple[int, ...]
    bounds: tuple[float, ...]


OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Stop:
    """When a run must end.

    Parameters
    ----------
    seconds
        Wall clock; a run that ends earlier gives the same answer for the same seed each time.
    work
        Rounds of search after the certificates (a measure of work that no clock disturbs).
    cancelled
        Asked between steps, and every twentieth of a second while a solver works; returning true ends the run with the
        best plan so far.
    """

    seconds: float = 60.0
    work: int = 200
    cancelled: Callable[[], bool] | None = None

    def clock(self) -> "Clock":
        """Start the clock."""
        return Clock(self, time.monotonic())


@dataclass(frozen=True, slots=True)
class Clock:
    """A stop rule that has been started."""

    stop: Stop
    started: float

    def within(self, share: float) -> "Clock":
        """Give a clock that ends sooner, so that a share of the time is kept."""
        return replace(self, stop=replace(self.stop, seconds=share * self.stop.seconds))

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started

    @property
    def left(self) -> float:
        """Seconds that remain, never negative; none once cancelled."""
        return 0.0 if self.cancelled else max(0.0, self.stop.seconds - self.seconds)

    @property
    def cancelled(self) -> bool:
        """Whether somebody ended the run."""
        return self.stop.cancelled is not None and self.stop.cancelled()

    @property
    def over(self) -> bool:
        """Whether the run must end."""
        return self.left <= 0.0
