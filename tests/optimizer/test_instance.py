"""An instance file is read strictly: what is wrong is one clear error with its line, field and remedy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from optimizer import InstanceError, Problem, read, read_plan, solve, write, write_plan
from optimizer.checker import check
from optimizer.generate import generate
from tests.optimizer.tiny import problems

GOOD: dict[str, Any] = {
    "format": "abrigo-instance/1",
    "nights": 10,
    "sites": [{"id": "casa", "lat": 14.6, "lon": -90.5, "attributes": ["rural"], "max_nights": 8}],
    "spaces": [
        {"id": "uno", "site": "casa", "beds": 3, "sharing": "one_party", "taken": [[0, 2, 3]]},
        {"id": "dos", "site": "casa", "beds": 4, "sharing": "one_class", "taken": [[0, 2, 1, "w"]], "kept_for_tier": 2},
    ],
    "requests": [
        {"id": "ana", "beds": 2, "tier": 1, "start": [2, 3], "nights": 4, "shortest": 2, "requires": ["rural"]},
        {"id": "bea", "beds": 1, "tier": 3, "start": [2, 2], "nights": 3, "prefers": {"rural": 2}, "split": True},
    ],
    "apart": [["ana", "bea"]],
}

POISON = [
    ("requests.0.beds", -1, "requests[0].beds", "between"),
    ("requests.0.beds", 1.5, "requests[0].beds", "whole"),
    ("requests.0.beds", True, "requests[0].beds", "whole"),
    ("requests.0.tier", 5, "requests[0].tier", "between"),
    ("requests.0.start", [3, 2], "requests[0].start[1]", "the latest start, 2, is before the earliest, 3"),
    ("requests.0.prefers", {f"a{at}": 10**6 for at in range(1001)}, "requests[0].prefers", "adds up to 1001000000"),
    ("requests.0.prefers", {"rural": 0.5}, "requests[0].prefers.rural", "multiply all of them"),
    (
        "candidates",
        [{"request": "ana", "space": "uno", "beds": 1, "cost": [0.5, 1]}],
        "candidates[0].cost[0]",
        "multiply all of them",
    ),
    ("requests.0.waiting", float("nan"), "requests[0].waiting", "number"),
    ("requests.0.beds", float("nan"), "requests[0].beds", "whole number"),
    ("requests.0.start", [1], "requests[0].start", "2 entries"),
    ("requests.0.shortest", 9, "requests[0].shortest", "between"),
    ("requests.0.nights", 10**9, "requests[0].nights", "between"),
    ("requests.0.max_km", 10, "requests[0].max_km", "origin"),
    ("requests.0.colour", "red", "requests[0].colour", "not a field"),
    ("requests.1.id", "ana", "requests[1].id", "unique"),
    ("requests.1.avoid", [{"lat": 95, "lon": 0, "km": 1}], "requests[1].avoid[0].lat", "between"),
    ("requests.1.prefers", {"rural": -2}, "requests[1].prefers.rural", "between"),
    ("requests.1.pinned", {"space": "tres", "first": 0, "nights": 1}, "requests[1].pinned.space", "not defined"),
    ("requests.1.pinned", {"space": "uno", "first": 1, "nights": 2}, "requests[1].pinned", "3 of its 3 beds are taken"),
    ("requests.1.pinned", {"space": "dos", "first": 1, "nights": 2}, "requests[1].pinned", "another class"),
    ("spaces.0.taken", [[0, 4, 2], [2, 5, 2]], "spaces[0].taken", "overlapping"),
    ("spaces.0.taken", [[0, 4, 4]], "spaces[0].taken", "the entry takes 4 beds on night 0, and the space has 3"),
    ("spaces.1.taken", [[0, 4, 1, "w"], [3, 5, 1, "m"]], "spaces[1].taken[1]", "two classes, w and m, are together"),
    ("spaces.1.taken", [[0, 9, 1], [1, 2, 1], [3, 5, 1, "m"]], "spaces[1].taken[2]", "classes, none and m"),
    ("spaces.0.taken", [[3, 3, 1]], "spaces[0].taken[0][1]", "between"),
    ("spaces.0.taken", [[3, 4]], "spaces[0].taken[0]", "night"),
    ("spaces.0.sharing", "hammock", "spaces[0].sharing", "one of"),
    ("spaces.0.site", "otra", "spaces[0].site", "not defined"),
    ("sites.0.lat", None, "sites[0].lat", "both or neither"),
    ("sites.0", {"id": "casa", "lat": 0}, "sites[0].lon", "both or neither"),
    ("sites.0.lat", "north", "sites[0].lat", "number"),
    ("nights", 0, "nights", "between"),
    ("apart", [["ana", "ana"]], "apart[0]", "itself"),
    ("apart", [["ana", "eva"]], "apart[0][1]", "not defined"),
    ("format", "abrigo-instance/9", "format", "abrigo-instance/1"),
    ("candidates", [{"request": "ana", "space": "uno", "beds": -1}], "candidates[0].beds", "between"),
    ("candidates", [{"request": "ana", "space": "uno", "beds": 1}] * 2, "candidates[1]", "twice"),
]


def poisoned(where: str, value: object) -> str:
    document = json.loads(json.dumps(GOOD))
    *path, last = where.split(".")
    holder = document
    for step in path:
        holder = holder[int(step)] if step.isdigit() else holder[step]
    holder[int(last) if isinstance(holder, list) else last] = value
    return json.dumps(document, indent=1)


def test_a_good_instance_is_read_and_written_back_the_same() -> None:
    problem = read(json.dumps(GOOD))
    assert read(write(problem)) == problem
    assert write(read(write(problem))) == write(problem)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(problems())
def test_whatever_is_written_is_read_back_the_same(problem: Problem) -> None:
    again = read(write(problem))
    assert (again.sites, again.requests, again.apart) == (problem.sites, problem.requests, problem.apart)
    assert write(again) == write(problem)


@pytest.mark.parametrize(("where", "value", "path", "words"), POISON)
def test_poison_is_one_error_that_names_field_line_and_remedy(where: str, value: object, path: str, words: str) -> None:
    text = poisoned(where, value)
    with pytest.raises(InstanceError) as caught:
        read(text)
    assert caught.value.path == path
    assert words in caught.value.what
    assert caught.value.line is not None
    assert f"line {caught.value.line}, {path}" in str(caught.value)


@pytest.mark.parametrize(
    "asks", [{"avoid": [{"lat": 14.6, "lon": -90.5, "km": 40}]}, {"origin": [0, 0]}, {"origin": [0, 0], "max_km": 9}]
)
def test_a_house_that_stands_nowhere_is_refused_where_anything_is_measured_to_it(asks: dict[str, Any]) -> None:
    document = GOOD | {"sites": [{"id": "casa", "attributes": ["rural"]}]}
    read(json.dumps(document))
    document["requests"] = [GOOD["requests"][0], GOOD["requests"][1] | asks]
    with pytest.raises(InstanceError, match=rf"sites\[0\].lat: .*{list(asks)[-1]} of request 'bea'"):
        read(json.dumps(document))
    read(json.dumps(document | {"candidates": []}))


def test_a_house_that_stands_nowhere_is_written_without_a_place_and_planned_for() -> None:
    document = GOOD | {"sites": [{"id": "casa", "attributes": ["rural"]}]}
    problem = read(json.dumps(document))
    assert json.loads(write(problem))["sites"] == document["sites"]
    plan = json.loads(write_plan(solve(problem)))
    assert check(document, plan).right


def test_a_limit_of_no_kilometres_is_still_there_when_written() -> None:
    problem = read(poisoned("requests.0", GOOD["requests"][0] | {"origin": [14.6, -90.5], "max_km": 0}))
    assert read(write(problem)).requests[0].max_km == 0


def test_the_line_is_that_of_the_field() -> None:
    text = poisoned("requests.1.tier", 0)
    with pytest.raises(InstanceError) as caught:
        read(text)
    assert caught.value.line is not None
    assert '"tier": 0' in text.splitlines()[caught.value.line - 1]


def test_two_classes_one_after_the_other_are_no_error() -> None:
    read(poisoned("spaces.1.taken", [[3, 5, 1, "m"], [0, 3, 1, "w"], [2, 6, 0, "w"]]))


def test_a_number_that_is_none_is_found_where_it_stands_and_not_where_its_name_is_written_first() -> None:
    with pytest.raises(InstanceError, match=r"^line 4, requests\[0\].waiting: must be a number$"):
        read(
            '{"format": "abrigo-instance/1", "comment": "no NaN",\n"nights": 3, "sites": [], "spaces": [],\n'
            '"requests": [{"id": "NaN", "beds": 1, "tier": 1, "start": [0, 0], "nights": 1,\n"waiting": NaN}]}'
        )


def test_a_key_that_is_written_twice_is_named_with_its_line() -> None:
    with pytest.raises(InstanceError, match=r"^line 3, sites\[0\].id: is written twice in one object; keep one$"):
        read('{"format": "abrigo-instance/1", "nights": 3,\n"sites": [{"lat": 1, "lon": 1,\n"id": "a", "id": "b"}]}')


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_what_is_not_a_number_is_refused_with_its_line(word: str) -> None:
    with pytest.raises(InstanceError, match="line 2"):
        read('{"format": "abrigo-instance/1",\n"nights": ' + word + "}")


@pytest.mark.parametrize(
    "text", ["{", "[]", "{}", '{"nights": 1, "nights": 2}', "[" * 100_000, '{"format": 1e999}', "{" + '"a":{' * 50_000]
)
def test_what_is_no_instance_is_an_instance_error_and_nothing_else(text: str) -> None:
    with pytest.raises(InstanceError):
        read(text)


def test_a_missing_file_and_a_file_of_other_bytes_are_told_plainly(tmp_path: Path) -> None:
    other = tmp_path / "picture.json"
    other.write_bytes(b"\xff\xfe\x00\x81")
    for path in (tmp_path / "none.json", other):
        with pytest.raises(InstanceError, match=path.name):
            read(path)


def test_a_million_candidates_for_one_request_are_refused() -> None:
    document = GOOD | {
        "spaces": [{"id": f"r{at}", "site": "casa", "beds": 1, "sharing": "beds"} for at in range(100_001)],
        "candidates": [{"request": "ana", "space": f"r{at}", "beds": 1} for at in range(100_001)],
    }
    with pytest.raises(InstanceError, match="more than 100000 candidates"):
        read(json.dumps(document))


def test_the_most_points_that_are_accepted_are_counted_in_full() -> None:
    wishes = {f"a{at}": 10**6 for at in range(1000)}
    document = json.loads(poisoned("requests.0", GOOD["requests"][0] | {"prefers": wishes, "shortest": None}))
    plan = solve(read(json.dumps(document)))
    assert plan.values["P"] == 10**9
    assert check(document, json.loads(write_plan(plan))).right


def test_two_pins_that_are_to_be_apart_are_refused() -> None:
    document = json.loads(json.dumps(GOOD))
    for request, space in zip(document["requests"], ("uno", "dos"), strict=True):
        request["pinned"] = {"space": space, "first": 3, "nights": 2}
    with pytest.raises(InstanceError, match="apart"):
        read(json.dumps(document))


def test_a_plan_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    plan = solve(generate("small", seed=3))
    path = tmp_path / "plan.json"
    path.write_text(write_plan(plan), encoding="utf-8")
    again = read_plan(path)
    assert (again.assignments, again.unplaced, again.levels) == (plan.assignments, plan.unplaced, plan.levels)


def test_a_plan_with_a_wrong_field_says_where() -> None:
    with pytest.raises(InstanceError) as caught:
        read_plan('{"assignments": [{"request": "ana", "space": "uno", "first": "x", "nights": 1}]}')
    assert caught.value.path == "assignments[0].first"
