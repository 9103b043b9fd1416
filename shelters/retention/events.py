"""What happened on the way to a place: counted from cases while they live, and kept by month when they are erased."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.clock import beginning, day_of
from shelters.placement.declines import DeclineReason
from shelters.placement.models import Proposal
from shelters.placement.states import ProposalState
from shelters.retention.models import PastEvent
from shelters.stays.models import Stay
from shelters.stays.states import StayState


class EventKind(StrEnum):
    """What can happen."""

    DECLINED = "declined"
    NOT_ANSWERED = "not_answered"
    NOT_ARRIVED = "not_arrived"
    MOVED = "moved"


_ENDS: Final = {ProposalState.DECLINED: EventKind.DECLINED, ProposalState.EXPIRED: EventKind.NOT_ANSWERED}


@dataclass(frozen=True)
class Event:
    """One of them, in its month; of a decline, the reason."""

    month: date
    kind: EventKind
    detail: str = ""


async def events_of(session: AsyncSession, requests: Collection[UUID]) -> list[Event]:
    """List what happened to some requests; the system acts."""
    return await _events(session, col(Proposal.request_id).in_(requests), col(Stay.request_id).in_(requests))


async def events_between(session: AsyncSession, first: date, until: date) -> list[Event]:
    """List what happened in these months to cases that live; the system acts."""
    start, end = beginning(first), beginning(until)
    answered = (col(Proposal.answered_at) >= start) & (col(Proposal.answered_at) < end)
    return await _events(session, answered, (col(Stay.first) >= first) & (col(Stay.first) < until))


async def erased_between(session: AsyncSession, first: date, until: date) -> list[Event]:
    """List what happened in these months to cases that are erased."""
    past = await session.scalars(select(PastEvent).where(col(PastEvent.month) >= first, col(PastEvent.month) < until))
    return [Event(event.month, EventKind(event.kind), event.detail) for event in past]


async def _events(session: AsyncSession, proposals: ColumnElement[bool], stays: ColumnElement[bool]) -> list[Event]:
    return [*await _of_proposals(session, proposals), *await _of_stays(session, stays)]


async def _of_proposals(session: AsyncSession, which: ColumnElement[bool]) -> Iterable[Event]:
    ended = select(Proposal).where(which, col(Proposal.state).in_([state.value for state in _ENDS]))
    return [
        Event(_month(day_of(at)), _ENDS[ProposalState(each.state)], _reason(each.reason))
        for each in await session.scalars(ended)
        if (at := each.answered_at) is not None
    ]


def _reason(reason: str | None) -> str:
    # That somebody was kept from somebody else is nobody's to learn, not even as a number.
    return DeclineReason.NO_CAPACITY.value if reason == DeclineReason.CO_RESIDENCE else reason or ""


async def _of_stays(session: AsyncSession, which: ColumnElement[bool]) -> Iterable[Event]:
    missed = select(col(Stay.first)).where(which, col(Stay.state) == StayState.NOT_ARRIVED.value)
    moved = select(col(Stay.first)).where(which, col(Stay.follows).is_not(None))
    return [
        Event(_month(first), kind)
        for kind, found in ((EventKind.NOT_ARRIVED, missed), (EventKind.MOVED, moved))
        for first in await session.scalars(found)
    ]


def _month(day: date) -> date:
    return day.replace(day=1)
