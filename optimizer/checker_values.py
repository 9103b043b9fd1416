"""What the checker asks of one value of the raw JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

Json: TypeAlias = Any
PAIR = 2
TAKEN_SIZES = (3, 4)
HUGE = 1e300
MOST_NIGHTS, MOST_BEDS, MOST_POINTS, MOST_LOT = 3660, 100_000, 10**6, 2**62
MOST = 10**9
LEVEL_NAMES = frozenset({"T1", "T2", "T3", "T4", "K", "P", "D", "S"})


@dataclass(frozen=True)
class Violation:
    """One broken rule: its code, what it is about, and what was found there."""

    code: str
    about: str
    detail: str

    def __str__(self) -> str:
        """Return the line that the command line prints."""
        return f"{self.code}: {self.about}: {self.detail}"


def is_name(value: Json) -> bool:
    """Tell whether it is a text that is not empty."""
    return isinstance(value, str) and value != ""


def is_whole(value: Json) -> bool:
    """Tell whether a number is whole, however it is written: 4 and 4.0 are the same in JSON."""
    return is_number(value) and value == int(value)


def is_count(value: Json) -> bool:
    """Tell whether it is a whole number from 0 that is not out of all measure."""
    return is_whole(value) and 0 <= value <= MOST


def is_positive(value: Json) -> bool:
    """Tell whether it is a whole number from 1 that is not out of all measure."""
    return is_whole(value) and 0 < value <= MOST


def is_beds(value: Json) -> bool:
    """Tell whether it is a number of beds that a room may have."""
    return is_count(value) and value <= MOST_BEDS


def is_party(value: Json) -> bool:
    """Tell whether it is a number of beds that a party may need."""
    return is_beds(value) and value > 0


def is_lot(value: Json) -> bool:
    """Tell whether it is a lot that can be drawn."""
    return is_whole(value) and 0 <= value <= MOST_LOT


def is_nights(value: Json) -> bool:
    """Tell whether it is a number of nights that can be gone through one by one."""
    return is_positive(value) and value <= MOST_NIGHTS


def is_number(value: Json) -> bool:
    """Tell whether it is a number, and neither infinite nor none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < HUGE


def is_amount(value: Json) -> bool:
    """Tell whether it is a number from 0."""
    return is_number(value) and 0 <= value <= MOST


def is_latitude(value: Json) -> bool:
    """Tell whether it is between the poles."""
    return is_number(value) and abs(value) <= 90  # noqa: PLR2004


def is_longitude(value: Json) -> bool:
    """Tell whether it is once round the Earth."""
    return is_number(value) and abs(value) <= 180  # noqa: PLR2004


def is_point(value: Json) -> bool:
    """Tell whether it is a latitude and a longitude in degrees."""
    return isinstance(value, list) and len(value) == PAIR and is_latitude(value[0]) and is_longitude(value[1])


def is_names(value: Json) -> bool:
    """Tell whether it is a list of names."""
    return isinstance(value, list) and all(map(is_name, value))


def is_points(value: Json) -> bool:
    """Tell whether it is an object of points by attribute."""
    if not isinstance(value, dict) or not all(map(is_count, value.values())):
        return False
    return max(value.values(), default=0) <= MOST_POINTS and sum(value.values()) <= MOST


def is_window(value: Json) -> bool:
    """Tell whether it is a first night and a last one that is no earlier."""
    return isinstance(value, list) and len(value) == PAIR and all(map(is_count, value)) and value[0] <= value[1]


def is_taken(value: Json) -> bool:
    """Tell whether it is a list of nights with beds, and perhaps a class."""
    return isinstance(value, list) and all(
        isinstance(entry, list)
        and len(entry) in TAKEN_SIZES
        and all(is_whole(part) and part >= 0 for part in entry[:3])
        and entry[0] < entry[1]
        and all(part is None or is_name(part) for part in entry[3:])
        for entry in value
    )


def is_place(value: Json) -> bool:
    """Tell whether it is a space with a first night and a number of nights."""
    return (
        isinstance(value, dict)
        and is_name(value.get("space"))
        and is_count(value.get("first"))
        and is_positive(value.get("nights"))
    )


def is_cost(value: Json) -> bool:
    """Tell whether it is points and kilometres."""
    return (
        isinstance(value, list) and len(value) == PAIR and all(is_whole(part) and abs(part) <= MOST for part in value)
    )


def is_zones(value: Json) -> bool:
    """Tell whether it is a list of circles."""
    return isinstance(value, list) and all(
        isinstance(zone, dict)
        and is_latitude(zone.get("lat"))
        and is_longitude(zone.get("lon"))
        and is_amount(zone.get("km"))
        for zone in value
    )


def is_flag(value: Json) -> bool:
    """Tell whether it is true or false."""
    return isinstance(value, bool)


def is_anything(_value: Json) -> bool:
    """Accept what nobody looks at."""
    return True


def is_tier(value: Json) -> bool:
    """Tell whether it is one of the four tiers."""
    return is_whole(value) and value in range(1, 5)


def is_sharing(value: Json) -> bool:
    """Tell whether it is one of the three ways to share."""
    return isinstance(value, str) and value in {"one_party", "beds", "one_class"}


def is_weights(value: Json) -> bool:
    """Tell whether it is an object of weights by level."""
    return isinstance(value, dict) and value.keys() <= LEVEL_NAMES and all(map(is_number, value.values()))


def settled(value: Json, depth: int = 6) -> Json:
    """Write whole numbers as such, as deep as anything is looked at: 4.0 counts no nights."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if depth and isinstance(value, dict):
        return {key: settled(part, depth - 1) for key, part in value.items()}
    if depth and isinstance(value, list):
        return [settled(part, depth - 1) for part in value]
    return value
