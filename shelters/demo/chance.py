"""What is drawn from a seeded source, so that the same seed gives the same region."""

from __future__ import annotations

import math
from collections.abc import Mapping
from random import Random
from typing import TypeVar
from uuid import UUID

from shelters.requests.codes import ALPHABET, check_symbol, read_code

Thing = TypeVar("Thing")


def source(seed: int, about: str) -> Random:
    """Make a source for one part of the region: changing how rooms are drawn leaves the people as they were."""
    return Random(f"{seed}/{about}")


def drawn_id(random: Random) -> UUID:
    """Draw an id."""
    return UUID(int=random.getrandbits(128), version=4)


def drawn_code(random: Random) -> str:
    """Draw the code of a request, with its check symbol."""
    symbols = "".join(random.choices(ALPHABET, k=8))
    return read_code(symbols + check_symbol(symbols))


def weighted(random: Random, weights: Mapping[Thing, float]) -> Thing:
    """Draw one of several by weight."""
    return random.choices(list(weights), list(weights.values()))[0]


def happens(random: Random, chance: float) -> bool:
    """Say whether something of that chance happens."""
    return random.random() < chance


def shares(parts: Mapping[Thing, float], total: int) -> dict[Thing, int]:
    """Split a whole number by weights, so that the parts add up to it; the largest remainders are rounded up."""
    whole = sum(parts.values())
    exact = {name: total * part / whole for name, part in parts.items()}
    counts = {name: int(value) for name, value in exact.items()}
    order = sorted(exact, key=lambda name: counts[name] - exact[name])
    for name in order[: total - sum(counts.values())]:
        counts[name] += 1
    return counts


def dealt(random: Random, parts: Mapping[Thing, float], total: int) -> list[Thing]:
    """Deal so many cards by weight, shuffled: a small region gets its fair mix, not a lucky one."""
    cards = [thing for thing, number in shares(parts, total).items() for _ in range(number)]
    random.shuffle(cards)
    return cards


def some_of(random: Random, chances: Mapping[Thing, float]) -> list[Thing]:
    """Draw each of several with its own chance, in their order."""
    return [thing for thing, chance in chances.items() if happens(random, chance)]


def nights_about(random: Random, mean: float, least: int, most: int) -> int:
    """Draw a number of nights that is mostly below the mean and sometimes far above it."""
    spread = 0.55
    return max(least, min(most, round(random.lognormvariate(math.log(mean) - spread**2 / 2, spread))))
