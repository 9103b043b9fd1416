"""A check as it is kept: when it was, when the next is due, and under the house's key what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from pydantic import TypeAdapter
from sqlmodel import Field

from shelters.capacity.models import House
from shelters.conditions.points import Point
from shelters.database.row import Row, moment
from shelters.drafts import Draft
from shelters.sealing.column import SealedColumn
from shelters.sealing.envelope import Place, Sealed, seal, unseal


class Finding(Draft):
    """What was found of a point: if it is so, or has no place, by when it will be, and since when."""

    met: bool | None
    by: date | None = None
    mended: date | None = None

    def open_on(self, day: date) -> bool:
        """Say whether it was still to be mended on a day."""
        return self.met is False and (self.mended is None or self.mended > day)


Findings = Mapping[Point, Finding]
_FINDINGS: TypeAdapter[dict[Point, Finding]] = TypeAdapter(dict[Point, Finding])


class HouseCheck(Row, table=True):
    """A check of a house; that there was one stands in the clear, what it found is sealed with the house's data key."""

    __tablename__ = "house_check"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    network_id: UUID
    house_id: UUID
    version: int
    checked_at: datetime = moment()
    checked_by: UUID | None = None
    due_on: date
    findings: Sealed = Field(sa_type=SealedColumn)
    told_at: datetime | None = moment(default=None)


@dataclass(frozen=True)
class Checked:
    """A check with what it found."""

    check: HouseCheck
    findings: Findings

    def open_on(self, day: date) -> list[tuple[Point, Finding]]:
        """List what was still to be mended on a day, what is due first at the top."""
        waiting = [(point, finding) for point, finding in self.findings.items() if finding.open_on(day)]
        return sorted(waiting, key=lambda pair: pair[1].by or date.max)


def seal_findings(key: bytes, check_id: UUID, house: House, findings: Findings) -> Sealed:
    """Seal what was found; the seal's length does not tell how much is open."""
    return seal(key, _FINDINGS.dump_python(dict(findings), mode="json"), _place(check_id, house.network_id))


def opened(key: bytes, check: HouseCheck) -> Checked:
    """Open what a check found."""
    found = unseal(key, check.findings, _place(check.id, check.network_id))
    return Checked(check, _FINDINGS.validate_python(found))


def _place(check_id: UUID, network_id: UUID) -> Place:
    return Place("house_check", "findings", check_id, network_id)
