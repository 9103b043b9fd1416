"""`python -m optimizer read`: a benchmark file becomes an instance that the other commands take."""

from pathlib import Path

import pytest

from optimizer import read
from optimizer.__main__ import main
from optimizer.readers import read_assignment

SMALL = "2 2\n3 4\n5 1\n1 1\n1 1\n1 1\n"


def test_what_is_written_reads_back_as_the_same_problem(tmp_path: Path) -> None:
    source, instance = tmp_path / "small", tmp_path / "in.json"
    source.write_text(SMALL, encoding="utf-8")
    assert main(["read", "gap", str(source), "-o", str(instance)]) == 0
    assert read(instance) == read_assignment(source)


def test_the_plan_of_a_benchmark_passes_the_checker(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, instance, plan = tmp_path / "small", tmp_path / "in.json", tmp_path / "out.json"
    source.write_text(SMALL, encoding="utf-8")
    main(["read", "gap", str(source), "-o", str(instance)])
    assert main(["solve", str(instance), "-o", str(plan), "--seconds", "5", "--quiet"]) == 0
    capsys.readouterr()
    assert main(["check", str(instance), str(plan)]) == 0
    assert "P" in capsys.readouterr().out


def test_a_bad_file_is_one_line_with_its_name_line_and_field(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "small"
    source.write_text(SMALL.replace("5 1", "5 x"), encoding="utf-8")
    assert main(["read", "gap", str(source)]) == 2
    assert capsys.readouterr().err == "error: small: line 3, costs[1][1]: must be a whole number, not 'x'\n"
