"""Zones in words, as those who plan read them."""

from __future__ import annotations

from shelters.places import COUNTRIES, ZoneGroup


def zone_words(group: ZoneGroup) -> str:
    """Name the zones that are shown as one, and their country."""
    return group.name if group.whole_country else f"{group.name}, {COUNTRIES[group.country]}"
