"""Options, reasons and changes are read from the rules that the solver obeys."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from optimizer import (
    Candidate,
    Change,
    InstanceError,
    Pin,
    Problem,
    Relaxation,
    Request,
    Rule,
    Sharing,
    Site,
    Space,
    Stop,
    bottlenecks,
    options,
    smallest_changes,
    solve,
    why_not,
    write,
    write_plan,
)
from optimizer.checker import check
from optimizer.generate import generate
from optimizer.rules import RULES
from tests.optimizer.tiny import problems

some = settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def alone(problem: Problem) -> Problem:
    return replace(problem, requests=problem.requests[:1], apart=())


@some
@given(problems())
def test_every_space_is_either_open_or_refused_with_its_reasons(problem: Problem) -> None:
    problem = alone(problem)
    refused = {refusal.space for refusal in why_not(problem, "q0")}
    for space in problem.spaces:
        only = replace(problem, spaces=(space,), requests=(replace(problem.requests[0], promised=None),))
        assert bool(options(only, "q0")) == (space.id not in refused)
        assert bool(solve(only).assignments) == (space.id not in refused)


@some
@given(problems())
def test_each_option_is_a_plan_that_the_checker_accepts(problem: Problem) -> None:
    problem = alone(problem)
    plan = solve(problem, Stop(seconds=0.0))
    for option in options(problem, "q0"):
        stay = replace(plan.assignments[0], space=option.space, first=option.first, nights=option.nights)
        levels = json.loads(write_plan(plan))["levels"]
        document = json.loads(write_plan(replace(plan, assignments=(stay,), levels=())))
        found = check(json.loads(write(problem)), document | {"levels": levels})
        assert {violation.code for violation in found.violations} <= {"level"}
        assert (found.levels["P"], found.levels["D"]) == (option.points, option.km)


@some
@given(problems())
def test_a_change_that_is_proposed_opens_the_places_that_it_names(problem: Problem) -> None:
    problem = alone(problem)
    for relaxation in smallest_changes(problem, "q0"):
        changed = problem
        for change in relaxation.changes:
            changed = applied(changed, change)
        closed = {refusal.space for refusal in why_not(changed, "q0")}
        assert closed.isdisjoint(relaxation.spaces)


def applied(problem: Problem, change: Change) -> Problem:
    """Give way on one rule, for the party or for every house."""
    request = problem.requests[0]
    if change.rule == Rule.LONGEST_STAY:
        return replace(problem, sites=tuple(replace(site, max_nights=change.amount) for site in problem.sites))
    if change.rule == Rule.KEPT:
        return replace(problem, spaces=tuple(replace(space, kept_for_tier=None) for space in problem.spaces))
    earliest, latest = request.start
    window = (min(earliest, earliest + change.amount), max(latest, latest + change.amount))
    given = {
        Rule.MISSING: {"requires": request.requires - {change.subject}},
        Rule.REFUSED: {"refuses": request.refuses - {change.subject}},
        Rule.TOO_FAR: {"max_km": float(change.amount)},
        Rule.START_WINDOW: {"start": window},
        Rule.NOT_FREE: {"shortest": change.amount},
    }[change.rule]
    return replace(problem, requests=(replace(request, **given),))  # type: ignore[arg-type]


@some
@given(problems())
def test_no_smaller_change_of_one_thing_would_do(problem: Problem) -> None:
    problem = alone(problem)
    proposed = {
        (change.rule, change.subject, change.amount < 0): change
        for relaxation in smallest_changes(problem, "q0", count=1000)
        for change in relaxation.changes
        if len(relaxation.changes) == 1
    }
    enough = [change for change in single_changes(problem) if opens(problem, change)]
    assert {(change.rule, change.subject, change.amount < 0) for change in enough} == set(proposed)
    for change in enough:
        least = proposed[change.rule, change.subject, change.amount < 0]
        if change.rule == Rule.NOT_FREE:
            assert least.amount >= change.amount
        elif change.rule == Rule.TOO_FAR:
            assert least.amount <= change.amount
        elif change.rule == Rule.START_WINDOW:
            assert abs(least.amount) <= abs(change.amount)


FAR_ENOUGH = (300, 2_000)


def single_changes(problem: Problem) -> Iterator[Change]:
    """Everything that could be changed alone, by every amount."""
    request = problem.requests[0]
    yield from (Change(Rule.MISSING, name) for name in request.requires)
    yield from (Change(Rule.REFUSED, name) for name in request.refuses)
    yield Change(Rule.LONGEST_STAY, None, request.fewest)
    yield Change(Rule.KEPT, None, request.tier)
    yield from (Change(Rule.TOO_FAR, None, km) for km in FAR_ENOUGH if request.max_km is not None)
    yield from (Change(Rule.NOT_FREE, None, nights) for nights in range(1, request.fewest))
    yield from (Change(Rule.START_WINDOW, None, shift) for shift in range(-problem.nights, problem.nights) if shift)


def opens(problem: Problem, change: Change) -> bool:
    """Whether a change opens a place that is closed without it, and that is not too small."""
    earliest, latest = problem.requests[0].start
    if not 0 <= earliest + min(0, change.amount) <= latest + max(0, change.amount) < problem.nights:
        return change.rule != Rule.START_WINDOW and reopened(problem, change)
    return reopened(problem, change)


def reopened(problem: Problem, change: Change) -> bool:
    def closed(one: Problem) -> set[str]:
        return {refusal.space for refusal in why_not(one, "q0")}

    return bool(closed(problem) - closed(applied(problem, change)))


def test_waiting_and_a_shorter_stay_are_joined_only_where_neither_would_do() -> None:
    sites, spaces = (Site("casa", 14.6, -90.5),), (Space("uno", "casa", 2, taken=((0, 4, 2), (7, 10, 2))),)
    problem = Problem(10, sites, spaces, (Request("ana", 2, 3, (1, 2), 5),))
    (relaxation,) = smallest_changes(problem, "ana")
    assert relaxation.changes == (Change(Rule.START_WINDOW, None, 2), Change(Rule.NOT_FREE, None, 3))
    assert opened(problem, relaxation) == {"uno"}


def opened(problem: Problem, relaxation: Relaxation) -> set[str]:
    for change in relaxation.changes:
        problem = applied(problem, change)
    return {space.id for space in problem.spaces} - {refusal.space for refusal in why_not(problem, "ana")}


def test_of_shorter_stays_the_longest_is_proposed() -> None:
    spaces = tuple(Space(f"r{end}", "casa", 2, taken=((end, 10, 2),)) for end in (2, 5, 4))
    problem = Problem(10, (Site("casa", 14.6, -90.5),), spaces, (Request("ana", 2, 3, (0, 0), 6),))
    (relaxation,) = smallest_changes(problem, "ana")
    assert relaxation.changes == (Change(Rule.NOT_FREE, None, 5),)
    assert relaxation.spaces == ("r5",)


def test_each_house_rule_that_could_be_waived_is_proposed_by_itself() -> None:
    houses = {"pets": {"no_pets"}, "men": {"no_men"}, "both": {"no_pets", "no_men"}}
    sites = tuple(Site(name, 14.6, -90.5, frozenset(rules)) for name, rules in houses.items())
    spaces = tuple(Space(name, name, 2) for name in houses)
    refuses = frozenset({"no_pets", "no_men"})
    problem = Problem(5, sites, spaces, (Request("ana", 2, 3, (0, 0), 2, refuses=refuses),))
    found = {relaxation.changes: relaxation.spaces for relaxation in smallest_changes(problem, "ana")}
    assert found == {
        (Change(Rule.REFUSED, "no_men"),): ("men",),
        (Change(Rule.REFUSED, "no_pets"),): ("pets",),
    }


@pytest.fixture
def house() -> Problem:
    sites = (Site("casa", 14.6, -90.5, frozenset({"rural"}), max_nights=6), Site("otra", 15.5, -88.0))
    spaces = (
        Space("uno", "casa", 2, taken=((0, 4, 2),)),
        Space("dos", "casa", 3, kept_for_tier=1),
        Space("tres", "otra", 3),
    )
    request = Request("ana", 2, 3, (1, 2), 5, requires=frozenset({"rural"}), origin=(14.6, -90.5), max_km=50)
    return Problem(10, sites, spaces, (request,))


def test_all_rules_that_a_place_fails_are_named_and_not_only_the_first(house: Problem) -> None:
    found = {refusal.space: [str(reason.rule) for reason in refusal.reasons] for refusal in why_not(house, "ana")}
    assert found == {"uno": ["not_free"], "dos": ["kept"], "tres": ["missing", "too_far"]}


def test_the_smallest_change_comes_first_and_says_how_much(house: Problem) -> None:
    changes = [relaxation.changes for relaxation in smallest_changes(house, "ana")]
    assert (Change(Rule.START_WINDOW, None, 2),) in changes
    assert (Change(Rule.KEPT, None, 3),) in changes
    assert [len(change) for change in changes] == [1, 1, 2]


def test_a_danger_zone_is_never_proposed_to_be_given_up(house: Problem) -> None:
    near = replace(house.requests[0], requires=frozenset(), max_km=None)
    zones = generate("small", seed=1).requests
    some_zone = next(zone for request in zones for zone in request.avoid)
    around = replace(some_zone, lat=15.5, lon=-88.0)
    problem = replace(house, requests=(replace(near, avoid=(around,)),))
    assert all("tres" not in relaxation.spaces for relaxation in smallest_changes(problem, "ana"))


def test_options_are_in_different_houses_and_the_dear_ones_come_later() -> None:
    sites = tuple(Site(f"s{at}", 14.0 + at, -90.0) for at in range(4))
    spaces = tuple(Space(f"r{at}{room}", f"s{at}", 2) for at in range(4) for room in range(3))
    problem = Problem(5, sites, spaces, (Request("ana", 2, 2, (0, 1), 3, origin=(14.0, -90.0)),))
    assert [option.space[1] for option in options(problem, "ana")] == ["0", "1", "2"]
    prices = {(space.id, 0): 0.9 for space in spaces if space.site == "s0"} | {("r00", 1): 0.9, ("r01", 1): 0.9}
    dear = options(problem, "ana", prices=prices | {("r02", 1): 0.9})
    assert [option.space[1] for option in dear] == ["1", "2", "3"]
    assert options(problem, "ana", count=9)[0].km == 0


def test_who_is_pinned_has_no_options_and_every_other_place_says_why(house: Problem) -> None:
    pinned = replace(house, requests=(replace(house.requests[0], pinned=Pin("tres", 0, 5)),))
    assert options(pinned, "ana") == []
    assert {reason.rule for refusal in why_not(pinned, "ana") for reason in refusal.reasons} == {Rule.PINNED_ELSEWHERE}


@pytest.mark.parametrize("ask", [options, why_not, smallest_changes])
def test_who_is_not_in_the_problem_is_an_error(house: Problem, ask: object) -> None:
    assert callable(ask)
    with pytest.raises(InstanceError, match="eva"):
        ask(house, "eva")


def test_a_bottleneck_names_the_room_its_nights_and_who_holds_it() -> None:
    spaces = (Space("uno", "casa", 2),)
    requests = tuple(Request(name, 2, 2, (1, 1), 3) for name in ("ana", "bea", "eva"))
    problem = Problem(6, (Site("casa", 14.6, -90.5),), spaces, requests)
    plan = solve(problem)
    (tight,) = bottlenecks(problem, plan)
    assert (tight.spaces, tight.first, tight.holders) == (("uno",), 1, (plan.assignments[0].request,))
    more = replace(problem, spaces=(*spaces, Space("dos", "casa", 2)))
    assert solve(more).values["T2"] - plan.values["T2"] == pytest.approx(tight.worth)


def test_every_rule_has_a_sentence() -> None:
    assert set(RULES) == set(Rule)


def test_an_option_says_the_beds_of_its_pair() -> None:
    spaces = (Space("uno", "casa", 4), Space("dos", "otra", 4, Sharing.BEDS), Space("tres", "otra", 3))
    sites, pairs = (Site("casa"), Site("otra")), (Candidate("ana", "uno", 3), Candidate("ana", "dos", 2))
    problem = Problem(6, sites, spaces, (Request("ana", 1, 3, (0, 0), 6),), candidates=pairs)
    assert {option.space: option.beds for option in options(problem, "ana")} == {"uno": 3, "dos": 2}


@pytest.mark.parametrize("count", [0, -1])
def test_no_options_are_given_where_none_are_asked_for(count: int) -> None:
    problem = generate("small", seed=1)
    assert options(problem, problem.requests[0].id)
    assert options(problem, problem.requests[0].id, count) == []
