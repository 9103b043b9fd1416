"""`make races`: every race at full size, as a table; then the same without lock and constraint, which must fail.

Ends with 1 where a race had not exactly one winner each time, or where the control found nothing.
"""

from __future__ import annotations

import asyncio
import sys
import time

import httpx2

from tests.apart.ground import Ground, ground
from tests.apart.server import UNGUARDED
from tests.apart.unguarded import WITHOUT_CONSTRAINT
from tests.races.races import SINGLE, Result, hold, run_race, send_one_form_often
from tests.races.runners import Runners
from tests.races.single_use import CODES, paper_code

SIZES = (2, 10, 50, 200)
REPETITIONS = 20
FIFTY = 50
CONTROL = 5


async def main() -> int:
    """Run all, and say how it ended."""
    async with ground() as here:
        runners = await Runners.gather(here, max(SIZES), FIFTY)
        print(f"{'race':<18}{'at once':>8}{'times':>7}{'winners':>9}{'overlaps':>10}{'slowest s':>11}  statuses")
        results = [_told(await run_race("last bed", hold, runners, size, REPETITIONS)) for size in SIZES]
        results += [
            _told(await run_race(name, race, runners, FIFTY, REPETITIONS)) for name, race in (SINGLE | CODES).items()
        ]
        same = [await send_one_form_often(runners, FIFTY) for _ in range(REPETITIONS)]
        once = all(len(led) == 1 and made == 1 for led, made in same)
        print(f"{'one form':<18}{FIFTY:>8}{REPETITIONS:>7}  one effect each time: {once}")
        whole = await here.violations()
        print(f"abrigo check: {len(whole)} violations; /health p99 {await _calibration(here):.3f} s")
        found = await _control(here, runners)
    good = all(result.fair() for result in results) and once and not whole and found
    print("one winner each time, and the controls have several" if good else "FAILED")
    return 0 if good else 1


def _told(result: Result) -> Result:
    winners = "/".join(map(str, sorted(set(result.winners))))
    statuses = ", ".join(f"{count} × {status}" for status, count in sorted(result.statuses.items()))
    print(
        f"{result.name:<18}{result.runners:>8}{len(result.winners):>7}{winners:>9}{result.overlaps:>10}"
        f"{result.slowest:>11.2f}  {statuses}",
        flush=True,
    )
    return result


async def _control(here: Ground, runners: Runners) -> bool:
    """Run for the last bed without lock and constraint, and for a code that is looked at before it is spent."""
    await here.cluster.run(WITHOUT_CONSTRAINT)
    await here.serve(UNGUARDED)
    bed = _told(await run_race("unguarded bed", hold, runners, 10, CONTROL))
    code = _told(await run_race("unguarded code", paper_code, runners, 10, CONTROL))
    return bed.overlaps > 0 and min(max(bed.winners), max(code.winners)) > 1


async def _calibration(here: Ground, times: int = 200) -> float:
    """Measure what this machine takes for a page that does next to nothing."""
    taken = []
    async with httpx2.AsyncClient() as client:
        for _ in range(times):
            begun = time.monotonic()
            await client.get(f"{here.server.origin}/health")
            taken.append(time.monotonic() - begun)
    return sorted(taken)[int(times * 0.99) - 1]


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
