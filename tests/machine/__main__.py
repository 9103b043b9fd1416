"""`make machine`: thousands of sequences of fifty steps against the plain model, and each seeded bug found.

Each process has a PostgreSQL of its own and draws its own sequences, whose seed is printed; bugs are shared out too.
"""

from __future__ import annotations

import argparse
import multiprocessing
import secrets
import sys
import time

from tests.machine.bugs import BUGS
from tests.machine.lots import STEPS, work


def main(sequences: int, processes: int) -> int:
    """Run all, and say how it ended."""
    seeds = [secrets.randbelow(2**32) for _ in range(processes)]
    print(f"{sequences} sequences of {STEPS} steps in {processes} processes, seeds {', '.join(map(str, seeds))}")
    shares = [(sequences // processes, drawn, list(BUGS)[number::processes]) for number, drawn in enumerate(seeds)]
    begun = time.monotonic()
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        results = pool.map(work, shares)
    done, steps = sum(each[0] for each in results), sum(each[1] for each in results)
    missed = [bug for each in results for bug in each[2]]
    print(f"{done} sequences, {steps} commands, no divergence, in {time.monotonic() - begun:.0f} s")
    print(f"{len(BUGS) - len(missed)} of {len(BUGS)} seeded bugs found" + (f"; missed: {missed}" if missed else ""))
    return 1 if missed else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sequences", type=int, default=2000)
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    sys.exit(main(asked.sequences, asked.processes))
