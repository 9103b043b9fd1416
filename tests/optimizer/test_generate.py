"""Generated instances are repeatable, consistent and as hard as they say."""

from __future__ import annotations

from collections import Counter

import pytest

from optimizer import Sharing, read, write
from optimizer.generate import SIZES, generate

COUNTS = {"small": (40, 200, 25), "national": (300, 1_500, 500), "online": (50, 180, 600)}


@pytest.mark.parametrize("size", COUNTS)
def test_a_size_has_the_sites_spaces_and_requests_that_it_names(size: str) -> None:
    problem = generate(size)
    assert (len(problem.sites), len(problem.spaces), len(problem.requests)) == COUNTS[size]
    assert problem.nights == SIZES[size].nights


@pytest.mark.parametrize("size", ["crisis-loose", "crisis-tight"])
def test_a_crisis_is_ten_times_a_national_day(size: str) -> None:
    problem = generate(size)
    assert (len(problem.sites), len(problem.spaces), len(problem.requests)) == (1_000, 5_000, 5_000)
    assert problem.nights == 90


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_instance() -> None:
    assert write(generate("small", 7)) == write(generate("small", 7))
    assert write(generate("small", 7)) != write(generate("small", 8))


def test_a_written_instance_is_read_back_the_same() -> None:
    problem = generate("national", 3)
    assert read(write(problem)) == problem


def test_a_national_day_has_every_kind_of_difficulty() -> None:
    problem = generate("national", 1)
    assert {space.sharing for space in problem.spaces} == set(Sharing)
    assert Counter(request.tier for request in problem.requests).keys() == {1, 2, 3, 4}
    assert problem.apart
    for difficulty in ("shortest", "max_km", "avoid", "refuses", "prefers", "pinned", "promised", "splittable"):
        assert any(getattr(request, difficulty) for request in problem.requests), difficulty
    assert any(space.kept_for_tier for space in problem.spaces)
    assert any(site.max_nights for site in problem.sites)


def test_a_tight_crisis_surges_within_two_weeks_on_spaces_that_are_taken() -> None:
    problem = generate("crisis-tight", 1)
    taken = [any(entry[0] == 0 for entry in space.taken) for space in problem.spaces]
    assert sum(taken) / len(taken) > 0.85
    assert max(request.start[0] for request in problem.requests) < 14
    assert min(request.nights for request in problem.requests if request.nights) >= 25


def test_begun_stays_do_not_share_a_room_with_each_other_or_with_a_booking() -> None:
    problem = generate("national", 2)
    spaces = {space.id: space for space in problem.spaces}
    pins = [request.pinned for request in problem.requests if request.pinned]
    assert len({pin.space for pin in pins}) == len(pins)
    for pin in pins:
        busy = {night for entry in spaces[pin.space].taken for night in range(entry[0], entry[1])}
        assert not busy & set(range(pin.first, pin.first + pin.nights))


def test_an_unknown_size_is_named_with_the_ones_that_exist() -> None:
    with pytest.raises(ValueError, match="'huge' is not a size; choose one of small, national"):
        generate("huge")
