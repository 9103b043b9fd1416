"""What is to be decided: sites with spaces, and the requests for them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from optimizer.consistency import check_problem


def _no_points() -> Mapping[str, int]:
    return MappingProxyType({})


class Sharing(StrEnum):
    """Who may be in a space on the same night."""

    ONE_PARTY = "one_party"
    BEDS = "beds"
    ONE_CLASS = "one_class"


Taken = tuple[int, int, int] | tuple[int, int, int, str | None]


@dataclass(frozen=True, slots=True)
class Site:
    """A house.

    Parameters
    ----------
    id
        A name of its own among sites.
    lat, lon
        Where it stands, in degrees (WGS 84). Both or neither; may be left out where nothing measures a distance.
    attributes
        What every space in it offers, and the rules that it stands for (``open:mx``, ``no_pets``).
    max_nights
        The longest stay, in nights; ``None`` for any.
    """

    id: str
    lat: float | None = None
    lon: float | None = None
    attributes: frozenset[str] = frozenset()
    max_nights: int | None = None

    @property
    def point(self) -> tuple[float, float]:
        """Where it stands; not numbers where nothing has to know."""
        return (math.nan if self.lat is None else self.lat), (math.nan if self.lon is None else self.lon)


@dataclass(frozen=True, slots=True)
class Space:
    """A room of a site.

    Parameters
    ----------
    id, site
        A name of its own among spaces, and the id of its site.
    beds
        How many sleep in it.
    sharing
        Who may be in it on the same night.
    attributes
        What it offers beside what its site offers.
    taken
        ``(first night, night after the last, beds)`` of what is already occupied or closed, with the class of the
        occupants as a fourth part where it matters.
    kept_for_tier
        Keeps the space for requests of that tier or a more urgent one; ``None`` for all.
    """

    id: str
    site: str
    beds: int
    sharing: Sharing = Sharing.ONE_PARTY
    attributes: frozenset[str] = frozenset()
    taken: tuple[Taken, ...] = ()
    kept_for_tier: int | None = None


@dataclass(frozen=True, slots=True)
class Avoid:
    """A zone to avoid: no site at ``km`` kilometres (on the ellipsoid) from ``lat``, ``lon`` (degrees) or nearer."""

    lat: float
    lon: float
    km: float


@dataclass(frozen=True, slots=True)
class Pin:
    """A place that a request already has: a ``space``, a ``first`` night and a number of ``nights``."""

    space: str
    first: int
    nights: int


@dataclass(frozen=True, slots=True)
class Request:
    """A party that needs beds.

    Parameters
    ----------
    id
        A name of its own among requests.
    beds
        Beds the party needs each night.
    tier
        1 (immediate) to 4 (preventive); a lower number is never traded for a higher one.
    start
        Earliest and latest first night.
    nights, shortest
        Nights asked for, and the fewest that are of use (all of them when ``None``).
    class_
        The class of person that ``one_class`` spaces separate.
    requires, refuses
        Attributes that site or space must have, and that neither may have.
    prefers
        Points that each attribute is worth when site or space has it.
    origin, max_km
        Where distances are measured from (degrees), and the furthest a site may be.
    avoid
        Zones that no site may be in; their edge counts as inside.
    waiting, lot
        Nights waited, in parts of a night where need be, and a stored random number: they break ties, in this order.
    pinned
        Where the request stays, whatever it costs others (a stay that has begun).
    promised
        Where the request was told it would stay: kept unless a more urgent level demands otherwise.
    splittable
        Whether the stay may be split over two sites when nothing else fits.
    """

    id: str
    beds: int
    tier: int
    start: tuple[int, int]
    nights: int
    shortest: int | None = None
    class_: str | None = None
    requires: frozenset[str] = frozenset()
    refuses: frozenset[str] = frozenset()
    prefers: Mapping[str, int] = field(default_factory=_no_points)
    origin: tuple[float, float] | None = None
    max_km: float | None = None
    avoid: tuple[Avoid, ...] = ()
    waiting: float = 0
    lot: int = 0
    pinned: Pin | None = None
    promised: Pin | None = None
    splittable: bool = False

    @property
    def fewest(self) -> int:
        """The fewest nights that are of use."""
        return self.nights if self.shortest is None else self.shortest


@dataclass(frozen=True, slots=True)
class Candidate:
    """An allowed pair of ``request`` and ``space``, with the ``beds`` it uses and its ``cost`` (points, kilometres)."""

    request: str
    space: str
    beds: int
    cost: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Problem:
    """Nights ``0 .. nights - 1``, the sites with their spaces, and everyone who asks for a place.

    Parameters
    ----------
    nights
        The horizon: how many nights are decided.
    sites, spaces, requests
        Houses, their rooms, and the parties; each id is used once among its like.
    apart
        Pairs of requests that must not be at one site on the same night.
    candidates
        ``None``: any space may serve any request that the rules allow. Otherwise the complete list of
        allowed pairs, and the rules on attributes and distances are not consulted.

    Raises
    ------
    InstanceError
        When the parts do not fit together; the message names the field and the remedy.
    """

    nights: int
    sites: tuple[Site, ...]
    spaces: tuple[Space, ...]
    requests: tuple[Request, ...]
    apart: tuple[tuple[str, str], ...] = ()
    candidates: tuple[Candidate, ...] | None = None

    def __post_init__(self) -> None:
        check_problem(self)
