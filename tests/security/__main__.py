"""`make security`: each promise of SECURITY.md measured at full size, beside a control that must fail."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Final

from rich.console import Console
from rich.table import Table

from tests.security import (
    authorisation,
    browser_profile,
    duress,
    isolation,
    nobody_else,
    notices,
    planted_secrets,
    rotated_keys,
    shredded_case,
    supply,
    tampered_record,
    two_cases,
    unknown_names,
)
from tests.security.lab import Figure, Lab, laboratory

Measure = Callable[[Lab], Awaitable[Figure]]
# In the order of the figures that were demanded; each has a database of its own.
ROWS: Final[dict[str, Measure]] = {
    "R1": planted_secrets.measured,
    "R7": authorisation.measured,
    "R8": isolation.measured,
    "R9": nobody_else.measured,
    "R11": tampered_record.measured,
    "R14": unknown_names.measured,
    "R15": rotated_keys.measured,
    "R16": shredded_case.measured,
    "R17": browser_profile.measured,
    "R20": supply.measured,
    "R22": duress.measured,
    "R23": notices.measured,
    "R24": two_cases.measured,
}
console = Console(width=160)


async def measure(row: str) -> Figure:
    """Measure one row in a laboratory of its own."""
    async with laboratory() as lab:
        return await ROWS[row](lab)


def shown(figures: list[Figure]) -> Table:
    """Lay the figures out, with the verdict at the end."""
    table = Table("row", "what", "demanded", "seen", "control", "holds")
    for each in figures:
        table.add_row(each.row, each.what, each.demanded, each.seen, each.control, "yes" if each.holds else "NO")
    return table


def main() -> int:
    """Measure the rows that are asked for, print them, and fail where one does not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.security", description=__doc__)
    parser.add_argument("rows", nargs="*", choices=[*ROWS, []], help="rows to measure; all without any")
    figures = []
    for row in parser.parse_args().rows or ROWS:
        began = time.monotonic()
        figures.append(asyncio.run(measure(row)))
        console.print(f"{row}: {time.monotonic() - began:.0f} s", highlight=False)
    console.print(shown(figures))
    return 0 if all(figure.holds for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
