"""What a link is: whose house it asks about, what it asks, until when, and what came of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field

from shelters.clock import now
from shelters.database.row import Row, moment


class LinkAnswer(StrEnum):
    """What a house can say by a link: of what is free, or to a proposal."""

    CONFIRMED = "confirmed"
    CHANGED = "changed"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class LinkState(StrEnum):
    """What has become of a link."""

    OPEN = "open"
    USED = "used"
    REVOKED = "revoked"
    OVER = "over"


class HostLink(Row, table=True):
    """A link that asks one question; with a proposal it asks for its answer, without one whether what is free is right.

    The address holds a token, this row only its hash.
    """

    __tablename__ = "host_link"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    network_id: UUID
    house_id: UUID
    proposal_id: UUID | None = None
    code: str = ""
    token_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    made_by: UUID
    made_at: datetime = moment()
    until: datetime = moment()
    revoked_at: datetime | None = moment(default=None)
    used_at: datetime | None = moment(default=None)
    answer: str | None = None

    @property
    def state(self) -> LinkState:
        """Say what has become of it until now."""
        if self.used_at is not None:
            return LinkState.USED
        if self.revoked_at is not None:
            return LinkState.REVOKED
        return LinkState.OPEN if self.until > now() else LinkState.OVER
