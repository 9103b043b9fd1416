"""`make tours`: every task in every way, with what it took, and whatever a browser had to complain of."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from rich.console import Console
from rich.table import Table

from tests.browser.chromium import started
from tests.emptying import Empty, emptying
from tests.scene import make_scene
from tests.security.lab import Lab, laboratory
from tests.serving import served
from tests.tours.every import EVERY
from tests.tours.playing import Played, Stage, play
from tests.tours.task import Task
from tests.tours.ways import WAYS, Way

console = Console(width=160)


@asynccontextmanager
async def staged(lab: Lab) -> AsyncIterator[Stage]:
    """Serve the laboratory's database, and start a browser."""
    async with served(lab.settings, lab.engine, lab.keyring) as origin, started() as browser:
        yield Stage(browser, origin)


async def play_all(lab: Lab, stage: Stage, task: Task, ways: Sequence[Way]) -> list[Played]:
    """Play a task in several ways, each time from the beginning."""
    empty = await emptying(lab.superuser)
    return [await _play_once(lab, stage, task, way, empty) for way in ways]


async def _play_once(lab: Lab, stage: Stage, task: Task, way: Way, empty: Empty) -> Played:
    played = await play(stage, await make_scene(lab.engine, lab.keyring), task, way)
    await empty()
    return played


def shown(rows: Sequence[Played]) -> Table:
    """Lay the figures out, one line for each task and way."""
    table = Table("who", "task", "way", "taps", "inputs", "seconds", "pages", "heaviest, kB", "complaints")
    for each in rows:
        figures = (each.taps, each.inputs, f"{each.seconds:.1f}", each.pages, f"{each.heaviest / 1000:.1f}")
        table.add_row(each.task.who, each.task.name, str(each.way), *map(str, figures), "\n".join(each.complaints))
    return table


async def tour(tasks: Sequence[Task], ways: Sequence[Way]) -> list[Played]:
    """Play tasks in several ways, and say after each how it went."""
    played = []
    async with laboratory() as lab, staged(lab) as stage:
        for task in tasks:
            played += (came := await play_all(lab, stage, task, ways))
            console.print(f"{task.name}: {sum(bool(each.complaints) for each in came)} of {len(came)} with complaints")
    return played


def main() -> int:
    """Play what is asked for, print it, and fail where there is a complaint."""
    parser = argparse.ArgumentParser(prog="python -m tests.tours", description=__doc__)
    named = {task.name: task for task in EVERY}
    parser.add_argument("tasks", nargs="*", choices=[*named, []], help="tasks to play; all without any")
    parser.add_argument("--way", choices=[str(way) for way in WAYS], help="the only way to play them in; all without")
    asked = parser.parse_args()
    ways = [way for way in WAYS if asked.way in {None, str(way)}]
    rows = asyncio.run(tour([named[name] for name in asked.tasks] or EVERY, ways))
    console.print(shown(rows))
    return 0 if rows and not any(each.complaints for each in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
