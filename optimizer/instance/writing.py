"""Write an instance: ``Problem`` to JSON text, the same bytes for the same problem."""

import json
from typing import Any

from optimizer.instance.sources import FORMAT
from optimizer.problem import Candidate, Pin, Problem, Request, Site, Space


def write(problem: Problem) -> str:
    """Write an instance as JSON, one site, space or request to a line.

    Parameters
    ----------
    problem
        The instance.

    Returns
    -------
    str
        ``abrigo-instance/1``; the same bytes for the same problem, and `read` gives it back.
    """
    parts: list[tuple[str, list[Any]]] = [
        ("sites", [_site(site) for site in problem.sites]),
        ("spaces", [_space(space) for space in problem.spaces]),
        ("requests", [_request(request) for request in problem.requests]),
    ]
    if problem.apart:
        parts.append(("apart", [list(pair) for pair in problem.apart]))
    if problem.candidates is not None:
        parts.append(("candidates", [_candidate(candidate) for candidate in problem.candidates]))
    lists = [f'"{name}": {lines(entries)}' for name, entries in parts]
    return ",\n".join([f'{{"format": "{FORMAT}"', f'"nights": {problem.nights}', *lists]) + "\n}\n"


def lines(entries: list[Any]) -> str:
    """Write a list with each entry on its own line."""
    return "[" + ",".join(f"\n  {json.dumps(entry, ensure_ascii=False)}" for entry in entries) + "]"


def _given(**values: Any) -> dict[str, Any]:
    """Leave out what says nothing. A limit of zero kilometres says much, though Python calls it equal to false."""
    silent = {name for name, value in values.items() if value is None or value is False or value in ([], {})}
    return {name.rstrip("_"): value for name, value in values.items() if name not in silent}


def _site(site: Site) -> dict[str, Any]:
    rest = _given(lat=site.lat, lon=site.lon, attributes=sorted(site.attributes), max_nights=site.max_nights)
    return {"id": site.id} | rest


def _space(space: Space) -> dict[str, Any]:
    room = {"id": space.id, "site": space.site, "beds": space.beds, "sharing": str(space.sharing)}
    taken = [[part for part in entry if part is not None] for entry in space.taken]
    return room | _given(attributes=sorted(space.attributes), taken=taken, kept_for_tier=space.kept_for_tier)


def _request(request: Request) -> dict[str, Any]:
    party = {
        "id": request.id,
        "beds": request.beds,
        "tier": request.tier,
        "start": list(request.start),
        "nights": request.nights,
    }
    return party | _given(
        shortest=request.shortest,
        class_=request.class_,
        requires=sorted(request.requires),
        refuses=sorted(request.refuses),
        prefers=dict(sorted(request.prefers.items())),
        origin=list(request.origin) if request.origin else None,
        max_km=request.max_km,
        avoid=[{"lat": zone.lat, "lon": zone.lon, "km": zone.km} for zone in request.avoid],
        waiting=request.waiting or None,
        lot=request.lot or None,
        pinned=_pin(request.pinned),
        promised=_pin(request.promised),
        split=request.splittable,
    )


def _pin(pin: Pin | None) -> dict[str, Any] | None:
    return None if pin is None else {"space": pin.space, "first": pin.first, "nights": pin.nights}


def _candidate(candidate: Candidate) -> dict[str, Any]:
    return {
        "request": candidate.request,
        "space": candidate.space,
        "beds": candidate.beds,
        "cost": list(candidate.cost),
    }
