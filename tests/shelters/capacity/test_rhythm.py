"""The rhythm of a house: never more nights with guests in a row than it said, whatever is planned."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shelters.capacity.occupancy import Nights
from shelters.capacity.rhythm import Rhythm

DAY = date(2026, 3, 1)
rhythms = st.builds(Rhythm, most=st.integers(1, 20), rest=st.integers(1, 8))


def nights(first: int, length: int) -> Nights:
    """Name nights by number."""
    return DAY + timedelta(days=first), DAY + timedelta(days=first + length)


some_guests = st.lists(st.builds(nights, st.integers(-30, 60), st.integers(1, 10)), max_size=6)


def longest_load(guests: list[Nights], rest: int) -> int:
    """Count night by night, without joining stretches: the most nights from a first guest to a last without a rest."""
    with_guests = {day for first, until in guests for day in range(first.toordinal(), until.toordinal())}
    longest = load = gap = 0
    for day in range(min(with_guests, default=0), max(with_guests, default=0) + 1):
        gap = 0 if day in with_guests else gap + 1
        load = 0 if gap >= rest else load + 1
        longest = max(longest, load - gap)
    return longest


def keeps(rhythm: Rhythm, guests: list[Nights]) -> bool:
    """Say whether guests leave the house its rest."""
    return longest_load(guests, rhythm.rest) <= rhythm.most


@given(rhythms, some_guests, st.integers(-10, 60), st.integers(1, 25))
def test_a_stay_is_allowed_exactly_if_the_house_still_has_its_rest(
    rhythm: Rhythm, guests: list[Nights], first: int, length: int
) -> None:
    if keeps(rhythm, guests):
        stay = nights(first, length)
        assert rhythm.allows(guests, *stay) == keeps(rhythm, [*guests, stay])


@given(rhythms, some_guests, st.integers(0, 20), st.integers(0, 10))
def test_any_stay_within_an_open_stretch_is_allowed_and_the_longest_one_is_in_it(
    rhythm: Rhythm, guests: list[Nights], earliest: int, width: int
) -> None:
    if not keeps(rhythm, guests):
        return
    horizon = DAY + timedelta(days=80)
    starts = [DAY + timedelta(days=earliest + number) for number in range(width + 1)]
    stretches = rhythm.windows(guests, starts, horizon)
    for first, until in stretches:
        assert keeps(rhythm, [*guests, (first, until)])
    for start in starts:
        until = rhythm.longest(guests, start, horizon)
        assert until == start or any(first <= start and until <= end for first, end in stretches)


@given(rhythms, some_guests, st.data())
def test_whatever_several_are_given_between_the_rests_leaves_the_house_its_rest(
    rhythm: Rhythm, guests: list[Nights], data: st.DataObject
) -> None:
    if not keeps(rhythm, guests):
        return
    horizon = DAY + timedelta(days=80)
    closed = rhythm.rests(guests, DAY, horizon)
    resting = {day for first, until in closed for day in range(first.toordinal(), until.toordinal())}
    open_days = [
        DAY + timedelta(days=day) for day in range(80) if (DAY + timedelta(days=day)).toordinal() not in resting
    ]
    come = [(day, day + timedelta(days=1)) for day in data.draw(st.lists(st.sampled_from(open_days), max_size=40))]
    assert keeps(rhythm, [*guests, *come])
