"""Seeded instances of the shapes that the solver is measured on; everything in them is invented."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from optimizer.generate_parties import Demand, parties
from optimizer.generate_places import Supply, sites_and_spaces
from optimizer.generate_promises import with_promises
from optimizer.problem import Problem

if TYPE_CHECKING:
    from optimizer.problem import Request

__all__ = ["SIZES", "Size", "generate"]


@dataclass(frozen=True)
class Size:
    """One shape of instance: how much there is, and how hard it is pressed.

    Attributes
    ----------
    about : str
        One line for people.
    nights : int
        Horizon.
    supply : Supply
        Sites, spaces and how booked they are already.
    demand : Demand
        Requests, when they come and how long they stay.
    pinned, promised, apart : float
        Shares of the requests that have begun, that were told a place, and that are kept from another.
    """

    about: str
    nights: int
    supply: Supply
    demand: Demand
    pinned: float = 0.01
    promised: float = 0.03
    apart: float = 0.02


SIZES: dict[str, Size] = {
    "small": Size(
        "a network's week: 40 sites, 200 spaces, 25 requests",
        30,
        Supply(40, 200, occupied=0.4, booked=0.25, regional=0.6),
        Demand(requests=25, arrive_within=8, nights=(5, 20)),
    ),
    "national": Size(
        "a national day: 300 sites, 1,500 spaces, 500 requests",
        60,
        Supply(300, 1_500, occupied=0.45, booked=0.26, regional=0.42),
        Demand(requests=500, arrive_within=8, nights=(15, 45)),
    ),
    "crisis-loose": Size(
        "a regional crisis with room: 1,000 sites, 5,000 spaces, 5,000 requests, 90 nights",
        90,
        Supply(1_000, 5_000, occupied=0.4, booked=0.15, regional=0.75),
        Demand(requests=5_000, arrive_within=70, nights=(3, 15)),
        pinned=0.002,
        promised=0.01,
        apart=0.005,
    ),
    "crisis-tight": Size(
        "a surge within 14 days, long stays, 85 % of the spaces occupied on the first night",
        90,
        Supply(1_000, 5_000, occupied=0.85, booked=0.03, regional=0.65),
        Demand(requests=5_000, arrive_within=14, nights=(25, 55)),
        pinned=0.002,
        promised=0.01,
        apart=0.005,
    ),
    "online": Size(
        "a stream: 600 requests, each arriving on the night its window opens, over 120 nights",
        150,
        # Hardly anything is booked for later nights: what fills them is the stream itself.
        Supply(50, 180, occupied=0.5, booked=0.03, regional=0.5),
        Demand(requests=600, arrive_within=120, nights=(7, 35), urgent_first=False),
        pinned=0,
        promised=0,
        apart=0.01,
    ),
}


def generate(size: str, seed: int = 0, stream: int = 0) -> Problem:
    """Make an instance.

    Parameters
    ----------
    size : str
        A key of `SIZES`.
    seed : int
        The same seed gives the same instance, byte for byte once written.
    stream : int
        The same seed with another stream gives other requests for the same sites and spaces.

    Returns
    -------
    Problem
        A consistent instance; nothing in it stands for a real place or person.

    Raises
    ------
    ValueError
        When the size is not known.
    """
    if size not in SIZES:
        raise ValueError(f"{size!r} is not a size; choose one of {', '.join(SIZES)}")
    shape = SIZES[size]
    random = Random(f"{size}/{seed}")  # noqa: S311 - invented data, repeatable is the point
    sites, spaces = sites_and_spaces(random, shape.supply, shape.nights)
    random.seed(f"{size}/{seed}/{stream}")
    requests = parties(random, shape.demand, shape.nights)
    requests = with_promises(random, requests, spaces, pinned=shape.pinned, promised=shape.promised)
    return Problem(shape.nights, sites, spaces, requests, apart=_apart(random, requests, shape.apart))


def _apart(random: Random, requests: tuple[Request, ...], share: float) -> tuple[tuple[str, str], ...]:
    names = [request.id for request in requests if request.pinned is None]
    chosen = random.sample(names, 2 * round(share * len(requests) / 2))
    return tuple(zip(chosen[::2], chosen[1::2], strict=True))
