"""The gazetteer of municipalities and zones, and the distances between them: offline, pure, loaded once."""

from shelters.places.clocks import clock_of
from shelters.places.distances import distance_km, rounded_km
from shelters.places.gazetteer import COUNTRIES, Municipality, Zone, label, municipality, zone, zones
from shelters.places.lookup import Choices, resolve, search
from shelters.places.merging import ZoneGroup, merged_zones

__all__ = [
    "COUNTRIES",
    "Choices",
    "Municipality",
    "Zone",
    "ZoneGroup",
    "clock_of",
    "distance_km",
    "label",
    "merged_zones",
    "municipality",
    "resolve",
    "rounded_km",
    "search",
    "zone",
    "zones",
]
