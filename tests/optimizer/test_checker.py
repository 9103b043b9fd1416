"""The checker finds each way in which a plan can be wrong, and only that."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from optimizer.checker import check
from optimizer.checker_geodesic import geodesic_km

HOUSE = {"id": "casa", "lat": 14.6, "lon": -90.5, "attributes": ["rural"], "max_nights": 8}
FAR_HOUSE = {"id": "lejos", "lat": 15.5, "lon": -88.0}
ROOM = {"id": "uno", "site": "casa", "beds": 4, "sharing": "one_party", "attributes": ["step_free"]}
DORM = {"id": "dorm", "site": "casa", "beds": 5, "sharing": "beds", "taken": [[0, 3, 2]]}
CLASSES = {"id": "mixto", "site": "lejos", "beds": 6, "sharing": "one_class", "taken": [[9, 12, 1, "man"]]}


def party(name: str, **changes: object) -> dict[str, Any]:
    return {"id": name, "beds": 2, "tier": 2, "start": [0, 4], "nights": 5, **changes}


def instance() -> dict[str, Any]:
    requests = [
        party("ana", requires=["step_free"], prefers={"rural": 3, "garden": 2}, origin=[14.0, -90.0], max_km=200),
        party("bea", tier=1, shortest=3, refuses=["step_free"], avoid=[{"lat": 15.5, "lon": -88.0, "km": 20}]),
        party("cruz", tier=3, **{"class": "woman"}),
        party("dora", tier=4, **{"class": "woman"}, promised={"space": "mixto", "first": 2, "nights": 5}),
        party("elsa", pinned={"space": "dorm", "first": 6, "nights": 5}),
        party("fe", beds=9),
    ]
    return {
        "format": "abrigo-instance/1",
        "nights": 14,
        "sites": copy.deepcopy([HOUSE, FAR_HOUSE]),
        "spaces": copy.deepcopy([ROOM, DORM, CLASSES]),
        "requests": requests,
        "apart": [["ana", "cruz"]],
    }


def stay(request: str, space: str, first: int, nights: int = 5) -> dict[str, Any]:
    return {"request": request, "space": space, "first": first, "nights": nights}


def plan() -> dict[str, Any]:
    values = {"T1": 1, "T2": 2, "T3": 1, "T4": 1, "K": 2, "P": 3, "D": 86, "S": 2}
    return {
        "assignments": [
            stay("ana", "uno", 1),
            stay("bea", "dorm", 2, 4),
            stay("cruz", "mixto", 0),
            stay("dora", "mixto", 2),
            stay("elsa", "dorm", 6),
        ],
        "unplaced": [{"request": "fe", "reasons": ["beds"]}],
        "levels": [{"name": name, "value": value, "bound": None, "proven": False} for name, value in values.items()],
        "seconds": 0.1,
        "seed": 0,
    }


def codes(changed_instance: dict[str, Any], changed_plan: dict[str, Any]) -> set[str]:
    found = {violation.code for violation in check(changed_instance, changed_plan).violations}
    return found if found == {"level"} else found - {"level"}


def moved(request: str, **changes: object) -> dict[str, Any]:
    """Return the right plan with one assignment changed."""
    changed = plan()
    next(row for row in changed["assignments"] if row["request"] == request).update(changes)
    return changed


def asked(request: str, **changes: object) -> dict[str, Any]:
    """Return the instance with one request changed, under which the right plan is wrong."""
    changed = instance()
    next(row for row in changed["requests"] if row["id"] == request).update(changes)
    return changed


def offered(space: int, **changes: object) -> dict[str, Any]:
    changed = instance()
    changed["spaces"][space].update(changes)
    return changed


def test_a_right_plan_has_no_violation() -> None:
    verdict = check(instance(), plan())
    assert [str(violation) for violation in verdict.violations] == []
    assert verdict.right
    assert verdict.levels == {"T1": 1, "T2": 2, "T3": 1, "T4": 1, "K": 2, "P": 3, "D": 86, "S": 2}


@pytest.mark.parametrize(
    ("code", "changed_instance", "changed_plan"),
    [
        ("window", asked("ana", start=[2, 4]), plan()),
        ("window", asked("ana", start=[0, 0]), plan()),
        ("length", instance(), moved("ana", nights=4)),
        ("length", asked("bea", shortest=5), plan()),
        ("max_nights", asked("ana", nights=9), moved("ana", nights=9)),
        ("horizon", asked("ana", start=[0, 12]), moved("ana", first=12)),
        ("beds", offered(1, beds=3), plan()),
        ("beds", offered(1, taken=[[5, 6, 4]]), plan()),
        ("beds", asked("ana", beds=5), plan()),
        ("one_party", offered(0, taken=[[5, 6, 1]]), plan()),
        ("one_party", offered(2, sharing="one_party", taken=[]), plan()),
        ("one_class", asked("cruz", **{"class": "man"}), plan()),
        ("one_class", asked("cruz", **{"class": None}), plan()),
        ("one_class", offered(2, taken=[[6, 7, 1, "man"]]), plan()),
        ("one_class", offered(2, taken=[[6, 7, 1]]), plan()),
        ("requires", asked("ana", requires=["step_free", "pets"]), plan()),
        ("refuses", asked("ana", refuses=["rural"]), plan()),
        ("kept", offered(0, kept_for_tier=1), plan()),
        ("max_km", asked("ana", max_km=80), plan()),
        ("avoid", asked("ana", avoid=[{"lat": 14.6, "lon": -90.4, "km": 11}]), plan()),
        ("avoid", asked("bea", avoid=[{"lat": 14.6, "lon": -90.5, "km": 0}]), plan()),
        ("apart", {**instance(), "apart": [["ana", "bea"]]}, plan()),
        ("pinned", asked("elsa", start=[0, 9]), moved("elsa", first=7)),
        ("pinned", asked("fe", pinned={"space": "uno", "first": 8, "nights": 5}), plan()),
        ("level", asked("ana", prefers={"garden": 1}), plan()),
    ],
)
def test_each_broken_rule_is_found(code: str, changed_instance: dict[str, Any], changed_plan: dict[str, Any]) -> None:
    assert codes(changed_instance, changed_plan) == {code}


def test_a_place_or_a_request_that_is_not_in_the_instance_is_found() -> None:
    stranger = plan()
    stranger["unplaced"].append({"request": "nobody", "reasons": []})
    assert codes(instance(), moved("ana", space="nowhere")) == {"unknown", "listed"}
    assert codes(instance(), stranger) == {"unknown"}


def test_a_request_left_out_or_listed_twice_is_found() -> None:
    forgotten, both, twice = plan(), plan(), plan()
    forgotten["unplaced"] = []
    both["unplaced"].append({"request": "ana", "reasons": []})
    twice["assignments"].append(stay("ana", "uno", 8))
    assert codes(instance(), forgotten) == {"listed"}
    assert codes(instance(), both) == {"listed"}
    assert "twice" in codes(instance(), twice)


def test_a_closed_stay_next_to_another_shares_no_night() -> None:
    assert codes(offered(0, taken=[[0, 1, 4], [6, 14, 4]]), plan()) == set()


def test_the_edge_of_a_zone_to_avoid_counts_as_inside() -> None:
    exactly = geodesic_km(14.9, -90.5, 14.6, -90.5)
    at_the_edge = asked("ana", avoid=[{"lat": 14.9, "lon": -90.5, "km": exactly}])
    just_outside = asked("ana", avoid=[{"lat": 14.9, "lon": -90.5, "km": exactly - 1e-6}])
    assert codes(at_the_edge, plan()) == {"avoid"}
    assert codes(just_outside, plan()) == set()


def test_a_stay_that_has_begun_is_not_asked_the_rules_of_entry_again() -> None:
    begun = asked("elsa", requires=["pets"], start=[0, 1], nights=2, avoid=[{"lat": 14.6, "lon": -90.5, "km": 5}])
    assert codes(begun, plan()) == set()


def test_only_a_party_that_allows_it_is_split_and_then_over_two_sites_without_a_gap() -> None:
    halves = moved("cruz", nights=3)
    halves["assignments"].append(stay("cruz", "uno", 8, 2))
    allowed = asked("cruz", split=True)
    assert codes(instance(), halves) == {"twice"}
    assert codes(allowed, halves) == {"twice"}  # there is a gap between the halves
    without_gap = plan()
    without_gap["assignments"][2:3] = [stay("cruz", "mixto", 4, 2), stay("cruz", "uno", 6, 3)]
    assert codes(allowed, without_gap) == {"level"}  # the second room wastes two beds more


def explicit() -> dict[str, Any]:
    listed = instance()
    rows = [(row["request"], row["space"]) for row in plan()["assignments"]]
    listed["candidates"] = [{"request": request, "space": space, "beds": 2, "cost": [10, 7]} for request, space in rows]
    return listed


def test_the_costs_and_beds_of_the_pair_count() -> None:
    listed = explicit()
    listed["candidates"][0]["beds"] = 5
    verdict = check(listed, plan())
    assert (verdict.levels["P"], verdict.levels["D"]) == (51, 35)
    assert "beds" in {violation.code for violation in verdict.violations}


def test_a_pair_that_is_not_listed_is_found() -> None:
    listed = explicit()
    del listed["candidates"][0]
    assert codes(listed, plan()) == {"candidate"}


def test_attributes_and_distances_are_not_asked_again() -> None:
    listed = explicit()
    listed["requests"][0].update(requires=["pets"], max_km=1)
    for site in listed["sites"]:
        del site["lat"], site["lon"]
    assert codes(listed, plan()) == {"level"}


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("T2", {"value": 3}),
        ("T2", {"bound": 1}),
        ("P", {"bound": 4}),
        ("T1", {"bound": 2, "proven": True}),
        ("T1", {"proven": True}),
        ("T2", {"bound": 2, "proven": True}),  # nothing is proven for T1
    ],
)
def test_a_dishonest_level_is_found(name: str, changes: dict[str, Any]) -> None:
    dishonest = plan()
    next(level for level in dishonest["levels"] if level["name"] == name).update(changes)
    assert codes(instance(), dishonest) == {"level"}


def test_a_stay_before_the_first_night_is_found() -> None:
    assert codes(instance(), moved("cruz", first=-1)) == {"horizon", "window"}


def test_a_missing_level_is_found() -> None:
    silent = plan()
    silent["levels"].pop()
    assert codes(instance(), silent) == {"level"}


def test_honest_bounds_and_proofs_pass() -> None:
    proven = plan()
    proven["levels"][0].update(bound=1, proven=True)
    proven["levels"][1].update(bound=3.2)
    assert codes(instance(), proven) == set()


@pytest.mark.parametrize(
    ("key", "row", "field", "value"),
    [
        ("sites", 0, "lat", float("nan")),
        ("spaces", 0, "beds", -1),
        ("spaces", 0, "sharing", "anyone"),
        ("spaces", 0, "site", "nowhere"),
        ("spaces", 1, "taken", [[5, 3, 1]]),
        ("requests", 0, "start", [4, 0]),
        ("requests", 0, "tier", 5),
        ("requests", 0, "nights", "five"),
        ("requests", 1, "id", "ana"),
    ],
)
def test_a_poisoned_instance_is_a_violation_and_never_a_crash(key: str, row: int, field: str, value: object) -> None:
    poisoned = instance()
    poisoned[key][row][field] = value
    assert codes(poisoned, plan()) == {"format"}


@pytest.mark.parametrize("broken", [{}, {"assignments": 3}, {"assignments": [7], "unplaced": [], "levels": []}])
def test_a_broken_plan_is_a_violation_and_never_a_crash(broken: dict[str, Any]) -> None:
    assert codes(instance(), broken) == {"format"}
