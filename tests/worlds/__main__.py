"""`make worlds`: the interval of a what-if against another year, beside two that must not do; and two processes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from rich.console import Console
from rich.progress import track
from rich.table import Table

from tests.worlds.covering import ENOUGH, HALF, World, world
from tests.worlds.scaling import seconds_taken

console = Console(width=110)


def drawn(worlds: int, futures: int, processes: int) -> list[World]:
    """Draw worlds, in as many processes as are given."""
    with ProcessPoolExecutor(processes) as pool:
        done = pool.map(partial(world, futures=futures), range(worlds))
        return list(track(done, "worlds", worlds, console=console))


def covering(worlds: Sequence[World]) -> tuple[Table, bool]:
    """Say how often each interval held what came, and whether those do that must and no other."""
    fewest = ENOUGH * len(worlds)
    table = Table("interval", f"holds the loss of another year, of {len(worlds)} worlds", "must", "does")
    right = True
    for name, held, must in (
        ("of nine years in ten", sum(each.covers() for each in worlds), True),
        ("half as wide (control)", sum(each.covers(HALF) for each in worlds), False),
        ("one drawn year (control)", sum(each.first_covers for each in worlds), False),
    ):
        does = (held >= fewest) == must
        right = right and does
        table.add_row(name, str(held), f"{'>=' if must else '<'} {fewest:.0f}", "yes" if does else "NO")
    return table, right


def main() -> int:
    """Print both, and fail where an interval does what it must not."""
    parser = argparse.ArgumentParser(prog="python -m tests.worlds", description=__doc__)
    parser.add_argument("--worlds", type=int, default=100)
    parser.add_argument("--futures", type=int, default=60, help="drawn years for each interval")
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    table, right = covering(drawn(asked.worlds, asked.futures, asked.processes))
    console.print(table)
    one, two = seconds_taken((1, 2), asked.futures)
    console.print(
        f"{asked.futures} years of the region: {one:.1f} s in one process, {two:.1f} s in two: {one / two:.2f} times"
    )
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
