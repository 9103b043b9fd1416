"""The solver in a process of its own: an instance comes in on standard input, progress and the plan go out as lines.

`shelters.placement.solving` starts it and gives it three numbers: seconds, seed, megabytes. Nothing about a person is
ever in its arguments, its environment or a file.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from typing import Final

import optimizer
from optimizer import solve
from shelters.placement.modest import OUT_OF_MEMORY, be_modest, reply

_TIERS: Final = 4


def main(arguments: Sequence[str]) -> int:
    """Solve what stands on standard input; a run that is out of memory ends with a status of its own."""
    seconds, seed, megabytes = float(arguments[0]), int(arguments[1]), int(arguments[2])
    be_modest(megabytes)
    parent, asked = os.getppid(), []
    signal.signal(signal.SIGTERM, lambda *_: asked.append(True))
    # Whoever started it may be gone: then nobody reads the plan.
    stop = optimizer.Stop(seconds=seconds, cancelled=lambda: bool(asked) or os.getppid() != parent)
    try:
        problem = optimizer.read(sys.stdin.read())
        plan = solve(problem, stop, seed=seed, on_progress=_tell)
        reply({"plan": optimizer.write_plan(plan)})
    except MemoryError:
        return OUT_OF_MEMORY
    return 0


def _tell(reached: optimizer.Progress) -> None:
    placed = sum(reached.values[:_TIERS])
    better = [bound - value for value, bound in zip(reached.values, reached.bounds, strict=True)][:_TIERS]
    # JSON knows no infinity: an unknown bound is left out.
    most = placed + sum(better)
    reply({"phase": reached.phase, "placed": placed, "most": int(most) if most < float("inf") else None})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
