"""One contestant in a process of its own: `python -m tests.bench.contestant NAME IN OUT SECONDS SEED`.

A process each, because highspy and OR-Tools cannot be loaded together, memory is measured per process, and a
solver that dies must not take the table with it.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from optimizer import Plan, Problem, Progress, Stop, read, solve, write_plan

OURS = "abrigo"


def main() -> None:
    """Solve and write the plan, with what it took."""
    name, instance, output, seconds, seed = sys.argv[1:]
    problem = read(Path(instance))
    outcome = _ours(problem, float(seconds), int(seed)) if name == OURS else _peer(name, problem, float(seconds))
    outcome["megabytes"] = _most_megabytes()
    Path(output).write_text(json.dumps(outcome), encoding="utf-8")


def _most_megabytes() -> int:
    """Return the most memory held at once; on Linux `ru_maxrss` would count what the parent held before the start."""
    status = Path("/proc/self/status")
    if status.exists():
        kilobytes = next(line.split()[1] for line in status.read_text(encoding="utf-8").splitlines() if "VmHWM" in line)
        return int(kilobytes) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _ours(problem: Problem, seconds: float, seed: int) -> dict[str, Any]:
    trace: list[list[Any]] = []

    def tell(progress: Progress) -> None:
        finite = [bound if abs(bound) < 1e18 else None for bound in progress.bounds]
        trace.append([round(progress.seconds, 3), progress.phase, list(progress.values), finite])

    started = time.monotonic()
    plan = solve(problem, Stop(seconds=seconds), seed=seed, on_progress=tell)
    return {"plan": _document(plan), "seconds": time.monotonic() - started, "trace": trace, "note": ""}


def _document(plan: Plan) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(write_plan(plan))
    return document


def _peer(name: str, problem: Problem, seconds: float) -> dict[str, Any]:
    from tests.bench.peers import run_peer  # noqa: PLC0415 - the peers' libraries must not weigh on ours

    found = run_peer(name, problem, seconds)
    columns = found.columns
    if not len(columns):
        return {"plan": None, "seconds": found.seconds, "trace": [], "note": found.note}
    rows = zip(columns.request, columns.space, columns.first, columns.nights, strict=True)
    stays = [
        {
            "request": problem.requests[request].id,
            "space": problem.spaces[space].id,
            "first": int(first),
            "nights": int(nights),
        }
        for request, space, first, nights in rows
    ]
    placed = {stay["request"] for stay in stays}
    unplaced = [{"request": each.id} for each in problem.requests if each.id not in placed]
    plan = {"assignments": stays, "unplaced": unplaced, "levels": []}
    return {"plan": plan, "seconds": found.seconds, "trace": [], "note": found.note}


if __name__ == "__main__":
    main()
