"""The rules in one place: what masks and explanations say, what the checker verifies, what the README lists."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

import optimizer
from optimizer import Problem, why_not, write
from optimizer.checker import check
from optimizer.rules import OF_THE_PLAN, RULES, VERIFIED_AS, Rule
from tests.optimizer.tiny import problems

FOLDER = Path(optimizer.__file__).parent
CHECKERS = sorted(FOLDER.glob("checker*.py"))
README = (FOLDER / "README.md").read_text(encoding="utf-8")
SHARED = {"optimizer.errors"}
"""What the checker may have in common with the solver: how an error is worded, and nothing that decides."""


def test_every_rule_says_what_must_hold_and_how_it_is_verified() -> None:
    assert set(RULES) == set(VERIFIED_AS) == set(Rule)
    assert [rule for rule, codes in VERIFIED_AS.items() if not codes] == [Rule.OUTRANKED]


def test_every_code_of_the_checker_verifies_a_rule_or_is_about_the_plan() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in CHECKERS)
    codes = set(re.findall(r'Violation\(\s*"(\w+)"', text))
    verifying = {code for codes_of_rule in VERIFIED_AS.values() for code in codes_of_rule}
    assert verifying.isdisjoint(OF_THE_PLAN)
    assert codes == verifying | set(OF_THE_PLAN)


def test_the_readme_joins_the_codes_of_both() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ((?:`\w+` ?)*)\| ", README, flags=re.MULTILINE)
    listed = {code: set(re.findall(r"\w+", words)) for code, words in rows}
    for code in (*OF_THE_PLAN, *(code for codes in VERIFIED_AS.values() for code in codes)):
        assert listed[code] == {str(rule) for rule, codes in VERIFIED_AS.items() if code in codes}


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(problems(most=1))
def test_a_stay_forced_where_a_rule_fails_is_reported_by_a_code_of_that_rule(problem: Problem) -> None:
    (request,) = problem.requests
    for refusal in why_not(problem, request.id):
        stay = {"request": request.id, "space": refusal.space, "first": request.start[0], "nights": request.fewest}
        plan = {"assignments": [stay], "unplaced": [], "levels": []}
        reported = {violation.code for violation in check(json.loads(write(problem)), plan).violations}
        for reason in refusal.reasons:
            assert reported & set(VERIFIED_AS[reason.rule]), reason


@pytest.mark.parametrize("path", CHECKERS, ids=lambda path: str(path.stem))
def test_the_checker_imports_no_code_of_the_solver(path: Path) -> None:
    imported = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0
            imported.add(node.module or "")
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
    ours = {name for name in imported if name.split(".")[0] == "optimizer"}
    assert {name for name in ours - SHARED if not name.startswith("optimizer.checker")} == set()


def test_what_checker_and_solver_share_imports_nothing() -> None:
    assert "import" not in (FOLDER / "errors.py").read_text(encoding="utf-8")
