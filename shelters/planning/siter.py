"""The choice of houses in a process of its own: worlds, candidates and a budget come in, progress and plans go out.

`shelters.planning.siting` starts it and gives it megabytes, and seconds for each of the programs.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import optimizer
from optimizer.replay import Draws
from optimizer.siting import Budget, Candidate, choose, unmet_of
from shelters.placement.modest import OUT_OF_MEMORY, be_modest, reply

# The most urgent; those who can wait are a future's worth of time away.
URGENT = (1, 2)


def main(arguments: Sequence[str]) -> int:
    """Choose among what stands on standard input."""
    megabytes, seconds = int(arguments[0]), float(arguments[1])
    be_modest(megabytes)
    try:
        reply({"siting": _sited(json.loads(sys.stdin.read()), timedelta(seconds=seconds))})
    except MemoryError:
        return OUT_OF_MEMORY
    return 0


def _sited(asked: dict[str, Any], patience: timedelta) -> dict[str, Any]:
    draws = Draws(**{**asked["draws"], "came": tuple(asked["draws"]["came"])})
    now, all_open = (optimizer.read(each) for each in asked["problems"])
    candidates = [Candidate(**each) for each in asked["candidates"]]
    futures = unmet_of(now, all_open, candidates, draws, URGENT)
    found = choose(
        candidates,
        futures,
        asked["groups"],
        Budget(**asked["budget"]),
        patience=patience,
        tell=lambda done, of: reply({"done": done, "of": of}),
    )
    return asdict(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
