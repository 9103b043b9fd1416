"""Instances small enough to try everything, and a search that tries everything, written from the README alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from geopy.distance import geodesic
from hypothesis import strategies as st

from optimizer import Avoid, Candidate, Pin, Problem, Request, Sharing, Site, Space
from optimizer.checker_geodesic import rounded_km

ATTRIBUTES = ("step_free", "garden", "rural")
FAR_KM = (0.0, 250.0, 20_000.0)
PLACES = ((14.6, -90.5), (15.5, -88.0), (19.4, -99.1))
Stay = tuple[str, int, int]

attributes = st.frozensets(st.sampled_from(ATTRIBUTES), max_size=2)


@st.composite
def sites(draw: st.DrawFn) -> tuple[Site, ...]:
    """One or two houses in different places."""
    count = draw(st.integers(1, 2))
    return tuple(
        Site(f"s{at}", *PLACES[at], draw(attributes), draw(st.sampled_from([None, None, 2]))) for at in range(count)
    )


@st.composite
def spaces(draw: st.DrawFn, homes: tuple[Site, ...], nights: int) -> tuple[Space, ...]:
    """Up to three rooms of every kind; what is taken never exceeds the room."""
    rooms = []
    for at in range(draw(st.integers(1, 3))):
        beds = draw(st.integers(1, 4))
        first = draw(st.integers(0, nights - 1))
        end, class_ = draw(st.integers(first + 1, nights)), draw(st.sampled_from([None, "m"]))
        taken = (first, end, draw(st.integers(0, beds)), class_)
        rooms.append(
            Space(
                f"r{at}",
                draw(st.sampled_from(homes)).id,
                beds,
                draw(st.sampled_from(list(Sharing))),
                draw(attributes),
                (taken,) if draw(st.booleans()) else (),
                draw(st.sampled_from([None, None, None, 1, 2])),
            )
        )
    return tuple(rooms)


@st.composite
def requests(draw: st.DrawFn, rooms: tuple[Space, ...], nights: int, at: int) -> Request:
    """A party with a window, a useful length, needs, wishes and limits; none is pinned."""
    origin = draw(st.sampled_from([None, *PLACES]))
    length = draw(st.integers(1, 3))
    earliest = draw(st.integers(0, nights - 1))
    needs = draw(st.frozensets(st.sampled_from(ATTRIBUTES), max_size=1))
    promise = Pin(draw(st.sampled_from(rooms)).id, earliest, 1)
    return Request(
        id=f"q{at}",
        beds=draw(st.integers(1, 3)),
        tier=draw(st.integers(1, 4)),
        start=(earliest, draw(st.integers(earliest, min(nights - 1, earliest + 1)))),
        nights=length,
        shortest=draw(st.sampled_from([None, 1])),
        class_=draw(st.sampled_from([None, "w", "m"])),
        requires=needs,
        refuses=draw(st.frozensets(st.sampled_from(ATTRIBUTES), max_size=1)) - needs,
        prefers=draw(st.dictionaries(st.sampled_from(ATTRIBUTES), st.integers(0, 3), max_size=2)),
        origin=origin,
        max_km=draw(st.sampled_from([None, None, *FAR_KM])) if origin else None,
        avoid=draw(st.sampled_from([(), (), (Avoid(*PLACES[1], 30.0),)])),
        waiting=draw(st.integers(0, 3)),
        promised=promise if draw(st.integers(0, 4)) == 0 else None,
    )


@st.composite
def problems(draw: st.DrawFn, most: int = 3) -> Problem:
    """A whole instance, with a pair to be kept apart now and then."""
    nights = draw(st.integers(3, 5))
    homes = draw(sites())
    rooms = draw(spaces(homes, nights))
    asked = tuple(draw(requests(rooms, nights, at)) for at in range(draw(st.integers(1, most))))
    apart = (("q0", "q1"),) if len(asked) > 1 and draw(st.booleans()) else ()
    return Problem(nights, homes, rooms, asked, apart)


@st.composite
def listed_problems(draw: st.DrawFn, most: int = 3) -> Problem:
    """An instance that lists its candidates: beds and costs are of the pair, and attributes are not looked at."""
    problem = draw(problems(most))
    pairs = []
    for request in problem.requests:
        for space in problem.spaces:
            if draw(st.integers(0, 4)):
                beds, cost = draw(st.integers(1, 3)), (draw(st.integers(0, 4)), draw(st.integers(0, 9)))
                pairs.append(Candidate(request.id, space.id, beds, cost))
    return replace(problem, candidates=tuple(pairs))


class Everything:
    """Tries every plan of a problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.sites = {site.id: site for site in problem.sites}
        self.spaces = {space.id: space for space in problem.spaces}
        offers = [self.offers(space) for space in problem.spaces]
        counts = {name: sum(name in offer for offer in offers) for name in ATTRIBUTES}
        self.listed = {(pair.request, pair.space): pair for pair in problem.candidates or ()}
        self.rare = {name for name, count in counts.items() if 10 * count <= len(offers)}

    def offers(self, space: Space) -> frozenset[str]:
        """What a room has, by itself or through its house."""
        return space.attributes | self.sites[space.site].attributes

    def best(self) -> tuple[int, ...]:
        """The best values that any plan reaches, with maximised levels negated."""
        return min(self.value(chosen) for chosen in self.plans())

    def fairest(self) -> list[str]:
        """Who has a place in the best plan that places those first in turn."""
        requests = self.problem.requests
        turn = [(request.tier, -request.waiting, request.lot) for request in requests]
        turns = sorted(range(len(requests)), key=turn.__getitem__)
        best = min(self.plans(), key=lambda chosen: (self.value(chosen), [at not in chosen for at in turns]))
        return sorted(requests[at].id for at in best)

    def plans(self) -> Iterator[dict[int, Stay]]:
        """Every plan there is."""
        stays = [[None, *self.stays(request)] for request in self.problem.requests]
        return self._completed(stays, {})

    def _completed(self, stays: list[list[Stay | None]], chosen: dict[int, Stay]) -> Iterator[dict[int, Stay]]:
        at = len(self.problem.requests) - len(stays)
        if not stays:
            yield chosen
            return
        for stay in stays[0]:
            if stay is None:
                yield from self._completed(stays[1:], chosen)
            elif self.fits(at, stay, chosen):
                yield from self._completed(stays[1:], chosen | {at: stay})

    def stays(self, request: Request) -> Iterator[Stay]:
        """Every stay that the rules about one party allow."""
        for space in self.problem.spaces:
            if not self.allowed(request, space):
                continue
            longest = self.sites[space.site].max_nights or request.nights
            for first in range(request.start[0], request.start[1] + 1):
                for nights in range(request.fewest, min(request.nights, longest, self.problem.nights - first) + 1):
                    yield space.id, first, nights

    def allowed(self, request: Request, space: Space) -> bool:
        """Whether the rules about one party and one room let it in."""
        if self.problem.candidates is not None:
            return (request.id, space.id) in self.listed
        offers, site = self.offers(space), self.sites[space.site]
        near = any(geodesic((zone.lat, zone.lon), (site.lat, site.lon)).km <= zone.km for zone in request.avoid)
        far = request.origin is not None and request.max_km is not None
        far = far and geodesic(request.origin, (site.lat, site.lon)).km > request.max_km
        kept = space.kept_for_tier is None or request.tier <= space.kept_for_tier
        return kept and not near and not far and request.requires <= offers and not request.refuses & offers

    def fits(self, at: int, stay: Stay, chosen: dict[int, Stay]) -> bool:
        """Whether a stay goes with the others on each of its nights."""
        space, first, nights = stay
        return all(self._fits_on(at, self.spaces[space], night, chosen) for night in range(first, first + nights))

    def _fits_on(self, at: int, space: Space, night: int, chosen: dict[int, Stay]) -> bool:
        request = self.problem.requests[at]
        here = [entry for entry in space.taken if entry[0] <= night < entry[1] and entry[2]]
        sleepers = [(entry[2], entry[3] if len(entry) > 3 else None) for entry in here]
        for other, (room, first, nights) in chosen.items():
            if first <= night < first + nights:
                party = self.problem.requests[other]
                pair = {request.id, party.id}
                same_site = self.spaces[room].site == space.site
                if same_site and any(pair == set(apart) for apart in self.problem.apart):
                    return False
                if room == space.id:
                    sleepers.append((self.beds(party, space), party.class_))
        if sum(beds for beds, _ in sleepers) + self.beds(request, space) > space.beds:
            return False
        if space.sharing == Sharing.ONE_PARTY:
            return not sleepers
        return space.sharing == Sharing.BEDS or all(class_ == request.class_ for _, class_ in sleepers)

    def beds(self, request: Request, space: Space) -> int:
        """Beds that a party takes in a room."""
        pair = self.listed.get((request.id, space.id))
        return pair.beds if pair else request.beds

    def value(self, chosen: dict[int, Stay]) -> tuple[int, ...]:
        """The levels of a plan, with maximised levels negated."""
        levels = [0] * 8
        for at, (room, first, nights) in chosen.items():
            request, space = self.problem.requests[at], self.spaces[room]
            offers = self.offers(space)
            levels[request.tier - 1] -= 1
            levels[4] -= request.promised == Pin(room, first, nights)
            levels[5] += request.nights - nights
            points, km = self.cost(request, space)
            levels[5] += points
            levels[6] += km
            levels[7] += len(offers & self.rare - request.requires - request.prefers.keys())
            levels[7] += space.beds - self.beds(request, space) if space.sharing == Sharing.ONE_PARTY else 0
        return tuple(levels)

    def cost(self, request: Request, space: Space) -> tuple[int, int]:
        """Points, without those of nights cut, and kilometres."""
        if self.problem.candidates is not None:
            return self.listed[request.id, space.id].cost
        site, offers = self.sites[space.site], self.offers(space)
        points = sum(worth for name, worth in request.prefers.items() if name not in offers)
        return points, rounded_km(*request.origin, *site.point) if request.origin else 0
