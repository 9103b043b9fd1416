"""The benchmark counts what the checker counts, and says who is ahead by the levels alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from optimizer import solve
from optimizer.generate import generate
from tests.bench.__main__ import main
from tests.bench.contest import Entry, contest
from tests.bench.contestant import OURS
from tests.bench.report import contest_lines
from tests.bench.rows import VARIABLE, Row, contests, instances_folder
from tests.bench.verdict import BROKEN, broken_by, broken_by_stays

VALUES = {"T1": 3, "T2": 2, "T3": 2, "T4": 1, "K": 0, "P": 7, "D": 100, "S": 4}


def entry(name: str = OURS, **changes: int) -> Entry:
    return Entry(name, 1.0, 0.5, 100, VALUES | changes, {}, (), (), "")


@pytest.mark.parametrize("worse", [{"T1": 2, "T2": 9}, {"T4": 0, "P": 0}, {"K": -1, "P": 0}, {"P": 8}])
def test_a_plan_is_behind_when_it_is_worse_on_the_first_level_that_differs(worse: dict[str, int]) -> None:
    assert entry().beats(entry("peer", **worse))
    assert not entry("peer", **worse).beats(entry())


def test_kilometres_and_waste_are_not_held_against_a_peer() -> None:
    assert not entry().beats(entry("peer", D=900, S=90))


def test_a_peer_without_a_plan_is_behind() -> None:
    assert entry().beats(Entry("peer", 10.0, 10.0, 100, {}, {}, (), (), "found nothing"))


def test_ours_and_a_peer_plan_the_same_instance_in_processes_of_their_own(tmp_path: Path) -> None:
    entries = contest(generate("small", 2), {OURS: 10.0, "greedy": 1.0}, tmp_path)
    ours, greedy = entries
    assert not ours.violations
    assert ours.proven
    assert ours.trace
    assert not greedy.beats(ours)
    assert greedy.violations == ()


def test_a_contestant_that_fails_is_a_line_in_the_table_and_not_the_end(tmp_path: Path) -> None:
    (failed,) = contest(generate("small", 2), {"nobody": 1.0}, tmp_path)
    assert failed.levels == {}
    assert "KeyError" in failed.note
    row = Row("small", "a test", lambda: generate("small", 2), {})
    assert any("no plan" in line for line in contest_lines(row, [failed]))


def test_the_table_names_who_is_behind_and_how_far_the_best_known_is() -> None:
    row = Row("gap", "a test", lambda: generate("small", 2), {}, best_known=5)
    lines = list(contest_lines(row, [entry(), entry("peer", P=8)]))
    assert "   behind ours on T1..T4, K, P: peer" in lines
    assert any("best known P 5: ours is +40.00 % away" in line for line in lines)


def test_public_instances_come_from_the_option_or_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert instances_folder(None) is None
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    assert instances_folder(None) == tmp_path
    (tmp_path / "gap").mkdir()
    (tmp_path / "gap" / "c05100").write_text("", encoding="utf-8")
    names = [row.name for row in contests(quick=True, instances=tmp_path)]
    assert names == ["small", "national", "ten times", "gap c05100"]


def test_the_table_says_when_every_peer_is_behind_and_with_how_much_more_time() -> None:
    row = Row("gap", "a test", lambda: generate("small", 2), {})
    slow = replace(entry("SCIP", P=8), limit=10.0)
    verdict = "   EVERY peer is behind, the solvers among them with 10 times our time"
    assert verdict in list(contest_lines(row, [entry(), slow, entry("greedy", T4=0)]))
    assert verdict not in list(contest_lines(row, [entry(), slow, entry("greedy", P=6)]))
    assert not any("EVERY" in line for line in contest_lines(row, [entry(), entry("greedy", T4=0)]))


@pytest.mark.parametrize("name", ["national", "ten times"])
def test_in_two_rows_every_solver_has_ten_times_our_time(name: str) -> None:
    for quick in (True, False):
        row = next(row for row in contests(quick=quick, instances=None) if row.name == name)
        assert {row.contestants[name] for name in ("CP-SAT", "SCIP", "HiGHS", "CBC")} == {10 * row.contestants[OURS]}


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """`python -m tests.bench` with one small row, ours alone."""
    monkeypatch.setattr("sys.argv", ["bench", "--alone", "--rows", "small", "--out", str(tmp_path)])
    row = Row("small", "a test", lambda: generate("small", 2), {OURS: 5.0})
    monkeypatch.setattr("tests.bench.__main__.contests", lambda **_: [row])
    monkeypatch.setattr("tests.bench.__main__.plot_contest", lambda *_: None)
    monkeypatch.setattr("tests.bench.__main__.QUESTIONS", {})
    return monkeypatch


@pytest.mark.parametrize(
    ("ours", "code"),
    [
        (entry(), 0),
        (Entry(OURS, 1.0, 1.0, 0, {}, {}, (), (), "Killed"), 1),
        (replace(entry(), violations=("beds: too many",)), 1),
    ],
)
def test_a_run_fails_where_ours_has_no_plan_or_a_wrong_one(bench: pytest.MonkeyPatch, ours: Entry, code: int) -> None:
    bench.setattr("tests.bench.__main__.contest", lambda *_, **__: [ours])
    assert main() == code


@pytest.mark.parametrize(("broken", "code"), [([], 0), (["beds: too many"], 1)])
def test_a_run_fails_where_a_question_breaks_a_rule(bench: pytest.MonkeyPatch, broken: list[str], code: int) -> None:
    def small(*, quick: bool) -> dict[str, object]:
        """Answer nothing."""
        return {"quick": quick, BROKEN: broken}

    bench.setattr("tests.bench.__main__.contest", lambda *_, **__: [entry()])
    bench.setattr("tests.bench.__main__.QUESTIONS", {"small": small})
    assert main() == code


def test_the_checker_sees_a_stay_that_breaks_a_rule() -> None:
    problem = generate("small", 2)
    plan = solve(problem)
    loose = {each.id for each in problem.requests if each.pinned is None}
    wrong = [replace(stay, nights=stay.nights + 60) if stay.request in loose else stay for stay in plan.assignments]
    assert not broken_by(problem, plan)
    assert not broken_by_stays(problem, plan.assignments)
    assert broken_by_stays(problem, wrong)
    assert broken_by(problem, replace(plan, assignments=tuple(wrong)))
