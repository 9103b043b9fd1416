"""The interval of a what-if holds what another year brings; the figures of all hundred worlds are of `make worlds`."""

from __future__ import annotations

import pytest

from shelters.planning.replays import Figure
from tests.worlds.__main__ import covering
from tests.worlds.covering import World, world


@pytest.fixture(scope="module")
def worlds() -> list[World]:
    return [world(seed, futures=15) for seed in (1, 1, 4)]


def test_the_loss_of_another_year_lies_in_the_interval(worlds: list[World]) -> None:
    one, again, other = worlds
    assert one.covers()
    assert other.covers()
    assert one.lost < 0 > other.lost
    assert one == again != other, "a seed is a world"


def test_an_interval_that_is_too_narrow_is_seen() -> None:
    one = World(Figure(-10, -16, -4), first_draw=-9, lost=-15)
    assert (one.covers(), one.covers(0.5), one.first_covers) == (True, False, False)
    assert covering([one] * 20)[1]
    assert not covering([World(Figure(-10, -16, -4), -9, lost=-17)] * 20)[1]
    assert not covering([World(Figure(-10, -16, -4), -9, lost=-10)] * 20)[1], "a control that does is no control"
