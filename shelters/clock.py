"""What time it is, and which night tonight is."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

# Every country of the region but the north-west and the south-east of Mexico keeps UTC-6 all year.
REGION = ZoneInfo("America/Guatemala")


def now() -> datetime:
    """Give the moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Give the date in the region, which is also the night that begins this evening."""
    return now().astimezone(REGION).date()
