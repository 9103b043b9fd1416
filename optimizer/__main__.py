"""The command line of the library: `python -m optimizer --help`."""

from __future__ import annotations

import signal
import sys
from collections import Counter
from threading import Event
from typing import TYPE_CHECKING

from optimizer import (
    InstanceError,
    Stop,
    beside,
    options,
    read,
    read_plan,
    smallest_changes,
    solve,
    why_not,
    write,
    write_plan,
)
from optimizer.checker import check_files
from optimizer.command_line import parser
from optimizer.generate import generate
from optimizer.readers import READERS
from optimizer.simulate import simulate

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from optimizer import Plan, Problem, Progress

DONE, WRONG_PLAN, UNUSABLE = 0, 1, 2


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code; anything that a person can put right is one line."""
    asked = parser().parse_args(arguments)
    try:
        return COMMANDS[asked.command](asked)
    except InstanceError as error:
        print(f"error: {error}", file=sys.stderr)
    except OSError as error:
        print(f"error: {error.filename}: {error.strerror}", file=sys.stderr)
    return UNUSABLE


def _solve(asked: Namespace) -> int:
    problem = _read(asked.instance)
    start = _read_plan(asked.start) if asked.start else None
    stopped = Event()
    before = signal.signal(signal.SIGINT, lambda *_: stopped.set())
    try:
        stop = Stop(seconds=asked.seconds, cancelled=stopped.is_set)
        plan = solve(problem, stop, asked.seed, start, None if asked.quiet else _tell)
    finally:
        signal.signal(signal.SIGINT, before)
    _give(write_plan(plan), asked.output)
    if asked.output:
        _print_levels(plan)
    return DONE


def _tell(progress: Progress) -> None:
    values = " ".join(str(value) for value in progress.values)
    print(f"{progress.seconds:8.2f} s  {progress.phase:12}  {values}", file=sys.stderr)


def _print_levels(plan: Plan) -> None:
    print(f"{len(plan.assignments)} stays, {len(plan.unplaced)} requests without a place, {plan.seconds:.1f} s")
    for level in plan.levels:
        print(f"{level.name:3} {level.value:10}  bound {level.bound:<12g}  {'proven' if level.proven else ''}".rstrip())
    for total in plan.totals:
        summed = " + ".join(f"{weight:g} {name}" for name, weight in total.weights.items())
        print(f"{summed} = {total.value:g}  bound {total.bound:g}")


def _check(asked: Namespace) -> int:
    verdict = check_files(asked.instance, asked.plan)
    for name, value in verdict.levels.items():
        print(f"{name:3} {value:10}")
    for violation in verdict.violations:
        print(violation)
    print("right: no rule is broken" if verdict.right else f"wrong: {len(verdict.violations)} violations")
    return DONE if verdict.right else WRONG_PLAN


def _generate(asked: Namespace) -> int:
    _give(write(generate(asked.size, asked.seed, asked.stream)), asked.output)
    return DONE


def _convert(asked: Namespace) -> int:
    try:
        problem = READERS[asked.format](asked.file)
    except InstanceError as error:
        raise InstanceError(f"{asked.file.name}: {error}") from None
    _give(write(problem), asked.output)
    return DONE


def _simulate(asked: Namespace) -> int:
    problem = _read(asked.instance)
    report = simulate(problem, [_read(path) for path in asked.past], asked.seconds)
    tier_of = {request.id: request.tier for request in problem.requests}
    print(f"{report.requests} requests; hindsight could place {report.bound} of them at most")
    print("policy              placed   T1   T2   T3   T4  ratio")
    for run in report.runs:
        placed = Counter(tier_of[stay.request] for stay in run.assignments)
        tiers = " ".join(f"{placed[tier]:4}" for tier in (1, 2, 3, 4))
        print(f"{run.policy:18} {run.placed:7} {tiers}  {report.ratio(run):.3f}")
    return DONE


def _options(asked: Namespace) -> int:
    problem = _beside_plan(_read(asked.instance), asked.plan, asked.request)
    found = options(problem, asked.request, asked.count)
    for option in found:
        unmet = f", without {', '.join(option.unmet)}" if option.unmet else ""
        nights = f"nights {option.first}..{option.first + option.nights - 1}"
        print(f"{option.space}  {nights}, {option.km} km, {option.points} points{unmet}")
    if not found:
        print(f"no place for {asked.request}; `why` says which rules stand in the way")
    return DONE


def _why(asked: Namespace) -> int:
    problem = _beside_plan(_read(asked.instance), asked.plan, asked.request)
    refusals = why_not(problem, asked.request)
    worded = {
        refusal.space: [_words(reason.rule, reason.subject) for reason in refusal.reasons] for refusal in refusals
    }
    print(f"{len(worded)} of {len(problem.spaces)} spaces cannot serve {asked.request}")
    for rule, count in Counter(rule for rules in worded.values() for rule in rules).most_common():
        print(f"{count:6}  {rule}")
    for relaxation in smallest_changes(problem, asked.request):
        changes = " and ".join(_words(each.rule, each.subject or each.amount) for each in relaxation.changes)
        print(f"would open {len(relaxation.spaces):3} more: {changes}")
    for space, rules in worded.items() if asked.spaces else ():
        print(f"{space}: {'; '.join(rules)}")
    return DONE


def _words(rule: str, subject: str | int | None) -> str:
    return f"{rule} {subject}" if subject else str(rule)


def _beside_plan(problem: Problem, path: Path | None, request_id: str) -> Problem:
    """Pin everyone but one request where a plan puts them."""
    if path is None:
        return problem
    try:
        return beside(problem, read_plan(path), request_id)
    except InstanceError as error:
        raise InstanceError(f"{path.name}: {error}") from None


def _read(path: Path) -> Problem:
    try:
        return read(path)
    except InstanceError as error:
        raise InstanceError(f"{path.name}: {error}") from None


def _read_plan(path: Path) -> Plan:
    try:
        return read_plan(path)
    except InstanceError as error:
        raise InstanceError(f"{path.name}: {error}") from None


def _give(text: str, path: Path | None) -> None:
    if path is None:
        print(text, end="")
    else:
        path.write_text(text, encoding="utf-8")


COMMANDS = {
    "solve": _solve,
    "check": _check,
    "generate": _generate,
    "read": _convert,
    "simulate": _simulate,
    "options": _options,
    "why": _why,
}

if __name__ == "__main__":
    sys.exit(main())
