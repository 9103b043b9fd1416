"""Where somebody wants to be told that something waits for her, and when that is looked at next."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from shelters.database.row import Row, moment
from shelters.sealing.column import DataKeyColumn, SealedColumn
from shelters.sealing.envelope import Place, Sealed


class NoticeAddress(Row, table=True):
    """A person's address for notices, sealed; nobody but she and the server finds the row."""

    __tablename__ = "notice_address"

    person_id: UUID = Field(primary_key=True)
    network_id: UUID
    data_key: Sealed = Field(sa_type=DataKeyColumn("person_id", "network_id"))
    address: Sealed = Field(sa_type=SealedColumn)
    # Drawn by chance, for each person apart: when a notice goes says little of when something happened.
    look_at: datetime = moment()
    sent_at: datetime | None = moment(default=None)

    def place(self, column: str) -> Place:
        """Say where what is sealed in a column belongs."""
        return Place(self.__tablename__, column, self.person_id, self.network_id)
