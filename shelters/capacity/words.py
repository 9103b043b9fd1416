"""The closed vocabularies of a house: kinds, settings, nights, safety, sharing, and what a house or room offers."""

from __future__ import annotations

from enum import StrEnum


class HouseKind(StrEnum):
    """What kind of place a house is."""

    SHELTER = "shelter"
    SAFE_HOUSE = "safe_house"
    EMERGENCY_HOUSE = "emergency_house"
    HALFWAY_HOUSE = "halfway_house"
    SELF_CARE_CENTRE = "self_care_centre"
    HOSTEL = "hostel"


class Setting(StrEnum):
    """Where a house stands: cities are foreign to many."""

    RURAL = "rural"
    TOWN = "town"
    CITY = "city"


class OpenTo(StrEnum):
    """Whose requests a house takes."""

    NETWORK = "network"
    REGION = "region"


class NightState(StrEnum):
    """What a night of a bed, or of a room taken whole, is."""

    FREE = "free"
    KEPT = "kept"
    STAY = "stay"
    HOLD = "hold"
    TURNAROUND = "turnaround"
    CLOSURE = "closure"
    REST = "rest"
    COLLECTIVE = "collective"
    UNCONFIRMED = "unconfirmed"
    FROZEN = "frozen"
    OUT_OF_SEASON = "out_of_season"


class Safety(StrEnum):
    """A place's own safety, which changes."""

    NORMAL = "normal"
    WATCHED = "watched"
    EXPOSED = "exposed"
    CLOSED = "closed"


class Sharing(StrEnum):
    """By whom a room may be shared."""

    ONE_PARTY = "one_party"
    BEDS = "beds"
    ONE_CLASS = "one_class"


class BedKind(StrEnum):
    """What kind of place to sleep a bed is."""

    SINGLE = "single"
    DOUBLE = "double"
    BUNK = "bunk"
    COT = "cot"
    MATTRESS = "mattress"


class ClosureReason(StrEnum):
    """Why nights are closed."""

    REST = "rest"
    REPAIR = "repair"
    HEALTH_OR_STAFF = "health_or_staff"
    SEASON = "season"
    SAFETY = "safety"
    OTHER = "other"


class OccupancyKind(StrEnum):
    """What takes a bed on a night."""

    HOLD = "hold"
    STAY = "stay"
    CLOSURE = "closure"
    TURNAROUND = "turnaround"
    COLLECTIVE = "collective"


class Offer(StrEnum):
    """What a house or a room offers, and so what a party can need."""

    STEP_FREE = "step_free"
    WHEELCHAIR = "wheelchair"
    ADAPTED_BATHROOM = "adapted_bathroom"
    GROUND_FLOOR = "ground_floor"
    COT = "cot"
    SCHOOL_NEAR = "school_near"
    PLAY_SPACE = "play_space"
    OWN_KITCHEN = "own_kitchen"
    VEGETARIAN_FOOD = "vegetarian_food"
    CEREMONY_SPACE = "ceremony_space"
    LAND_AND_GARDEN = "land_and_garden"
    COMMUNITY_NEAR = "community_near"
    TRADITIONAL_HEALING = "traditional_healing"
    PSYCHOSOCIAL_CARE = "psychosocial_care"
    HEALTH_CARE_NEAR = "health_care_near"
    REFRIGERATED_MEDICINE = "refrigerated_medicine"
    QUIET_ROOM = "quiet_room"
    PRIVATE_BATHROOM = "private_bathroom"
    SIGN_LANGUAGE = "sign_language"
    LGBTQ_AFFIRMING = "lgbtq_affirming"
    WOMEN_ONLY = "women_only"
    INTERNET = "internet"


# Languages of the region by ISO 639-3; Spanish is spoken in every house and is not listed as an offer.
LANGUAGES = (
    "cab",
    "cak",
    "gym",
    "bzd",
    "eng",
    "kek",
    "mam",
    "miq",
    "mxv",
    "nch",
    "nhn",
    "quc",
    "tzh",
    "tzo",
    "yan",
    "yua",
    "zap",
)
