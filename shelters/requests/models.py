"""What a request is: a draft that validates, and a row in which everything about the case is sealed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self
from uuid import UUID, uuid4

from pydantic import Field as Bound
from pydantic import model_validator
from sqlalchemy import BigInteger, event
from sqlmodel import Field

from shelters.capacity.models import Language
from shelters.capacity.words import Offer, Setting
from shelters.clock import now
from shelters.database.row import Row, moment
from shelters.drafts import Draft, Line, Text
from shelters.errors import N_, InvalidInputError
from shelters.requests.states import ENDED
from shelters.requests.words import AgeBand, AvoidKind, Borders, Consent, Gender, NeedLevel, Relation, Urgency
from shelters.sealing.column import DataKeyColumn, SealedColumn
from shelters.sealing.envelope import Sealed

# Days between the earliest and the latest first night: beyond this it is a new request.
LONGEST_WINDOW = 60


class Member(Draft):
    """One person of the party: never a name."""

    age: AgeBand
    gender: Gender
    relation: Relation

    @property
    def minor(self) -> bool:
        """Say whether she or he is under eighteen."""
        return self.age not in {AgeBand.AGE_18_59, AgeBand.AGE_60_UP}


class Avoid(Draft):
    """A danger: a circle round a municipality, a whole zone, or a country."""

    kind: AvoidKind
    place: Line
    km: int = Bound(0, ge=0, le=500)


class Case(Draft):
    """All that says who she is and what she fears: sealed as one."""

    party: tuple[Member, ...] = Bound(max_length=12)
    pets: bool = False
    needs: dict[Offer, NeedLevel] = Bound(default_factory=dict)
    languages: dict[Language, NeedLevel] = Bound(default_factory=dict)
    setting: Setting | None = None
    setting_level: NeedLevel = NeedLevel.PREFERRED
    private_room: NeedLevel | None = None
    origin: Line
    avoid: tuple[Avoid, ...] = Bound((), max_length=12)
    max_km: int | None = Bound(None, ge=1, le=5000)
    borders: Borders = Borders.NOT_KNOWN
    consent: Consent = Consent.NOT_YET
    note: Text = ""

    @model_validator(mode="after")
    def _has_people(self) -> Self:
        if not self.party:
            raise InvalidInputError("party", N_("Escribe al menos una persona del grupo."))
        if all(member.minor for member in self.party):
            raise InvalidInputError("party", N_("En el grupo falta una persona adulta. Agrégala."))
        return self

    @property
    def party_class(self) -> str:
        """Say whom a room for one class a night counts the party with: women with their children, or mixed."""
        women = {Gender.WOMAN, Gender.TRANS_WOMAN}
        return "women" if all(member.minor or member.gender in women for member in self.party) else "mixed"

    @property
    def beds(self) -> int:
        """Count the beds the party sleeps in: a baby shares her mother's or has a cot."""
        return max(1, sum(member.age is not AgeBand.AGE_0_1 for member in self.party))


class Nights(Draft):
    """When a place is needed: a window for the first night, and how many nights."""

    earliest: date
    latest: date
    nights: int = Bound(ge=1, le=90)
    shortest: int = Bound(ge=1, le=90)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.latest < self.earliest:
            raise InvalidInputError(
                "latest", N_("La última fecha de llegada va después de la primera. Cambia una de las dos.")
            )
        if (self.latest - self.earliest).days > LONGEST_WINDOW:
            raise InvalidInputError("latest", N_("Entre la primera y la última fecha de llegada caben 60 días."))
        if self.shortest > self.nights:
            raise InvalidInputError(
                "shortest", N_("La estancia más corta que sirve no puede pasar de las noches que pides.")
            )
        return self


class RequestDraft(Draft):
    """A request as a committee files it."""

    urgency: Urgency
    nights: Nights
    case: Case


class Request(Row, table=True):
    """A request; in the clear stand only its code, state, urgency and nights."""

    __tablename__ = "request"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    network_id: UUID
    code: str
    state: str
    urgency: int
    earliest: date
    latest: date
    nights: int
    shortest: int
    filed_at: datetime = moment()
    filed_by: UUID | None = None
    # Why it rests while it is paused: she said not now, or nobody could reach her.
    pause_reason: str | None = None
    # From this moment its network's term runs, after which it is erased.
    ended_at: datetime | None = moment(default=None)
    # Drawn once: ties are broken by waiting time, then by this, never by network.
    tie: int = Field(sa_type=BigInteger)
    data_key: Sealed = Field(sa_type=DataKeyColumn("id", "network_id"))
    case: Sealed = Field(sa_type=SealedColumn)
    version: int = 1
    # The last change of what it asks for, and who made it; nobody, where an answer to a proposal did.
    changed_at: datetime | None = moment(default=None)
    changed_by: UUID | None = None


@event.listens_for(Request.state, "set")
def _note_that_it_ended(request: Request, state: str, *_: object) -> None:
    """Note when a request ends, whoever says so; one that is opened again has not ended."""
    ended = state in ENDED
    if ended is (request.ended_at is None):
        request.ended_at = now() if ended else None
