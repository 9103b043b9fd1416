"""`make mutants`: one thing at a time is changed where a mistake kills, and the tests must notice.

mutmut makes the changes and runs the tests that reach each; a sample drawn by a seed keeps it to an hour. Its control
is mutmut's own: where everything is made to fail the tests must fail, and without a change they must pass.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random

from shelters.database.embedded import start_embedded
from shelters.settings import Settings
from tests.conftest import CLUSTER, TEMPLATE, make_database

_MUTMUT = Path(sys.executable).with_name("mutmut")
# Whatever the tests noticed: a failure, or a change that never ends.
_NOTICED = {"killed", "timeout"}
# Any one function: making the changes and learning which test reaches what comes with the first run.
_FIRST = "shelters.access.policy.x_require__mutmut_1"


def _mutmut(*arguments: str) -> str:
    done = subprocess.run([str(_MUTMUT), *arguments], check=False, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own tools
    return done.stdout


def outcomes() -> dict[str, str]:
    """Say of each change what came of it."""
    lines = (line.strip().rpartition(": ") for line in _mutmut("results", "--all", "true").splitlines())
    return {name: status for name, colon, status in lines if colon and "__mutmut_" in name}


def drawn(names: Sequence[str], sample: int, seed: int) -> list[str]:
    """Draw a sample, or take all where there are no more."""
    return sorted(Random(seed).sample(sorted(names), min(sample, len(names))))


def main(sample: int, seed: int, processes: int, least: float) -> int:
    """Try the sample, and say how it ended."""
    with tempfile.TemporaryDirectory(prefix="abrigo-mutants-", ignore_cleanup_errors=True) as folder:
        settings = Settings(data=Path(folder))
        asyncio.run(make_database(settings, start_embedded(settings.data), TEMPLATE))
        os.environ[CLUSTER] = folder
        print(_mutmut("run", "--max-children", str(processes), _FIRST)[-400:])
        chosen = drawn(list(outcomes()), sample, seed)
        print(f"{len(chosen)} changes of {len(outcomes())}, seed {seed}", flush=True)
        _mutmut("run", "--max-children", str(processes), *chosen)
        found = outcomes()
    return tell({name: found[name] for name in chosen}, least)


def tell(found: dict[str, str], least: float) -> int:
    """Print which changes nobody noticed and the score; give the status to end with."""
    for name, status in found.items():
        if status not in _NOTICED:
            print(f"  {status}: {name}")
    noticed = sum(status in _NOTICED for status in found.values())
    print(", ".join(f"{count} {status}" for status, count in Counter(found.values()).most_common()))
    print(f"mutation score {noticed / len(found):.1%} of {len(found)}, at least {least:.0%} wanted")
    return 0 if noticed >= least * len(found) else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--least", type=float, default=0.85)
    asked = parser.parse_args()
    sys.exit(main(asked.sample, asked.seed, asked.processes, asked.least))
