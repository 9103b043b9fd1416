"""Generalised assignment files: what they mean, and how a bad one is refused."""

from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest

from optimizer.errors import InstanceError
from optimizer.problem import Sharing
from optimizer.readers import READERS, read_assignment

Write = Callable[[str], Path]

SMALL = """ 2 3
 7 8 9
 5 4 3
 1 2 9
 4 5 6
 3 8
"""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def _write(text: str) -> Path:
        path = tmp_path / "small"
        path.write_text(text, encoding="utf-8")
        return path

    return _write


def test_each_agent_is_a_space_shared_by_beds_for_one_night(write: Write) -> None:
    problem = read_assignment(write(SMALL))
    assert problem.nights == 1
    assert [(space.beds, space.sharing) for space in problem.spaces] == [(3, Sharing.BEDS), (8, Sharing.BEDS)]


def test_each_job_is_a_request_of_one_tier(write: Write) -> None:
    requests = read_assignment(write(SMALL)).requests
    assert [(request.tier, request.start, request.nights) for request in requests] == [(1, (0, 0), 1)] * 3


def test_a_weight_is_beds_and_a_cost_is_points(write: Write) -> None:
    pairs = {(c.request, c.space): (c.beds, c.cost) for c in read_assignment(write(SMALL)).candidates or ()}
    assert pairs["job-1", "agent-0"] == (2, (8, 0))
    assert pairs["job-2", "agent-1"] == (6, (3, 0))


def test_a_job_heavier_than_an_agent_can_carry_is_no_candidate(write: Write) -> None:
    pairs = {(c.request, c.space) for c in read_assignment(write(SMALL)).candidates or ()}
    assert pairs == set(product(("job-0", "job-1", "job-2"), ("agent-0", "agent-1"))) - {("job-2", "agent-0")}


def test_lines_may_break_anywhere(write: Write) -> None:
    assert read_assignment(write(SMALL)) == read_assignment(write(SMALL.replace("\n", " ").replace(" 5 4", "\n5\n4")))


def test_the_reader_is_found_by_the_name_of_its_format() -> None:
    assert READERS["gap"] is read_assignment


@pytest.mark.parametrize(
    ("text", "line", "path"),
    [
        (SMALL.replace("5 4 3", "5 x 3"), 3, "costs[1][1]"),
        (SMALL.replace("4 5 6", "4 5.5 6"), 5, "weights[1][1]"),
        (SMALL.replace("1 2 9", "1 -2 9"), 4, "weights[0][1]"),
        (SMALL.replace("3 8", "3"), 6, "capacities[1]"),
        (SMALL + "9\n", 7, "capacities"),
        (SMALL.replace(" 2 3", " 0 3"), 1, "agents"),
        ("99999 99999\n", 1, "jobs"),
        ("", None, "agents"),
        (SMALL.replace("7", "nan"), 2, "costs[0][0]"),
        (SMALL.replace("7", "1" + "0" * 30), 2, "costs[0][0]"),
    ],
)
def test_a_bad_file_is_one_error_with_line_and_field(write: Write, text: str, line: int | None, path: str) -> None:
    with pytest.raises(InstanceError) as caught:
        read_assignment(write(text))
    assert (caught.value.line, caught.value.path) == (line, path)


def test_a_file_that_is_not_there_is_said_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(InstanceError, match="nowhere cannot be read"):
        read_assignment(tmp_path / "nowhere")


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "bytes"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InstanceError, match="not UTF-8"):
        read_assignment(path)
