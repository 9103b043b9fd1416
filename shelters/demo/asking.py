"""A request as a committee of the invented region files it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from shelters.clock import REGION
from shelters.demo.chance import drawn_code, drawn_id, happens, nights_about
from shelters.demo.lands import home
from shelters.demo.needs import case
from shelters.demo.parties import collective, party
from shelters.requests.models import Nights, RequestDraft
from shelters.requests.words import Urgency

# Days until the first possible night, days that it can wait, and how long a stay is on average.
_TIMES = {
    Urgency.IMMEDIATE: ((0, 0), (0, 1), 12),
    Urgency.URGENT: ((0, 1), (1, 3), 20),
    Urgency.PLANNED: ((3, 14), (3, 10), 26),
    Urgency.PREVENTIVE: ((10, 40), (7, 30), 16),
}
_COLLECTIVE_NIGHTS = 10


@dataclass(frozen=True, slots=True)
class RequestPlan:
    """A request as it was filed, with what the system would have drawn for it."""

    id: UUID
    network: str
    filed_at: datetime
    draft: RequestDraft
    code: str
    tie: int


def draw_request(
    random: Random, filed_at: datetime, country: str, urgency: Urgency, since: datetime, zone: str | None = None
) -> RequestPlan:
    """Draw a request of a country and urgency, filed at a moment, for nights that begin after `since`."""
    together = urgency is Urgency.PREVENTIVE and happens(random, 0.3)
    members = collective(random) if together else party(random)
    nights = _nights(random, urgency, since.astimezone(REGION).date(), together=together)
    draft = RequestDraft(urgency=urgency, nights=nights, case=case(random, members, home(random, country, zone)))
    return RequestPlan(drawn_id(random), country, filed_at, draft, drawn_code(random), random.getrandbits(62))


def _nights(random: Random, urgency: Urgency, filed: date, *, together: bool) -> Nights:
    before, wait, mean = _TIMES[urgency]
    earliest = filed + timedelta(days=random.randint(*before))
    nights = _COLLECTIVE_NIGHTS if together else nights_about(random, mean, 3, 75)
    return Nights(
        earliest=earliest,
        latest=earliest + timedelta(days=random.randint(*wait)),
        nights=nights,
        shortest=nights if together else max(2, round(nights * random.uniform(0.3, 0.8))),
    )
