"""Files that others wrote by the published format are read, solved and judged alike by reader, schema and checker."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimizer import (
    InstanceError,
    Pin,
    Plan,
    Problem,
    Rule,
    Stop,
    options,
    read,
    read_plan,
    smallest_changes,
    solve,
    why_not,
    write,
    write_plan,
)
from optimizer.checker import check
from optimizer.generate import generate
from optimizer.plan import LEVELS, Total
from tests.optimizer.schema import SCHEMA, faults
from tests.optimizer.test_instance import GOOD, poisoned
from tests.optimizer.tiny import Everything, problems

FAR = {"origin": [14.6, -90.5], "max_km": 40_000}
PROMISE = {"space": "dos", "first": 8, "nights": 9}
ACCEPTED: list[tuple[str, object]] = [
    ("nights", 10.0),
    ("requests.0.beds", 2.0),
    ("requests.0.start", [2.0, 3.0]),
    ("requests.0.waiting", 3.5),
    ("requests.0.waiting", None),
    ("requests.0.lot", 7.0),
    ("requests.0.start", [2, 99]),
    ("requests.0.start", [20, 30]),
    ("requests.0.start", [10**9, 10**9]),
    ("requests.0.waiting", 10**9),
    ("requests.0.nights", 40),
    ("requests.0", GOOD["requests"][0] | {"nights": 40, "shortest": 35}),
    ("requests.0", GOOD["requests"][0] | {"nights": 40, "shortest": None}),
    ("requests.0.refuses", ["rural"]),
    ("requests.0", GOOD["requests"][0] | FAR),
    ("requests.0.promised", PROMISE),
    ("sites.0.max_nights", 100_000),
    ("sites.0", {"id": "casa", "lat": None, "lon": None, "attributes": ["rural"]}),
    ("spaces.0.taken", [[5, 40, 3]]),
    ("spaces.0.taken", [[20, 40, 99]]),
    ("spaces.1.taken", [[0.0, 2.0, 1.0, None]]),
    ("spaces.0.attributes", None),
    ("apart", None),
    ("candidates", None),
    ("candidates", [{"request": "ana", "space": "uno", "beds": 2.0, "cost": [5.0, -3.0]}]),
    ("plan", {"assignments": []}),
    ("plan", None),
    ("comment", {"by": "somebody"}),
]
REFUSED: list[tuple[str, object]] = [
    ("nights", 2.5),
    ("nights", 5000),
    ("requests.0.nights", 5000),
    ("requests.0.start", [2, 10**10]),
    ("requests.0.beds", 10**6),
    ("requests.0.waiting", 10**10),
    ("requests.0.lot", 10**30),
    ("requests.0.prefers", {"rural": 10**7}),
    ("requests.0.promised", {"space": "dos", "first": 10**10, "nights": 1}),
    ("requests.0", GOOD["requests"][0] | FAR | {"max_km": 10**10}),
    ("spaces.0.beds", 10**6),
    ("sites.0.lat", 95),
    ("sites.0.lon", -181),
    ("requests.0.id", 5),
    ("requests.0.beds", 0),
    ("requests.0.tier", 4.5),
    ("requests.0.start", [-1, 3]),
    ("requests.0.waiting", -1),
    ("requests.0.lot", -1),
    ("requests.0.prefers", {"rural": 1.5}),
    ("requests.0.class", ""),
    ("requests.0", GOOD["requests"][0] | {"origin": [95, 0]}),
    ("requests.0", GOOD["requests"][0] | FAR | {"max_km": -1}),
    ("requests.0.avoid", [{"lat": 0, "lon": 200, "km": 1}]),
    ("requests.0.avoid", [{"lat": 0, "lon": 0, "km": -1}]),
    ("requests.0.pinned", {"space": "uno", "first": -1, "nights": 2}),
    ("sites.0", {"id": "casa", "lat": 14.6}),
    ("sites.0.max_nights", 0),
    ("spaces.0.taken", [[-1, 2, 1]]),
    ("spaces.0.taken", [[0, 2, 1, ""]]),
    ("candidates", [{"request": "ana", "space": "uno", "beds": 1, "cost": [0.5, 0]}]),
    ("candidates", [{"request": "ana", "space": "uno", "beds": 1, "cost": [10**10, 0]}]),
]
UNTYPED: list[tuple[str, object]] = [
    ("requests.0.prefers", {f"a{at}": 10**6 for at in range(3000)}),
    ("requests.0.max_km", 10),
    ("requests.0.shortest", 9),
    ("requests.0.start", [3, 2]),
    ("requests.0.pinned", {"space": "tres", "first": 0, "nights": 1}),
    ("requests.0.avoid", [{"lat": 0, "lon": 0, "km": 1}]),
    ("apart", [["ana", "eva"]]),
    ("apart", [["ana", "ana"]]),
]
NOBODY: dict[str, Any] = {"assignments": [], "unplaced": [{"request": "ana"}, {"request": "bea"}], "levels": []}


@pytest.mark.parametrize(("where", "value"), ACCEPTED)
def test_what_the_schema_allows_is_read_solved_and_found_right(where: str, value: object) -> None:
    document = json.loads(poisoned(where, value))
    assert not list(faults(document))
    plan = solve(read(json.dumps(document)), Stop(seconds=5))
    assert check(document, json.loads(write_plan(plan))).violations == ()
    assert not list(faults(document | {"plan": json.loads(write_plan(plan))}))
    assert all(missing.reasons for missing in plan.unplaced)


@pytest.mark.parametrize(("where", "value"), REFUSED)
def test_what_the_schema_refuses_the_reader_and_the_checker_refuse(where: str, value: object) -> None:
    document = json.loads(poisoned(where, value))
    assert list(faults(document))
    with pytest.raises(InstanceError):
        read(json.dumps(document))
    assert {violation.code for violation in check(document, NOBODY).violations} == {"format"}


@pytest.mark.parametrize(("where", "value"), UNTYPED)
def test_what_no_schema_can_say_the_reader_and_the_checker_refuse_alike(where: str, value: object) -> None:
    text = poisoned(where, value)
    if "avoid" in where:
        text = text.replace('"lat": 14.6,', "").replace('"lon": -90.5,', "")
    assert not list(faults(json.loads(text)))
    with pytest.raises(InstanceError):
        read(text)
    assert {violation.code for violation in check(json.loads(text), NOBODY).violations} == {"format"}


HOPELESS = [
    ({"refuses": ["rural"]}, {"missing", "refused", "kept"}),
    ({"nights": 40}, {"start_window"}),
    ({"start": [20, 30]}, {"start_window"}),
    ({"max_km": 0, "origin": [0, 0]}, {"too_far"}),
]


@pytest.mark.parametrize(("change", "rules"), HOPELESS)
def test_one_request_without_hope_stops_nobody_else(change: dict[str, Any], rules: set[str]) -> None:
    document = json.loads(json.dumps(GOOD))
    document["requests"][0] = {"id": "ana", "beds": 2, "tier": 1, "start": [2, 3], "nights": 4, "requires": ["rural"]}
    document["requests"][0] |= change
    plan = solve(read(json.dumps(document)))
    assert [stay.request for stay in plan.assignments] == ["bea"]
    (missing,) = plan.unplaced
    assert {str(reason.rule) for reason in missing.reasons} <= rules


def test_a_limit_farther_than_the_earth_is_no_limit() -> None:
    problem = read(poisoned("requests.0", GOOD["requests"][0] | {"origin": [-14.6, 89.5], "max_km": 30_000}))
    assert solve(problem).values["T1"] == 1


def test_in_explicit_form_a_limit_without_an_origin_is_not_looked_at() -> None:
    document = GOOD | {"candidates": [{"request": "ana", "space": "uno", "beds": 2}]}
    document["requests"] = [GOOD["requests"][0] | {"max_km": 5}, GOOD["requests"][1]]
    assert solve(read(json.dumps(document))).values["T1"] == 1


def test_a_plan_that_travels_with_its_instance_is_read_as_strictly() -> None:
    for plan, path in ((5, "plan"), ({"assignments": [{"request": 5}]}, "plan.assignments[0].request")):
        with pytest.raises(InstanceError) as caught:
            read(json.dumps(GOOD | {"plan": plan}))
        assert caught.value.path == path
        assert list(faults(GOOD | {"plan": plan}))


def test_the_plan_of_a_crisis_is_what_the_schema_says() -> None:
    plan = replace(solve(generate("small", seed=1)), totals=(Total({"P": 1000.0, "D": 1.0}, 31_649.0, 31_000.5),))
    written = json.loads(write_plan(plan))
    assert not list(faults(json.loads(write(generate("small", seed=1))) | {"plan": written}))
    assert read_plan(json.dumps(written)).totals == plan.totals


def test_the_schema_knows_every_rule_and_every_level() -> None:
    assert SCHEMA["$defs"]["reason"]["properties"]["rule"]["enum"] == [str(rule) for rule in Rule]
    assert SCHEMA["$defs"]["level"]["enum"] == list(LEVELS)


@st.composite
def hopeless_problems(draw: st.DrawFn) -> Problem:
    """Parties some of whom ask for what nobody can give."""
    problem = draw(problems())
    requests = []
    for request in problem.requests:
        late, long = draw(st.integers(0, 9)), draw(st.integers(0, 9))
        start = (request.start[0] + late, request.start[1] + late + draw(st.integers(0, 9)))
        promised = Pin("r0", start[0], 9) if request.promised else None
        torn = request.requires if draw(st.booleans()) else request.refuses
        wild = replace(request, start=start, nights=request.nights + long, refuses=torn, promised=promised)
        requests.append(wild)
    return replace(problem, requests=tuple(requests))


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(hopeless_problems(), st.booleans())
def test_whatever_is_asked_past_the_last_night_the_plan_is_the_best_and_right(problem: Problem, split: bool) -> None:  # noqa: FBT001
    requests = tuple(replace(each, splittable=split) for each in problem.requests)
    plan: Plan = solve(replace(problem, requests=requests))
    document = json.loads(write(replace(problem, requests=requests)))
    assert not list(faults(document))
    assert check(document, json.loads(write_plan(plan))).violations == ()
    if not split:
        best = Everything(problem).best()
        assert [abs(value) for value in best] == [plan.values[name] for name in LEVELS]
    for request in requests:
        places = {option.space for option in options(problem, request.id)}
        assert places.isdisjoint(refusal.space for refusal in why_not(problem, request.id))
        assert all(relaxation.spaces for relaxation in smallest_changes(problem, request.id))


@pytest.mark.parametrize("splitting", [0, 1])
def test_listed_candidates_of_whoever_may_be_split_are_her_own(splitting: int) -> None:
    document = json.loads(json.dumps(GOOD | {"apart": []}))
    document["candidates"] = [
        {"request": "ana", "space": "uno", "beds": 2, "cost": [5, 1]},
        {"request": "bea", "space": "uno", "beds": 1, "cost": [0, 1]},
    ]
    for at, request in enumerate(document["requests"]):
        request["split"] = at == splitting
    plan = solve(read(json.dumps(document)), Stop(seconds=5))
    assert check(document, json.loads(write_plan(plan))).violations == ()
    assert [plan.values[name] for name in ("T1", "T3")] == [1, 0]
