"""Patient admission files: what they mean, what a stay costs, and how a bad one is refused."""

from collections.abc import Callable
from pathlib import Path

import pytest

from optimizer.errors import InstanceError
from optimizer.problem import Problem, Sharing
from optimizer.readers import read_admission

Write = Callable[[str], Path]

SMALL = """A SMALL WARD
Rooms: 4
Roomproperties: 2
Beds: 6
Departments: 2
Specialisms: 2
Patients: 4
Planning horizon: 3


SPECIALISMS:
1 Hearts
2 Bones

DEPARTMENTS:
1 General 0 0 | 1 1 2 2
2 Elders 60 99 | 1 2

ROOMPROPERTIES:
1 oxygen
2 window

ROOMS:
1 11 | 2 | 1 | D | 1 1 | 1 0
2 12 | 1 | 1 | N | 3 1 2 2 | 0 1
3 13 | 1 | 1 | M | 1 2 | 0 0
4 21 | 2 | 2 | F | 1 2 | 1 1

BEDS:
1 1
2 1
3 2
4 3
5 4
6 4

PATIENTS:
1 Ana 70 F | 0 2 | 1 1 2 | 1 | 0 0 | 0 1
2 Luz 30 F | 1 5 | 2 1 1 2 3 | 2 | 1 0 | 1 0
3 Eva 30 F | 3 4 | 1 1 1 | 0 | 0 0 | 0 0
4 Tom 40 M | 1 1 | 1 1 0 | 0 | 0 0 | 0 0

END.
"""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def _write(text: str) -> Path:
        path = tmp_path / "ward.txt"
        path.write_text(text, encoding="utf-8")
        return path

    return _write


@pytest.fixture
def ward(write: Write) -> Problem:
    return read_admission(write(SMALL))


def costs_of(problem: Problem, request: str) -> dict[str, int]:
    return {c.space: c.cost[0] for c in problem.candidates or () if c.request == request}


def test_a_room_of_policy_d_takes_one_class_a_night_and_the_others_are_shared_by_beds(ward: Problem) -> None:
    kinds = [(space.beds, space.sharing) for space in ward.spaces]
    assert kinds == [(2, Sharing.ONE_CLASS), (1, Sharing.BEDS), (1, Sharing.BEDS), (2, Sharing.BEDS)]


def test_a_room_stands_in_its_department(ward: Problem) -> None:
    assert [space.site for space in ward.spaces] == ["department-1"] * 3 + ["department-2"]


def test_who_comes_after_the_horizon_or_for_no_night_is_left_out(ward: Problem) -> None:
    assert [request.id for request in ward.requests] == ["patient-1", "patient-2"]


def test_nights_past_the_horizon_are_cut(ward: Problem) -> None:
    assert [(request.start, request.nights) for request in ward.requests] == [((0, 0), 2), ((1, 1), 2)]


def test_the_sex_of_a_patient_is_the_class_of_the_request(ward: Problem) -> None:
    assert {request.class_ for request in ward.requests} == {"F"}


def test_a_room_of_the_other_sex_is_no_candidate(ward: Problem) -> None:
    assert "room-3" not in costs_of(ward, "patient-1")


def test_a_required_property_and_the_ages_of_a_department_decide_who_is_a_candidate(ward: Problem) -> None:
    assert set(costs_of(ward, "patient-2")) == {"room-1"}


def test_a_room_larger_than_preferred_costs_eight_a_night_and_a_missing_wish_twenty(ward: Problem) -> None:
    assert costs_of(ward, "patient-1")["room-1"] == 2 * (8 + 20)


def test_a_priority_after_the_first_costs_ten_for_each_step(ward: Problem) -> None:
    assert costs_of(ward, "patient-1")["room-2"] == 2 * 20


def test_a_department_without_the_specialism_costs_ten_and_a_room_twenty(ward: Problem) -> None:
    assert costs_of(ward, "patient-1")["room-4"] == 2 * (8 + 10 + 20)


def test_each_night_is_priced_by_its_own_specialism(ward: Problem) -> None:
    assert costs_of(ward, "patient-2")["room-1"] == 0 + 20


@pytest.mark.parametrize(
    ("old", "new", "line", "path"),
    [
        ("Rooms: 4", "Rooms: 5", None, "ROOMS"),
        ("Rooms: 4", "Rooms: four", 2, "counts"),
        ("Planning horizon: 3", "Planning horizon: 0", None, "Planning horizon"),
        ("BEDS:", "BED:", None, "BEDS"),
        ("SPECIALISMS:\n", "", 11, "sections"),
        ("2 12 | 1", "2 12 | one", 25, "ROOMS[2].capacity"),
        ("| M | 1 2", "| X | 1 2", 26, "ROOMS[3].gender policy"),
        ("| M | 1 2", "| M | 1 9", 26, "ROOMS[3].specialisms[0]"),
        ("| M | 1 2", "| M | 1 2 1", 26, "ROOMS[3].specialisms"),
        ("2 | 2 | F", "2 | 7 | F", 27, "ROOMS[4].department"),
        ("3 2\n4 3", "3 2\n3 3", 33, "BEDS[3].id"),
        ("1 Ana 70 F", "1 Ana 70 Q", 38, "PATIENTS[1].sex"),
        ("1 Ana 70 F", "1 Ana -7 F", 38, "PATIENTS[1].age"),
        ("F | 0 2 |", "F | 2 0 |", 38, "PATIENTS[1].last night"),
        ("| 1 1 2 |", "| 1 1 1 |", 38, "PATIENTS[1].treatment"),
        ("| 1 | 0 0 | 0 1", "| 1 | 0 0 | 0", 38, "PATIENTS[1].preferred[1]"),
        ("| 1 | 0 0 | 0 1", "| 1 | 0 0", 38, "PATIENTS[1]"),
    ],
)
def test_a_bad_file_is_one_error_with_line_and_field(
    write: Write, old: str, new: str, line: int | None, path: str
) -> None:
    assert old in SMALL
    with pytest.raises(InstanceError) as caught:
        read_admission(write(SMALL.replace(old, new, 1)))
    assert (caught.value.line, caught.value.path) == (line, path)
