"""What is coming: how many may ask in the next months, told once a month, beside what is known of the next weeks.

What is kept is rounded already, so that nothing small can be worked out from it: see docs/decisions/0061.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil, floor
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import Column
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col, select

from shelters.access.actor import Actor
from shelters.access.policy import Permission, require
from shelters.clock import now, today
from shelters.database.row import Row, moment
from shelters.placement.child import converse, python_module
from shelters.planning.demand import demand
from shelters.planning.ranges import month_after
from shelters.sealing.keyring import Keyring

FORECASTER: Final = python_module("shelters.planning.forecaster")
_MEGABYTES, _LONGEST = 1024, 300.0
# What was is told in tens and what is expected in fives: a hidden count of the ledger is no easier to find.
_TENS, _FIVES = 10, 5
_SHOWN_MONTHS: Final = 8


class ComingForecast(Row, table=True):
    """What was told at the beginning of a month, of nobody's network."""

    __tablename__ = "coming_forecast"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    month: date
    made_at: datetime = moment(default_factory=now)
    told: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))


@dataclass(frozen=True)
class Expected:
    """About how many, and between which numbers eight of ten should lie."""

    about: int
    low: int
    high: int

    @classmethod
    def of(cls, interval: Mapping[str, float]) -> Expected:
        """Round an interval outwards, and its middle to the nearest."""
        return cls(
            _nearest(interval["middle"], _FIVES),
            _FIVES * floor(interval["low"] / _FIVES),
            _FIVES * ceil(interval["high"] / _FIVES),
        )


@dataclass(frozen=True)
class Coming:
    """What was told, and when; `way` is the one that came nearest, `errors` how far off each was on average."""

    made_at: datetime
    way: str
    past: Sequence[tuple[date, int]]
    months: Sequence[tuple[date, Expected]]
    zones: Sequence[tuple[str, Expected]]
    needs: Sequence[tuple[str, Expected]]
    errors: Mapping[str, float]
    inside: tuple[int, int]
    inside_parts: tuple[int, int]


async def tell_when_due(session: AsyncSession, keyring: Keyring) -> bool:
    """Tell the next months once in each month, from the months that are over; say whether it was due."""
    month = today().replace(day=1)
    if await session.scalar(select(col(ComingForecast.id)).where(col(ComingForecast.month) == month)):
        return False
    told = await _told(session, keyring, month)
    row = ComingForecast(month=month, told=told)
    # Another server may have told it meanwhile: it is the same.
    await session.execute(insert(ComingForecast).values(**row.model_dump()).on_conflict_do_nothing())
    return True


async def _told(session: AsyncSession, keyring: Keyring, month: date) -> dict[str, Any]:
    asked = await demand(session, keyring, month)
    answers: list[dict[str, Any]] = []
    said = {"all": asked.counts, "parts": {"zones": asked.by_zone, "needs": asked.by_need}}
    if asked.months:
        await converse((*FORECASTER, str(_MEGABYTES)), json.dumps(said), _LONGEST, answers.append)
    if not answers or answers[0]["forecast"] is None:
        return {}
    past = list(zip(asked.months, asked.counts, strict=True))[-_SHOWN_MONTHS:]
    return _rounded(past, month, answers[0])


def _rounded(past: Sequence[tuple[date, int]], month: date, answer: dict[str, Any]) -> dict[str, Any]:
    told, parts = answer["forecast"], answer["parts"]
    months = [month_after(month, ahead) for ahead in range(len(told["months"]))]
    return {
        "way": told["way"],
        "past": [[each.isoformat(), _nearest(count, _TENS)] for each, count in past],
        "months": [[each.isoformat(), _stored(of)] for each, of in zip(months, told["months"], strict=True)],
        "errors": {way: round(error) for way, error in told["errors"].items()},
        "inside": _of(told["coverage"]),
        **{name: [[part, _stored(of)] for part, of in each["parts"].items()] for name, each in parts.items()},
        "inside_parts": [sum(pair) for pair in zip(*(_of(each["coverage"]) for each in parts.values()), strict=True)],
    }


def _stored(interval: Mapping[str, float]) -> list[int]:
    expected = Expected.of(interval)
    return [expected.about, expected.low, expected.high]


def _of(coverage: Mapping[str, int]) -> list[int]:
    return [coverage["inside"], coverage["of"]]


def _nearest(number: float, to: int) -> int:
    return to * round(number / to)


async def coming(session: AsyncSession, actor: Actor) -> Coming | None:
    """Give what was told last; nothing before it was, or where too few months are over."""
    require(actor, Permission.PLANNING_SEE)
    row = await session.scalar(select(ComingForecast).order_by(col(ComingForecast.month).desc()).limit(1))
    if row is None or not row.told:
        return None
    told = row.told
    return Coming(
        made_at=row.made_at,
        way=told["way"],
        past=[(date.fromisoformat(month), about) for month, about in told["past"]],
        months=[(date.fromisoformat(month), Expected(*expected)) for month, expected in told["months"]],
        zones=_parts(told["zones"]),
        needs=_parts(told["needs"]),
        errors=told["errors"],
        inside=(told["inside"][0], told["inside"][1]),
        inside_parts=(told["inside_parts"][0], told["inside_parts"][1]),
    )


def _parts(stored: Sequence[tuple[str, Sequence[int]]]) -> list[tuple[str, Expected]]:
    parts = [(part, Expected(*expected)) for part, expected in stored]
    return sorted(parts, key=lambda each: (-each[1].about, -each[1].high, each[0]))
