"""What the checker says of files and plans that it cannot judge: once, and by name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from optimizer import InstanceError
from optimizer.checker import check, check_files
from tests.optimizer.test_checker import codes, instance, plan


def test_files_are_checked_like_documents(tmp_path: Path) -> None:
    problem, answer = tmp_path / "in.json", tmp_path / "out.json"
    problem.write_text(json.dumps(instance()))
    answer.write_text(json.dumps({"plan": plan()}))
    assert check_files(problem, answer).right


@pytest.mark.parametrize("text", ["{", "", "[" * 100_000, '{"plan": ' * 100_000])
def test_a_file_that_is_no_json_cannot_be_checked_and_is_named(text: str, tmp_path: Path) -> None:
    problem, garbage = tmp_path / "in.json", tmp_path / "garbage.json"
    problem.write_text(json.dumps(instance()))
    garbage.write_text(text)
    with pytest.raises(InstanceError, match=r"garbage\.json: is n"):
        check_files(problem, garbage)


def test_what_is_nested_where_names_belong_is_a_violation_and_never_a_crash() -> None:
    deep: list[Any] = []
    for _ in range(5000):
        deep = [deep]
    assert codes(instance() | {"apart": deep}, plan()) == {"format"}


def test_a_plan_of_another_instance_is_told_once() -> None:
    foreign = plan()
    for row in (*foreign["assignments"], *foreign["unplaced"]):
        row["request"] += "x"
    (found,) = check(instance(), foreign).violations
    assert str(found) == "unknown: plan: does not belong to this instance: 6 of 6 requests are unknown"
