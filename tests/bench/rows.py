"""The rows of the benchmark that are contests: which instance, who takes part, and for how long."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from optimizer import Problem
from optimizer.generate import generate
from optimizer.readers import read_admission, read_assignment
from tests.bench.assignments import assignment_text
from tests.bench.contestant import OURS

VARIABLE = "ABRIGO_BENCH_INSTANCES"
SOLVERS = ("CP-SAT", "SCIP", "HiGHS", "CBC")
BEST_KNOWN = {"c10200": 2806, "d20100": 6185, "e10100": 11577, "testdata01": 7312}
"""Points of the best plan known to us, by file name; other files of the families are compared with our own bound."""


@dataclass(frozen=True)
class Row:
    """One contest.

    Attributes
    ----------
    name, about : str
        For the table.
    make : callable
        Gives the instance.
    contestants : dict
        Seconds of solving for each contestant.
    best_known : int or None
        Points of the best plan that is published.
    """

    name: str
    about: str
    make: Callable[[], Problem]
    contestants: dict[str, float]
    best_known: int | None = None


def contests(*, quick: bool, instances: Path | None) -> Iterator[Row]:
    """List the contests of a quick or of a full run."""
    peers = {"greedy": 1.0}
    five = 5.0 if quick else 30.0
    yield Row("small", "40 houses, 200 rooms, 25 requests", partial(generate, "small", 1), _all(5, 5))
    yield Row(
        "national",
        "300 houses, 1,500 rooms, 500 requests, nobody split; every solver among the peers has ten times our time",
        partial(_whole, "national", 1),
        {OURS: five} | peers | dict.fromkeys(SOLVERS, 10 * five),
    )
    ten = 10.0 if quick else 20.0
    yield Row(
        "ten times",
        "generalised assignment of type d, made from a seed, 20 × 100; every solver has ten times our time",
        _made_here,
        _all(ten, 10 * ten),
    )
    if not quick:
        for seed in (2, 3):
            about = "another seed, equal time, nobody split"
            yield Row(f"national {seed}", about, partial(_whole, "national", seed), _all(60, 60))
        split = "as the first, and twenty stays may be split, which no peer can do"
        yield Row("national split", split, partial(generate, "national", 1), {OURS: 60.0} | peers)
        for size in ("crisis-loose", "crisis-tight"):
            about = "1,000 houses, 5,000 rooms, 5,000 requests, 90 nights, nobody split"
            yield Row(size, about, partial(_whole, size, 1), {OURS: 120.0} | peers | {"CP-SAT": 120.0, "HiGHS": 120.0})
    if instances is not None:
        yield from _public(instances, 20.0 if quick else 60.0, 20.0 if quick else 300.0)


def _whole(size: str, seed: int) -> Problem:
    """Make an instance in which nobody may be split, so that all contestants are asked the same."""
    problem = generate(size, seed)
    return replace(problem, requests=tuple(replace(request, splittable=False) for request in problem.requests))


def _made_here() -> Problem:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "d20100"
        path.write_text(assignment_text("d", 20, 100), encoding="utf-8")
        return read_assignment(path)


def instances_folder(given: Path | None) -> Path | None:
    """Return the folder of public instances: the option, else the environment variable, else none."""
    if given is None and VARIABLE in os.environ:
        given = Path(os.environ[VARIABLE])
    return given if given is not None and given.is_dir() else None


def _all(ours: float, theirs: float) -> dict[str, float]:
    return {OURS: ours, "greedy": 1.0} | dict.fromkeys(SOLVERS, theirs)


def _public(folder: Path, assignment: float, admission: float) -> Iterator[Row]:
    for path in sorted((folder / "gap").glob("[a-e][0-9]*")):
        yield Row(
            f"gap {path.name}",
            "generalised assignment",
            partial(read_assignment, path),
            _all(assignment, assignment),
            BEST_KNOWN.get(path.stem),
        )
    for path in sorted((folder / "pas").glob("*.txt")):
        yield Row(
            f"pas {path.stem}",
            "patient admission scheduling",
            partial(read_admission, path),
            {OURS: admission, "greedy": 1.0, "CP-SAT": admission, "SCIP": admission, "HiGHS": admission},
            BEST_KNOWN.get(path.stem),
        )
