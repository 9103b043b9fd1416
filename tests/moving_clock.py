"""A clock that stands where a test puts it: everything of ours asks `shelters.clock` for the time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, tzinfo
from unittest.mock import patch

from shelters import clock


class MovingClock:
    """The moment it is, until it is moved."""

    def __init__(self, moment: datetime) -> None:
        """Begin at a moment."""
        self.moment = moment

    def now(self, zone: tzinfo | None = None) -> datetime:
        """Stand in for `datetime.now`."""
        return self.moment.astimezone(zone)

    def pass_hours(self, hours: float) -> None:
        """Let time pass."""
        self.moment += timedelta(hours=hours)


@contextmanager
def moving_clock(moment: datetime) -> Iterator[MovingClock]:
    """Let the program's clock be one that is moved by hand."""
    moving = MovingClock(moment)
    with patch.object(clock, "datetime", moving):
        yield moving
