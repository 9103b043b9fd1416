"""What time it is, and which night tonight is: in the region, or where a house stands."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

# Every country of the region but the north-west and the south-east of Mexico keeps UTC-6 all year.
REGION = ZoneInfo("America/Guatemala")
# Where a day ends last: no house of the region stands further west.
_WESTERNMOST = ZoneInfo("America/Tijuana")


def now() -> datetime:
    """Give the moment, in UTC."""
    return datetime.now(UTC)


def today(zone: ZoneInfo = REGION) -> date:
    """Give the date in the region, or in a zone, which is also the night that begins this evening."""
    return now().astimezone(zone).date()


def day_of(moment: datetime) -> date:
    """Give the date in the region at a moment."""
    return moment.astimezone(REGION).date()


def beginning(day: date) -> datetime:
    """Give the moment at which a day begins in the region."""
    return datetime.combine(day, time(), REGION)


def today_somewhere() -> date:
    """Give the earliest date that is still today for some house: what nobody knows the house of is not over before."""
    return today(_WESTERNMOST)
