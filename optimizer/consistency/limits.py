"""What a single number or name may be."""

import math

from optimizer.errors import InstanceError

MOST_NIGHTS = 3660
ANY_NIGHTS = 10**9
MOST_BEDS = 100_000
MOST_POINTS = 1_000_000
MOST_TIERS = 4
MOST_CANDIDATES_EACH = 100_000
MOST_IDS = 1_000_000
MOST_TOLD = 10**18
HUGE = 1e18


def whole(value: object, least: int, most: int, path: str) -> None:
    """Refuse what is not a whole number between two limits."""
    if type(value) is not int:
        raise InstanceError("must be a whole number", path)
    if not least <= value <= most:
        given = f"not {value}" if abs(value) < MOST_TOLD else "and this is much more"
        raise InstanceError(f"must be between {least} and {most}, {given}", path)


def finite(value: object, least: float, most: float, path: str) -> None:
    """Refuse what is not a finite number between two limits."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < math.inf:
        raise InstanceError("must be a finite number", path)
    if not least <= value <= most:
        raise InstanceError(
            f"must be between {least:g} and {most:g}, not {float(max(-HUGE, min(HUGE, value))):g}", path
        )


def known(name: str, names: dict[str, int], path: str) -> None:
    """Refuse the name of something that the instance does not have."""
    if name not in names:
        raise InstanceError(f"{name!r} is not defined in this instance; define it or correct the name", path)
