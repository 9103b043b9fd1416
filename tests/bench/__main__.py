"""`make bench`: our solver beside its peers, on the same instances, in the same run.

Prints a table, and writes results.json and a plot for each contest into the output folder. Public instances are not in
the tree: give their folder with --instances or in ABRIGO_BENCH_INSTANCES (it has sub-folders gap/ and pas/).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.bench.contest import contest
from tests.bench.contestant import OURS
from tests.bench.plot import plot_contest
from tests.bench.questions import QUESTIONS
from tests.bench.report import contest_lines, question_lines
from tests.bench.rows import VARIABLE, Row, contests, instances_folder
from tests.bench.verdict import BROKEN


def main() -> int:
    """Run the rows that were asked for; the exit code is 1 when ours gives no plan or breaks a rule in one of them."""
    asked = _parser().parse_args()
    instances = instances_folder(asked.instances)
    asked.out.mkdir(parents=True, exist_ok=True)
    results: dict[str, Any] = {"machine": f"{os.cpu_count()} cores, Python {platform.python_version()}", "rows": {}}
    wrong = 0
    for name, question in QUESTIONS.items():
        if _wanted(name, asked.rows):
            answer = question(quick=asked.quick)
            results["rows"][name] = answer
            wrong += len(answer.get(BROKEN, ()))
            _say(question_lines(f"{name}: {(question.__doc__ or '').splitlines()[0]}", answer))
    for row in contests(quick=asked.quick, instances=instances):
        if _wanted(row.name, asked.rows):
            wrong += _compete(row, asked, results["rows"])
    if instances is None:
        _say([f"\nPublic instances were left out: no folder was given (--instances or {VARIABLE})."])
    (asked.out / "results.json").write_text(json.dumps(results, indent=1), encoding="utf-8")
    _say([f"\nWritten to {asked.out}/results.json, with a plot for each contest."])
    return 1 if wrong else 0


def _compete(row: Row, asked: argparse.Namespace, results: dict[str, Any]) -> int:
    folder = asked.out / row.name.replace(" ", "-")
    contestants = {name: limit for name, limit in row.contestants.items() if not asked.alone or name == OURS}
    entries = contest(row.make(), contestants, folder, seed=asked.seed)
    _say(contest_lines(row, entries))
    results[row.name] = [entry.to_json() for entry in entries]
    plot_contest(entries, f"{row.name}: {row.about}", folder / "plot.png")
    return sum(entry.failed for entry in entries if entry.contestant == OURS)


def _wanted(name: str, rows: str) -> bool:
    return not rows or any(name == part or name.startswith(f"{part} ") for part in rows.split(","))


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="a quarter of an hour instead of some hours")
    parser.add_argument(
        "--rows", default="", help="comma-separated names: small,national,online,gap,pas,… (default: all)"
    )
    parser.add_argument("--alone", action="store_true", help="ours only, without the peers")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--instances", type=Path, help="folder of public instances")
    parser.add_argument("--out", type=Path, default=Path(".abrigo/bench"), help="folder to write to")
    return parser


if __name__ == "__main__":
    sys.exit(main())
