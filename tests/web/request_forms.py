"""The form of a request as a person fills it in, and as it comes back to her."""

from __future__ import annotations

from datetime import timedelta

import httpx2

from shelters.clock import today
from tests.web.conftest import fields_of, parsed

Fields = dict[str, str | list[str]]


def day(name: str, days: int = 0) -> Fields:
    """Type a date so many days from today."""
    when = today() + timedelta(days=days)
    return {f"{name}-day": str(when.day), f"{name}-month": str(when.month), f"{name}-year": str(when.year)}


def member(row: int, age: str = "18-59", gender: str = "woman", relation: str = "self") -> Fields:
    """Choose who a person of the party is."""
    return {f"age-{row}": age, f"gender-{row}": gender, f"relation-{row}": relation}


def typed(**changes: str | list[str]) -> Fields:
    """Fill in the whole form."""
    return {
        "urgency": "1",
        **day("earliest"),
        **day("latest", 2),
        "nights": "5",
        "shortest": "3",
        **member(0),
        "pets": "yes",
        "origin": "Tlaxiaco, Oaxaca",
        "avoid-0": "Puebla, Puebla",
        "avoid_km-0": "40",
        "avoid_zone": "MX-GRO",
        "avoid_country": ["GT", "HN"],
        "max_km": "900",
        "borders": "may_cross",
        "need": ["step_free", "cot"],
        "prefer": "land_and_garden",
        "language_required": "mxv",
        "language_preferred": "nhn",
        "setting": "rural",
        "setting_level": "required",
        "private_room": "preferred",
        "consent": "region",
        "note": "Prefiere llegar de día.\nPregunta por la clave.",
        **changes,
    }


def kept(answer: httpx2.Response, action: str) -> Fields:
    """Take what stands in the form again, without what the page writes by itself."""
    fields = fields_of(parsed(answer), action)
    own = {"csrf", "once", "version", "people", "places", "page", "unfinished", "changing"}
    # A choice that was left open is no answer.
    return {name: _one(value) for name, value in fields.items() if name not in own and _one(value)}


def _one(value: str | list[str]) -> str | list[str]:
    values = [each for each in ([value] if isinstance(value, str) else value) if each]
    return values[0] if len(values) == 1 else values


def words_of(answer: httpx2.Response) -> str:
    """Read what the error summary says, each line of which leads to a field that is there."""
    page = parsed(answer)
    summary = page.select_one(".errors")
    assert summary is not None
    for link in summary.select("a"):
        assert page.find(id=str(link["href"]).removeprefix("#")), link["href"]
    return summary.get_text(" ", strip=True)
