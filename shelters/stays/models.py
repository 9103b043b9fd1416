"""What a stay is: nights of a party in a room, seen by exactly two networks."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlmodel import Field

from shelters.database.row import Row, moment
from shelters.stays.states import StayState


class Stay(Row, table=True):
    """A confirmed stay; the party's brief is on the proposal it came from."""

    __tablename__ = "stay"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    request_network_id: UUID
    host_network_id: UUID
    request_id: UUID
    proposal_id: UUID
    house_id: UUID
    room_id: UUID
    code: str
    # The stay in another house that it takes over from, where a house was left.
    follows: UUID | None = None
    first: date
    until: date
    state: str
    # While she travels: when somebody must have heard that she is safe.
    arrive_by: datetime | None = moment(default=None)
    # Her committee asks that she may stay until then; the house has not answered yet.
    asked_until: date | None = None
    # Since when its people would pass to another place, if that makes room for somebody.
    would_move_since: datetime | None = moment(default=None)
    arrived_at: datetime | None = moment(default=None)
    ended_at: datetime | None = moment(default=None)
    version: int = 1

    def overdue(self, moment: datetime) -> bool:
        """Say whether she should have arrived and nobody has said so."""
        return self.state == StayState.TRAVELLING and self.arrive_by is not None and self.arrive_by < moment
