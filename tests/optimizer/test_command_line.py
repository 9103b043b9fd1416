"""`python -m optimizer`: files in, files out, one clear line when something is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from optimizer import read_plan
from optimizer.__main__ import main
from optimizer.generate import SIZES


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    path = tmp_path / "in.json"
    assert main(["generate", "small", "--seed", "3", "-o", str(path)]) == 0
    return path


@pytest.fixture
def plan(instance: Path, tmp_path: Path) -> Path:
    path = tmp_path / "out.json"
    assert main(["solve", str(instance), "-o", str(path), "--seconds", "20", "--quiet"]) == 0
    return path


def open_request(instance: Path) -> str:
    rows = json.loads(instance.read_text())["requests"]
    return str(next(row["id"] for row in rows if "pinned" not in row))


def test_a_solved_instance_passes_the_independent_check(
    instance: Path, plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["check", str(instance), str(plan)]) == 0
    printed = capsys.readouterr().out
    for level in read_plan(plan).levels:
        assert f"{level.name:3} {level.value:10}\n" in printed
    assert printed.endswith("right: no rule is broken\n")


def test_a_wrong_plan_ends_with_code_one_and_names_the_rule(
    instance: Path, plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = json.loads(plan.read_text())
    content["assignments"].pop()
    plan.write_text(json.dumps(content))
    assert main(["check", str(instance), str(plan)]) == 1
    assert "listed: request" in capsys.readouterr().out


def test_solving_reports_value_bound_and_proof_of_each_level(
    instance: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["solve", str(instance), "-o", str(tmp_path / "out.json"), "--seconds", "20"]) == 0
    captured = capsys.readouterr()
    levels = [
        line for line in captured.out.splitlines() if line[:2] in {"T1", "T2", "T3", "T4", "K ", "P ", "D ", "S "}
    ]
    assert len(levels) == 8
    assert all(line.endswith("proven") for line in levels)
    assert "greedy" in captured.err


def test_without_an_output_file_the_plan_is_printed(instance: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["solve", str(instance), "--seconds", "20", "--quiet"]) == 0
    assert {"assignments", "unplaced", "levels", "seconds", "seed"} <= json.loads(capsys.readouterr().out).keys()


def test_solving_can_begin_from_an_earlier_plan(instance: Path, plan: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.json"
    main(["solve", str(instance), "-o", str(again), "--seconds", "20", "--start", str(plan), "--quiet"])
    assert read_plan(again).values == read_plan(plan).values


def test_options_are_places_and_why_counts_the_rules_that_shut_the_others(
    instance: Path, plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    request = open_request(instance)
    capsys.readouterr()
    assert main(["options", str(instance), request, "--count", "2", "--plan", str(plan)]) == 0
    options = capsys.readouterr().out.splitlines()
    assert main(["why", str(instance), request, "--plan", str(plan), "--spaces"]) == 0
    refusals = capsys.readouterr().out.splitlines()
    assert 1 <= len(options) <= 2
    assert refusals[0].endswith(f"of 200 spaces cannot serve {request}")
    shut = {line.split(":")[0] for line in refusals if line.startswith("r")}
    assert not shut & {line.split()[0] for line in options}


def test_the_help_names_every_command_and_every_size(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--help"], ["generate", "--help"]):
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        assert ended.value.code == 0
    printed = capsys.readouterr().out
    assert all(command in printed for command in ("solve", "check", "generate", "simulate", "options", "why"))
    assert all(f"{size} " in printed for size in SIZES)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["solve", "missing.json"], "error: missing.json cannot be read: No such file"),
        (["check", "{instance}", "{broken}.txt"], "No such file"),
        (["check", "{instance}", "{garbage}"], "garbage.json: is not JSON"),
        (["check", "{garbage}", "{garbage}"], "garbage.json: is not JSON"),
        (
            ["solve", "{instance}", "--start", "{foreign}"],
            "foreign.json: this plan does not belong to",
        ),
        (["options", "{instance}", "q0000", "--plan", "{foreign}"], "foreign.json: this plan does not belong to"),
        (["why", "{instance}", "q0000", "--plan", "{foreign}"], "foreign.json: this plan does not belong to"),
        (["options", "{instance}", "nobody"], "'nobody' is not a request"),
        (["solve", "{broken}"], "broken.json: line 3"),
        (["solve", "{instance}", "--start", "{broken}"], "broken.json"),
    ],
)
def test_what_cannot_be_used_is_one_line_on_standard_error_and_code_two(
    arguments: list[str], message: str, instance: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text(
        '{"format": "abrigo-instance/1",\n "nights": 3,\n "sites": [{"id": "a", "colour": 1}],\n "spaces": []}'
    )
    garbage, foreign = tmp_path / "garbage.json", tmp_path / "foreign.json"
    garbage.write_text("no plan")
    foreign.write_text('{"assignments": [], "unplaced": [{"request": "eva"}]}')
    paths = {"instance": instance, "broken": broken, "garbage": garbage, "foreign": foreign}
    filled = [part.format(**paths) for part in arguments]
    capsys.readouterr()
    assert main(filled) == 2
    errors = capsys.readouterr().err.splitlines()
    assert len(errors) == 1
    assert errors[0].startswith("error: ")
    assert message in errors[0]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (["solve"], "required: IN"),
        (["generate", "huge"], "invalid choice"),
        (["solve", "in.json", "--seconds", "-3"], "'-3' is not a positive number of seconds"),
        (["solve", "in.json", "--seconds", "abc"], "'abc' is not a positive number of seconds"),
        (["solve", "in.json", "--seed", "-1"], "'-1' is not a whole number of 0 or more"),
        (["options", "in.json", "q0000", "--count", "0"], "'0' is not a whole number of 1 or more"),
        (["options", "in.json", "q0000", "--count", "-1"], "'-1' is not a whole number of 1 or more"),
        (["place"], "invalid choice"),
    ],
)
def test_a_wrong_use_is_explained_and_ends_with_code_two(
    wrong: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(wrong)
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert "usage: python -m optimizer" in told
    assert words in told


def test_a_file_that_cannot_be_written_is_refused_before_the_search(
    instance: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for output, words in ((tmp_path / "no" / "out.json", "there is no such folder"), (tmp_path, "Is a directory")):
        for command in (["solve", str(instance)], ["generate", "small"]):
            assert main([*command, "-o", str(output)]) == 2
        told = capsys.readouterr()
        assert told.out == ""
        assert words in told.err
        assert "greedy" not in told.err


def test_a_plan_that_cannot_be_written_after_all_is_printed(instance: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["solve", str(instance), "-o", "/dev/full", "--seconds", "5", "--quiet"]) == 2
    told = capsys.readouterr()
    assert read_plan(told.out).assignments
    assert told.err == "error: /dev/full: No space left on device; what was meant for it is printed instead\n"


def why_printed_to(output: int, instance: Path) -> tuple[int, str]:
    why = [sys.executable, "-m", "optimizer", "why", str(instance), "q0000", "--spaces"]
    ran = subprocess.run(why, stdout=output, stderr=subprocess.PIPE, text=True, check=False)  # noqa: S603 - our own
    os.close(output)
    return ran.returncode, ran.stderr


def test_a_reader_who_goes_away_is_no_error(instance: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    assert why_printed_to(writer, instance) == (141, "")


def test_a_full_disk_is_one_line(instance: Path) -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    assert why_printed_to(full, instance) == (2, "error: standard output: No space left on device\n")


def test_only_the_first_of_many_broken_rules_are_printed_unless_all_are_asked_for(
    instance: Path, plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan.write_text(json.dumps(json.loads(plan.read_text()) | {"assignments": [], "unplaced": []}))
    capsys.readouterr()
    main(["check", str(instance), str(plan)])
    few = capsys.readouterr().out
    main(["check", str(instance), str(plan), "--all"])
    every = capsys.readouterr().out
    assert (few.count("listed: request"), every.count("listed: request")) == (20, 25)
    assert "listed: and 5 more; --all prints them" in few


def test_a_national_day_cut_short_is_still_a_right_plan_with_honest_levels(tmp_path: Path) -> None:
    problem, answer = str(tmp_path / "in.json"), str(tmp_path / "out.json")
    assert main(["generate", "national", "--seed", "2", "-o", problem]) == 0
    assert main(["solve", problem, "-o", answer, "--seconds", "4", "--quiet"]) == 0
    assert main(["check", problem, answer]) == 0
    assert len(read_plan(answer).assignments) > 350


def test_a_stream_is_replayed_beside_its_past(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    now, before = str(tmp_path / "now.json"), str(tmp_path / "before.json")
    for path, stream in ((now, "0"), (before, "1")):
        main(["generate", "online", "--seed", "1", "--stream", stream, "-o", path])
    assert main(["simulate", now, "--past", before]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("600 requests; hindsight could place ")
    ratios = {line[:18].strip(): float(line.split()[-1]) for line in lines[2:]}
    assert ratios["nearest"] < ratios["best fit + prices"] <= 1
