"""Read an instance: JSON text or file to ``Problem``."""

from functools import partial
from pathlib import Path
from typing import Any

from optimizer.consistency.limits import ANY_NIGHTS
from optimizer.errors import InstanceError
from optimizer.instance.fields import Fields, integer, many, names, number, text, truth, whole_points
from optimizer.instance.plans import plan_from
from optimizer.instance.sources import FORMAT, parsed
from optimizer.problem import Avoid, Candidate, Pin, Problem, Request, Sharing, Site, Space, Taken


def read(source: str | Path) -> Problem:
    """Read an instance from a file, or from text that begins with a brace.

    Parameters
    ----------
    source
        The path of a file, or the JSON text itself.

    Returns
    -------
    Problem
        The instance, checked.

    Raises
    ------
    InstanceError
        With the line and the field, and what would be right.
    """
    return parsed(source, _problem)


def _problem(value: Any) -> Problem:
    fields = Fields(value, "")
    if fields.take("format", text) != FORMAT:
        raise InstanceError(f"must be {FORMAT!r}", "format")
    candidates = fields.maybe("candidates", many(_candidate), None)
    nights = fields.take("nights", integer)
    sites, spaces = fields.take("sites", many(_site)), fields.take("spaces", many(partial(_space, nights)))
    requests = fields.take("requests", many(partial(_request, nights)))
    apart = fields.maybe("apart", many(_pair), None) or ()
    fields.maybe("plan", plan_from, None)
    fields.ignore("name", "comment", "source")
    fields.end()
    return Problem(nights, sites, spaces, requests, apart, candidates)


def _site(value: Any, path: str) -> Site:
    fields = Fields(value, path)
    site = Site(
        id=fields.take("id", text),
        lat=fields.maybe("lat", number, None),
        lon=fields.maybe("lon", number, None),
        attributes=fields.maybe("attributes", names, frozenset()),
        max_nights=fields.maybe("max_nights", integer, None),
    )
    fields.end()
    return site


def _space(nights: int, value: Any, path: str) -> Space:
    fields = Fields(value, path)
    space = Space(
        id=fields.take("id", text),
        site=fields.take("site", text),
        beds=fields.take("beds", integer),
        sharing=fields.take("sharing", _sharing),
        attributes=fields.maybe("attributes", names, frozenset()),
        taken=_inside(nights, fields.maybe("taken", many(_taken), ())),
        kept_for_tier=fields.maybe("kept_for_tier", integer, None),
    )
    fields.end()
    return space


def _sharing(value: Any, path: str) -> Sharing:
    if value not in tuple(Sharing):
        raise InstanceError(f"must be one of {', '.join(Sharing)}", path)
    return Sharing(value)


def _taken(value: Any, path: str) -> Taken:
    if not isinstance(value, list) or len(value) not in (3, 4):
        raise InstanceError("must be [first night, night after the last, beds] or the same with a class", path)
    first, end, beds = (integer(part, f"{path}[{at}]") for at, part in enumerate(value[:3]))
    class_ = next((text(part, f"{path}[3]") for part in value[3:] if part is not None), None)
    return (first, end, beds) if class_ is None else (first, end, beds, class_)


def _request(nights: int, value: Any, path: str) -> Request:
    fields = Fields(value, path)
    request = Request(
        id=fields.take("id", text),
        beds=fields.take("beds", integer),
        tier=fields.take("tier", integer),
        start=_window(nights, *fields.take("start", many(integer, 2))),
        nights=fields.take("nights", integer),
        shortest=fields.maybe("shortest", integer, None),
        class_=fields.maybe("class", text, None),
        requires=fields.maybe("requires", names, frozenset()),
        refuses=fields.maybe("refuses", names, frozenset()),
        prefers=fields.maybe("prefers", _points, {}),
        origin=fields.maybe("origin", _point, None),
        max_km=fields.maybe("max_km", number, None),
        avoid=fields.maybe("avoid", many(_avoid), ()),
        waiting=fields.maybe("waiting", _shortened, 0.0),
        lot=fields.maybe("lot", integer, 0),
        pinned=fields.maybe("pinned", _pin, None),
        promised=fields.maybe("promised", _pin, None),
        splittable=fields.maybe("split", truth, False),
    )
    fields.end()
    return request


def _inside(nights: int, taken: tuple[Taken, ...]) -> tuple[Taken, ...]:
    """Cut off what is taken after the last night that is decided."""
    return tuple((first, min(end, nights), *rest) for first, end, *rest in taken if not nights <= first < end)


def _window(nights: int, earliest: int, latest: int) -> tuple[int, int]:
    """Cut off the nights after the last that is decided, where any are left."""
    usual = earliest <= latest <= ANY_NIGHTS
    return earliest, max(earliest, min(latest, nights - 1)) if usual else latest


def _shortened(value: Any, path: str) -> float:
    """Accept a number, and keep it as a whole one where it is."""
    given = number(value, path)
    return int(given) if given.is_integer() else given


def _two(parts: tuple[int, ...]) -> tuple[int, int]:
    return parts[0], parts[1]


def _points(value: Any, path: str) -> dict[str, int]:
    fields = Fields(value, path)
    return {name: fields.take(name, whole_points) for name in value}


def _point(value: Any, path: str) -> tuple[float, float]:
    lat, lon = many(number, 2)(value, path)
    return lat, lon


def _avoid(value: Any, path: str) -> Avoid:
    fields = Fields(value, path)
    zone = Avoid(*(fields.take(name, number) for name in ("lat", "lon", "km")))
    fields.end()
    return zone


def _pin(value: Any, path: str) -> Pin:
    fields = Fields(value, path)
    pin = Pin(fields.take("space", text), fields.take("first", integer), fields.take("nights", integer))
    fields.end()
    return pin


def _pair(value: Any, path: str) -> tuple[str, str]:
    one, other = many(text, 2)(value, path)
    return one, other


def _candidate(value: Any, path: str) -> Candidate:
    fields = Fields(value, path)
    candidate = Candidate(
        request=fields.take("request", text),
        space=fields.take("space", text),
        beds=fields.take("beds", integer),
        cost=_two(fields.maybe("cost", many(whole_points, 2), (0, 0))),
    )
    fields.end()
    return candidate
