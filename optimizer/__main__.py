"""The command line of the library: `python -m optimizer --help`."""

from __future__ import annotations

import os
import signal
import sys
from collections import Counter
from contextlib import contextmanager
from threading import Event
from typing import TYPE_CHECKING

from optimizer import InstanceError, Stop, beside, options, smallest_changes, solve, why_not, write, write_plan
from optimizer.belonging import require_belonging
from optimizer.checker import check_files
from optimizer.command_files import give, instance_in, named, plan_in, require_writable
from optimizer.command_line import parser
from optimizer.command_words import Teller, level_table, shortage_lines, violation_lines
from optimizer.generate import generate
from optimizer.readers import READERS
from optimizer.simulate import simulate

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from optimizer import Plan, Problem

DONE, WRONG_PLAN, UNUSABLE = 0, 1, 2
UNREAD = 141
"""What a shell reports of a command whose reader has gone."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code; anything that a person can put right is one line."""
    asked = parser().parse_args(arguments)
    try:
        code = COMMANDS[asked.command](asked)
        sys.stdout.flush()
    except BrokenPipeError:
        _print_no_more()
        return UNREAD
    except InstanceError as error:
        print(f"error: {error}", file=sys.stderr)
    except OSError as error:
        if error.filename is None:
            _print_no_more()
        print(f"error: {error.filename or 'standard output'}: {error.strerror}", file=sys.stderr)
    else:
        return code
    return UNUSABLE


def _print_no_more() -> None:
    """Drop what is still to be printed: whoever read along (`| head`) has gone, or there is no room for it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _solve(asked: Namespace) -> int:
    require_writable(asked.output)
    problem = instance_in(asked.instance)
    start = _start(asked.start, problem) if asked.start else None
    with ended_by_interrupt() as is_ended:
        stop = Stop(seconds=asked.seconds, cancelled=is_ended)
        plan = solve(problem, stop, asked.seed, start, None if asked.quiet else Teller())
    give(write_plan(plan), asked.output)
    if asked.output:
        print(*level_table(plan), sep="\n")
    return DONE


def _start(path: Path, problem: Problem) -> Plan:
    plan = plan_in(path)
    named(path, lambda: require_belonging(problem, plan))
    return plan


@contextmanager
def ended_by_interrupt() -> Iterator[Callable[[], bool]]:
    """Tell, inside, whether Ctrl-C was pressed; pressed again it ends the process."""
    pressed = Event()

    def press(*_: object) -> None:
        pressed.set()
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    before = signal.signal(signal.SIGINT, press)
    try:
        yield pressed.is_set
    finally:
        signal.signal(signal.SIGINT, before)


def _check(asked: Namespace) -> int:
    verdict = check_files(asked.instance, asked.plan)
    for name, value in verdict.levels.items():
        print(f"{name:3} {value:10}")
    for line in violation_lines(verdict.violations, every=asked.all):
        print(line)
    print("right: no rule is broken" if verdict.right else f"wrong: {len(verdict.violations)} violations")
    return DONE if verdict.right else WRONG_PLAN


def _generate(asked: Namespace) -> int:
    require_writable(asked.output)
    give(write(generate(asked.size, asked.seed, asked.stream)), asked.output)
    return DONE


def _convert(asked: Namespace) -> int:
    require_writable(asked.output)
    give(write(named(asked.file, lambda: READERS[asked.format](asked.file))), asked.output)
    return DONE


def _simulate(asked: Namespace) -> int:
    problem = instance_in(asked.instance)
    report = simulate(problem, [instance_in(path) for path in asked.past], asked.seconds)
    tier_of = {request.id: request.tier for request in problem.requests}
    print(f"{report.requests} requests; hindsight could place {report.bound} of them at most")
    print("policy              placed   T1   T2   T3   T4  ratio")
    for run in report.runs:
        placed = Counter(tier_of[stay.request] for stay in run.assignments)
        tiers = " ".join(f"{placed[tier]:4}" for tier in (1, 2, 3, 4))
        print(f"{run.policy:18} {run.placed:7} {tiers}  {report.ratio(run):.3f}")
    return DONE


def _options(asked: Namespace) -> int:
    problem = _posed(asked)
    found = options(problem, asked.request, asked.count)
    for option in found:
        unmet = f", without {', '.join(option.unmet)}" if option.unmet else ""
        nights = f"nights {option.first}..{option.first + option.nights - 1}"
        print(f"{option.space}  {nights}, {option.km} km, {option.points} points{unmet}")
    if not found:
        print(f"no place for {asked.request}; `why` says which rules stand in the way")
    return DONE


def _why(asked: Namespace) -> int:
    problem = _posed(asked)
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


def _bottlenecks(asked: Namespace) -> int:
    problem = instance_in(asked.instance)
    start = _start(asked.plan, problem) if asked.plan else None
    with ended_by_interrupt() as is_ended:
        plan = solve(problem, Stop(seconds=asked.seconds, cancelled=is_ended), asked.seed, start)
    print(*shortage_lines(problem, plan, asked.count), sep="\n")
    return DONE


def _words(rule: str, subject: str | int | None) -> str:
    return f"{rule} {subject}" if subject else str(rule)


def _posed(asked: Namespace) -> Problem:
    """Read the instance, with everyone else where the plan puts them if there is one."""
    problem = instance_in(asked.instance)
    if asked.plan is None:
        return problem
    return named(asked.plan, lambda: beside(problem, plan_in(asked.plan), asked.request))


COMMANDS = {
    "solve": _solve,
    "check": _check,
    "generate": _generate,
    "read": _convert,
    "simulate": _simulate,
    "options": _options,
    "why": _why,
    "bottlenecks": _bottlenecks,
}

if __name__ == "__main__":
    sys.exit(main())
