"""The rows of what is told of beds and of what happened, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shelters.capacity.labels import KINDS, SHARING
from shelters.capacity.words import HouseKind, Sharing
from shelters.errors import N_
from shelters.placement.declines import DECLINES, DeclineReason
from shelters.placement.labels import REASONS
from shelters.places import ZoneGroup
from shelters.planning.counts import REST
from shelters.planning.labels import WHO
from shelters.planning.rooms import Grouped
from web.case_words import attribute
from web.language import say
from web.zone_words import zone_words

# What is joined because it counts too few, wherever that is.
OTHERS: Final = N_("Otras")


def bed_row(grouped: Grouped, row: str, zones: Mapping[str, ZoneGroup]) -> str:
    """Name what the beds of a row have in common."""
    if row == REST:
        return say(OTHERS)
    if grouped is Grouped.ZONE:
        return zone_words(zones[row])
    if grouped is Grouped.ATTRIBUTE:
        return attribute(row)
    return say(KINDS[HouseKind(row)] if grouped is Grouped.KIND else SHARING[Sharing(row)])


def decline_row(row: str) -> str:
    """Name who declined, and why."""
    if row == REST:
        return say(OTHERS)
    reason = DeclineReason(row)
    who = " / ".join(say(WHO[voice]) for voice in DECLINES[reason].voices)
    return f"{who}: {say(REASONS[reason])}"
