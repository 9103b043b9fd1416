"""Let contestants plan the same instance, and have the independent checker count what each achieved."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from optimizer import Problem, write
from optimizer.checker import check
from tests.bench.contestant import OURS

GRACE = 600  # seconds beyond the limit for reading and for building a model, after which a contestant is out
COMPARED = ("T1", "T2", "T3", "T4", "K", "P")
"""Peers are given two stages, up to points; kilometres and waste are not held against them."""


@dataclass(frozen=True)
class Entry:
    """What one contestant achieved on one instance, as counted by the checker."""

    contestant: str
    limit: float
    seconds: float
    megabytes: int
    levels: dict[str, int]
    bounds: dict[str, float | None]
    proven: tuple[str, ...]
    violations: tuple[str, ...]
    note: str
    trace: list[Any] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)

    @property
    def failed(self) -> bool:
        """Whether there is no plan, or one that breaks a rule."""
        return not self.levels or bool(self.violations)

    def rank(self) -> tuple[int, ...]:
        """Return a key that is smaller for the better plan."""
        return tuple(self.levels[name] * (-1 if name[0] in "TK" else 1) for name in COMPARED)

    def beats(self, other: Entry) -> bool:
        """Tell whether this plan is better on the levels that are compared."""
        return bool(self.levels) and (not other.levels or self.rank() < other.rank())


def contest(problem: Problem, contestants: dict[str, float], folder: Path, *, seed: int = 1) -> list[Entry]:
    """Run contestants one after another, each with its own limit in seconds."""
    folder.mkdir(parents=True, exist_ok=True)
    instance = folder / "instance.json"
    instance.write_text(write(problem), encoding="utf-8")
    document = json.loads(instance.read_bytes())
    return [_enter(name, limit, instance, document, seed) for name, limit in contestants.items()]


def _enter(name: str, limit: float, instance: Path, document: dict[str, Any], seed: int) -> Entry:
    output = instance.with_name(f"{name}.json")
    output.unlink(missing_ok=True)
    command = [sys.executable, "-m", "tests.bench.contestant", name, str(instance), str(output), str(limit), str(seed)]
    try:
        ended = subprocess.run(command, capture_output=True, text=True, timeout=limit + GRACE, check=False)  # noqa: S603
        failure = ended.stderr.strip().splitlines()[-1] if ended.returncode and ended.stderr.strip() else "ended early"
    except subprocess.TimeoutExpired:
        failure = f"no answer {GRACE} s after the limit"
    if not output.exists():
        return Entry(name, limit, limit, 0, {}, {}, (), (), failure)
    outcome = json.loads(output.read_bytes())
    if outcome["plan"] is None:
        return Entry(name, limit, outcome["seconds"], outcome["megabytes"], {}, {}, (), (), outcome["note"])
    verdict = check(document, outcome["plan"])
    reported = outcome["plan"]["levels"]
    broken = [str(violation) for violation in verdict.violations if name == OURS or violation.code != "level"]
    return Entry(
        contestant=name,
        limit=limit,
        seconds=outcome["seconds"],
        megabytes=outcome["megabytes"],
        levels=verdict.levels,
        bounds={level["name"]: level["bound"] for level in reported},
        proven=tuple(level["name"] for level in reported if level["proven"]),
        violations=tuple(broken),
        note=outcome["note"],
        trace=outcome["trace"],
    )
