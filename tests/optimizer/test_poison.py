"""Whatever a file holds, reading it gives an instance or one clear error, and never anything else."""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimizer import InstanceError, Pin, Problem, Request, Site, Space, read, read_plan, solve
from optimizer.checker import check
from tests.optimizer.test_instance import GOOD

many = settings(max_examples=1500, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
WHOLE: dict[str, Any] = GOOD | {
    "candidates": [{"request": "ana", "space": "uno", "beds": 2, "cost": [3, 4]}],
    "requests": [
        GOOD["requests"][0]
        | {
            "class": "w",
            "refuses": ["urban"],
            "origin": [14.6, -90.5],
            "max_km": 80.5,
            "avoid": [{"lat": 14.0, "lon": -90.0, "km": 9}],
            "waiting": 3,
            "lot": 7,
            "promised": {"space": "dos", "first": 2, "nights": 3},
        },
        GOOD["requests"][1] | {"pinned": {"space": "uno", "first": 4, "nights": 2}},
    ],
}
PLAN: dict[str, Any] = {
    "assignments": [{"request": "ana", "space": "uno", "first": 2, "nights": 2}],
    "unplaced": [{"request": "bea", "reasons": [{"rule": "not_free"}, {"rule": "missing", "subject": "rural"}]}],
    "levels": [{"name": "T1", "value": 1, "bound": 1, "proven": True}],
    "seconds": 0.1,
    "seed": 0,
}

poison = st.one_of(
    st.sampled_from([None, True, -1, 0, 1, 10**9, 10**400, -(10**400), 1.5, 1e308, -0.0, math.nan, math.inf]),
    st.sampled_from(["", "ana", "uno", "\x00", "x" * 3000, "\ud800", [], {}, [[]], [None], {"": 1}, [[1, 2, 3, 4, 5]]]),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
        max_leaves=5,
    ),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every field of a document, however deep."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, part in inside for found in places(part, (*path, key)))]


def poisoned(document: dict[str, Any], where: tuple[Any, ...], what: Any) -> Any:
    if not where:
        return what
    changed = copy.deepcopy(document)
    holder = changed
    for step in where[:-1]:
        holder = holder[step]
    holder[where[-1]] = what
    return changed


@many
@given(st.sampled_from(places(WHOLE)), poison)
def test_an_instance_with_anything_anywhere_is_read_or_refused(where: tuple[Any, ...], what: Any) -> None:
    document = poisoned(WHOLE, where, what)
    text = json.dumps(document, indent=1)
    error = refusal(read, text)
    if error is not None:
        assert error.what
        assert "\n" not in str(error)
        assert error.path == "" or error.line is not None
    if isinstance(document, dict):
        check(document, PLAN)


def refusal(reader: Callable[[str], object], text: str) -> InstanceError | None:
    try:
        reader(text)
    except InstanceError as error:
        return error
    return None


@many
@given(st.sampled_from(places(PLAN)), poison)
def test_a_plan_with_anything_anywhere_is_read_or_refused(where: tuple[Any, ...], what: Any) -> None:
    document = poisoned(PLAN, where, what)
    error = refusal(read_plan, json.dumps(document, indent=1))
    assert error is None or error.what
    if isinstance(document, dict):
        check(WHOLE, document)


def test_a_million_candidates_for_one_request_are_one_error_with_line_and_field() -> None:
    pairs = ",\n".join(f'{{"request": "ana", "space": "r{at}", "beds": 1}}' for at in range(1_000_000))
    spaces = [{"id": f"r{at}", "site": "casa", "beds": 1, "sharing": "beds"} for at in range(100_001)]
    head = json.dumps(GOOD | {"spaces": spaces})[:-1]
    text = head + ',\n"candidates": [\n' + pairs + "]}"
    with pytest.raises(InstanceError) as caught:
        read(text)
    assert caught.value.path == "candidates[100000]"
    assert text.splitlines()[(caught.value.line or 0) - 1].startswith('{"request": "ana", "space": "r100000"')


@pytest.mark.parametrize("size", [2, 3, 5])
def test_pins_that_chase_each_other_round_a_room_are_one_error(size: int) -> None:
    pins = [Pin("uno", at, 2) for at in range(size)] + [Pin("uno", 0, size + 1)]
    requests = tuple(Request(f"q{at}", 1, 1, (pin.first, pin.first), 2, pinned=pin) for at, pin in enumerate(pins))
    with pytest.raises(InstanceError, match=r"requests\[\d\].pinned: space 'uno' is over-filled by pins on night"):
        Problem(9, (Site("casa", 0.0, 0.0),), (Space("uno", "casa", 4),), requests)


def test_pins_that_fit_one_after_another_are_no_error() -> None:
    requests = tuple(Request(f"q{at}", 1, 1, (2 * at, 2 * at), 2, pinned=Pin("uno", 2 * at, 2)) for at in range(3))
    problem = Problem(9, (Site("casa", 0.0, 0.0),), (Space("uno", "casa", 4),), requests)
    assert solve(problem).values["K"] == 3


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 91.0, "north", True])
def test_a_point_that_is_none_is_refused_without_a_file_too(value: Any) -> None:
    with pytest.raises(InstanceError, match=r"sites\[0\].lat: must be"):
        Problem(3, (Site("casa", value, 0.0),), (), ())
