"""What one piece of news holds: its kind, a code, and the id of what it leads to."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Field

from shelters.database.row import Row, moment


class News(Row, table=True):
    """News for the committee or the stewards of a network, the hosts of a house, or the regional team."""

    __tablename__ = "news"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    reader: str
    network_id: UUID | None = None
    house_id: UUID | None = None
    kind: str
    code: str
    subject_id: UUID
    told_at: datetime = moment()
    settled_at: datetime | None = moment(default=None)
    settled_by: UUID | None = None
