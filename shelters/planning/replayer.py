"""A replay in a process of its own: worlds and draws come in on standard input, progress and outcomes go out as lines.

`shelters.planning.replays` starts it and gives it two numbers: processes and megabytes for each.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict

import optimizer
from optimizer.replay import Draws, replay_many
from shelters.placement.modest import OUT_OF_MEMORY, be_modest, reply


def main(arguments: Sequence[str]) -> int:
    """Replay what stands on standard input."""
    processes, megabytes = map(int, arguments)
    be_modest(megabytes)
    try:
        asked = json.loads(sys.stdin.read())
        draws = Draws(**{**asked["draws"], "came": tuple(asked["draws"]["came"])})
        problems = [optimizer.read(each) for each in asked["problems"]]
        outcomes = replay_many(problems, draws, processes, lambda done, of: reply({"done": done, "of": of}))
        reply({"outcomes": [[asdict(outcome) for outcome in future] for future in outcomes]})
    except MemoryError:
        return OUT_OF_MEMORY
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
