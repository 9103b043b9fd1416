"""What a house is: drafts that validate, and rows that are built from drafts only."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from pydantic import Field as Bound
from pydantic import StringConstraints, model_validator
from sqlalchemy import BigInteger, Column, Identity
from sqlalchemy.dialects.postgresql import DATERANGE, Range
from sqlmodel import Field

from shelters.capacity.words import (
    LANGUAGES,
    BedKind,
    HouseKind,
    Offer,
    OpenTo,
    Safety,
    Setting,
    Sharing,
)
from shelters.clock import today
from shelters.database.row import Row, moment
from shelters.drafts import Draft, Line, Text
from shelters.errors import N_, InvalidInputError
from shelters.places import clock_of
from shelters.sealing.column import DataKeyColumn, SealedColumn
from shelters.sealing.envelope import Sealed

Language = Annotated[str, StringConstraints(pattern="^(" + "|".join(LANGUAGES) + ")$")]


class HouseRules(Draft):
    """Who may live in a house; `sons_up_to` is the oldest age of sons in years, inclusive."""

    children: bool = True
    sons_up_to: int = Bound(17, ge=0, le=17)
    men: bool = False
    trans_women: bool = True
    pets: bool = False


class HouseProfile(Draft):
    """What a house offers and who may live there: sealed by tier 1."""

    offers: frozenset[Offer] = frozenset()
    languages: frozenset[Language] = frozenset()
    rules: HouseRules = HouseRules()


class HouseAddress(Draft):
    """Where a house is and how one arrives: the most secret thing there is."""

    address: Text = ""
    access: Text = ""
    contact: Text = ""


class HouseDraft(Draft):
    """A house as staff or a host writes it."""

    code_name: Line
    kind: HouseKind
    municipality_id: Line
    setting: Setting
    open_to: OpenTo = OpenTo.NETWORK
    safety: Safety = Safety.NORMAL
    max_nights: int = Bound(60, ge=1, le=365)
    rest_nights: int = Bound(0, ge=0, le=30)
    # After so many nights with guests in a row the whole house rests; 0 where it asks for no such rest.
    load_nights: int = Bound(0, ge=0, le=365)
    load_rest: int = Bound(0, ge=0, le=60)
    confirm_days: int = Bound(7, ge=1, le=60)
    profile: HouseProfile = HouseProfile()
    address: HouseAddress = HouseAddress()

    @model_validator(mode="after")
    def _with_both_or_neither(self) -> Self:
        if bool(self.load_nights) != bool(self.load_rest):
            raise InvalidInputError(
                "load_rest", N_("Escribe las dos: cuántas noches con huéspedes y cuántas de descanso.")
            )
        return self


class BedDraft(Draft):
    """A bed: its label inside the room and its kind."""

    label: Line
    kind: BedKind = BedKind.SINGLE


class RoomDraft(Draft):
    """A room as staff or a host writes it, with its beds by label."""

    name: Line
    sharing: Sharing = Sharing.ONE_PARTY
    kept_for_tier: int | None = Bound(None, ge=1, le=4)
    # The first and the last month of its season; without them it is there all year.
    season_from: int | None = Bound(None, ge=1, le=12)
    season_to: int | None = Bound(None, ge=1, le=12)
    offers: frozenset[Offer] = frozenset()
    beds: tuple[BedDraft, ...] = Bound((), min_length=1, max_length=24)
    # Places beyond its beds, a cot or a mattress, for requests of this tier and more urgent ones.
    extra: tuple[BedDraft, ...] = Bound((), max_length=6)
    extra_for_tier: int = Bound(2, ge=1, le=4)

    @property
    def places(self) -> list[tuple[BedDraft, bool]]:
        """List its beds and after them its extra places, and say of each whether it is extra."""
        return [(bed, False) for bed in self.beds] + [(bed, True) for bed in self.extra]

    @model_validator(mode="after")
    def _with_different_beds(self) -> Self:
        labels = [bed.label for bed, _ in self.places]
        twice = next((label for label in labels if labels.count(label) > 1), None)
        if twice is not None:
            raise InvalidInputError("beds", N_("Dos camas se llaman igual: %(label)s. Cambia una."), label=twice)
        return self

    @model_validator(mode="after")
    def _with_extra_places_where_they_can_be_given(self) -> Self:
        if self.extra and self.sharing is Sharing.ONE_CLASS:
            where = N_("Los lugares extra van en una habitación de un solo grupo, o compartida cama por cama.")
            raise InvalidInputError("extra", where)
        return self

    @model_validator(mode="after")
    def _with_a_whole_season(self) -> Self:
        if (self.season_from is None) != (self.season_to is None):
            missing = "season_from" if self.season_from is None else "season_to"
            raise InvalidInputError(missing, N_("Elige los dos meses, o ninguno si está todo el año."))
        return self


class House(Row, table=True):
    """A house of a network; its profile is sealed under a data key of its own, its address to its hosts."""

    __tablename__ = "house"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    network_id: UUID
    code_name: str
    kind: str
    zone: str
    municipality_id: str
    setting: str
    open_to: str
    safety: str
    max_nights: int
    rest_nights: int
    load_nights: int = 0
    load_rest: int = 0
    confirm_days: int
    confirmed_at: datetime | None = moment(default=None)
    data_key: Sealed = Field(sa_type=DataKeyColumn("id", "network_id"))
    profile: Sealed = Field(sa_type=SealedColumn)
    version: int = 1

    @property
    def house_id(self) -> UUID:
        """Name itself, so that the policy reads a house like the things in it."""
        return self.id

    @property
    def clock(self) -> ZoneInfo:
        """Give the time zone that the house lives in."""
        return clock_of(self.municipality_id)

    @property
    def tonight(self) -> date:
        """Give the date where the house stands: its first night that is not over."""
        return today(self.clock)

    def confirmed_lately(self, moment: datetime) -> bool:
        """Say whether the host's word is younger than the house's own term."""
        return self.confirmed_at is not None and (moment - self.confirmed_at).days < self.confirm_days


class Room(Row, table=True):
    """A room of a house; what it offers is sealed with the house's data key."""

    __tablename__ = "room"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    network_id: UUID
    house_id: UUID
    name: str
    sharing: str
    kept_for_tier: int | None = None
    season_from: int | None = None
    season_to: int | None = None
    extra_for_tier: int = 2
    offers: Sealed = Field(sa_type=SealedColumn)
    in_use: bool = True


class Bed(Row, table=True):
    """A bed of a room; its number is what the occupancy constraint compares."""

    __tablename__ = "bed"

    id: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    network_id: UUID
    house_id: UUID
    room_id: UUID
    label: str
    kind: str
    # A place beyond the beds of its room, given only where these do not suffice.
    extra: bool = False
    in_use: bool = True

    @property
    def number(self) -> int:
        """Give the number that the database gave; a bed that is not yet stored has none, and asking is a mistake."""
        if self.id is None:
            raise ValueError(self.label)
        return self.id


class Closure(Row, table=True):
    """Nights on which a room takes nobody, with the reason."""

    __tablename__ = "closure"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    network_id: UUID
    house_id: UUID
    room_id: UUID
    first: date
    until: date
    reason: str
    closed_by: UUID | None = None
    closed_at: datetime | None = moment(default=None)
    lifted_at: datetime | None = moment(default=None)
    lifted_by: UUID | None = None


class BedOccupancy(Row, table=True):
    """The bed-by-night truth: what takes a bed from the first night until (not including) the last date."""

    __tablename__ = "bed_occupancy"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    network_id: UUID
    house_id: UUID
    room_id: UUID
    bed_id: int = Field(sa_type=BigInteger)
    nights: Range[date] = Field(sa_type=DATERANGE)
    kind: str
    # Rooms for one class a night need to know whose night it is; nothing else of the party is here.
    party_class: str | None = None
    proposal_id: UUID | None = None
    stay_id: UUID | None = None
    closure_id: UUID | None = None
    # A bed of a collective stay: whose seat it is, and whether an emergency may have it while it is nobody's.
    collective_id: UUID | None = None
    seat_id: UUID | None = None
    for_emergency: bool = False
    expires_at: datetime | None = moment(default=None)
