"""The closed vocabularies of a request."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Urgency(IntEnum):
    """How soon a place is needed; the number is the tier in which it is placed."""

    IMMEDIATE = 1
    URGENT = 2
    PLANNED = 3
    PREVENTIVE = 4


# Hours within which each urgency is to be placed; the last two are promises of care, not clocks.
HOURS = {Urgency.IMMEDIATE: 24, Urgency.URGENT: 72, Urgency.PLANNED: 24 * 14, Urgency.PREVENTIVE: 24 * 60}


class AgeBand(StrEnum):
    """Ages are bands only."""

    AGE_0_1 = "0-1"
    AGE_2_5 = "2-5"
    AGE_6_11 = "6-11"
    AGE_12_17 = "12-17"
    AGE_18_59 = "18-59"
    AGE_60_UP = "60+"


# The oldest age in years that a band of minors holds.
OLDEST = {AgeBand.AGE_0_1: 1, AgeBand.AGE_2_5: 5, AgeBand.AGE_6_11: 11, AgeBand.AGE_12_17: 17}


class Gender(StrEnum):
    """Self-declared, with the right not to say."""

    WOMAN = "woman"
    MAN = "man"
    TRANS_WOMAN = "trans_woman"
    TRANS_MAN = "trans_man"
    NON_BINARY = "non_binary"
    NOT_SAID = "not_said"


class Relation(StrEnum):
    """To the defender."""

    SELF = "self"
    PARTNER = "partner"
    CHILD = "child"
    MINOR_IN_CARE = "minor_in_care"
    ELDER = "elder"
    COMPANION = "companion"


class NeedLevel(StrEnum):
    """Whether a place without it is no place, or only a lesser one."""

    REQUIRED = "required"
    PREFERRED = "preferred"


class AvoidKind(StrEnum):
    """How a danger is drawn: a circle, a department, a country."""

    PLACE = "place"
    ZONE = "zone"
    COUNTRY = "country"


class Borders(StrEnum):
    """Whether she can leave her country."""

    STAY = "stay"
    MAY_CROSS = "may_cross"
    NOT_KNOWN = "not_known"


class Consent(StrEnum):
    """What she agreed to: that her needs are shown to houses of her network, or of the region, or not yet."""

    REGION = "region"
    NETWORK = "network"
    NOT_YET = "not_yet"
