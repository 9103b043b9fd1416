"""Invented checks of the houses' conditions: most twice a year, some late, and most of what is amiss mended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Final

from shelters.capacity.contents import house_key
from shelters.capacity.models import House
from shelters.clock import day_of
from shelters.conditions.commands import EVERY
from shelters.conditions.models import Finding, HouseCheck, seal_findings
from shelters.conditions.points import VERSION, Point
from shelters.demo.chance import drawn_id, happens
from shelters.sealing.keyring import Keyring

_CHECKED: Final = 0.9
_AMISS: Final[Mapping[Point, float]] = {Point.FIRE: 0.3, Point.ACCESS: 0.2, Point.LIGHTING: 0.2}
_AMISS_ELSE: Final = 0.04
_MENDED: Final = 0.8


def check_rows(random: Random, keyring: Keyring, houses: Iterable[House], at: datetime) -> Iterator[HouseCheck]:
    """Draw for most houses a check about every half year, up to some day before this moment."""
    for house in houses:
        if happens(random, _CHECKED):
            key, moment = house_key(keyring, house), at - timedelta(days=random.randrange(1, 260))
            for number in range(random.randrange(1, 4)):
                yield _check(random, key, house, moment - number * EVERY, at)


def _check(random: Random, key: bytes, house: House, moment: datetime, at: datetime) -> HouseCheck:
    check_id = drawn_id(random)
    findings = {point: _finding(random, point, moment, at) for point in Point}
    return HouseCheck(
        id=check_id,
        network_id=house.network_id,
        house_id=house.id,
        version=VERSION,
        checked_at=moment,
        due_on=day_of(moment) + EVERY,
        findings=seal_findings(key, check_id, house, findings),
    )


def _finding(random: Random, point: Point, moment: datetime, at: datetime) -> Finding:
    if not happens(random, _AMISS.get(point, _AMISS_ELSE)):
        return Finding(met=True)
    mended = day_of(moment) + timedelta(days=random.randrange(2, 60))
    return Finding(
        met=False,
        by=day_of(moment) + timedelta(days=30),
        mended=mended if mended <= day_of(at) and happens(random, _MENDED) else None,
    )
