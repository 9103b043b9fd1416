"""What an emergency is: its reason and term, the steps skipped in it, and the houses that said yes beforehand."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid4

from sqlmodel import Field

from shelters.database.row import Row, moment
from shelters.errors import N_
from shelters.sealing.column import SealedColumn
from shelters.sealing.envelope import Sealed


class EmergencyReason(StrEnum):
    """Why a committee cannot wait for people."""

    ATTACK = "attack"
    DISASTER = "disaster"
    MANY = "many"
    UNREACHABLE = "unreachable"
    OTHER = "other"


REASONS: Final[dict[EmergencyReason, str]] = {
    EmergencyReason.ATTACK: N_("Hay un ataque o una amenaza en curso"),
    EmergencyReason.DISASTER: N_("Hay un desastre o un cierre de caminos"),
    EmergencyReason.MANY: N_("Llegan muchas a la vez"),
    EmergencyReason.UNREACHABLE: N_("No se puede contactar a las casas"),
    EmergencyReason.OTHER: N_("Otra razón"),
}


class SkippedStep(StrEnum):
    """What can be skipped; whatever is not here is never skipped."""

    HOST_ANSWER = "host_answer"


STEPS: Final[dict[SkippedStep, str]] = {
    SkippedStep.HOST_ANSWER: N_("No se esperó la respuesta de la casa, que dijo que sí de antemano")
}


class Emergency(Row, table=True):
    """A committee's emergency mode, from its opening until its term or until it is closed."""

    __tablename__ = "emergency"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    network_id: UUID
    reason: str
    opened_by: UUID | None = None
    opened_at: datetime = moment()
    until: datetime = moment()
    closed_at: datetime | None = moment(default=None)


class Skip(Row, table=True):
    """A step that was skipped, with the reason, until somebody else has reviewed it."""

    __tablename__ = "skip"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    emergency_id: UUID
    network_id: UUID
    step: str
    reason: str
    request_id: UUID
    code: str
    skipped_by: UUID | None = None
    skipped_at: datetime = moment()
    reviewed_by: UUID | None = None
    reviewed_at: datetime | None = moment(default=None)
    # What whoever reviewed it found, sealed under the key of the case that it is about.
    review: Sealed | None = Field(default=None, sa_type=SealedColumn)


class EmergencyYes(Row, table=True):
    """A house whose hosts said yes beforehand to whoever comes in an emergency."""

    __tablename__ = "emergency_yes"

    house_id: UUID = Field(primary_key=True)
    network_id: UUID
    said_by: UUID | None = None
    said_at: datetime = moment()
