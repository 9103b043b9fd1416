"""`make chaos`: five minutes of faults under load, and the two controls that must show harm."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
from collections.abc import Sequence

from tests.apart.ground import ground
from tests.apart.server import SHIPPED, UNGUARDED
from tests.apart.unguarded import WITHOUT_CONSTRAINT
from tests.chaos.storm import Verdict, Weather, storm

_RECOVERY = 30.0


async def _blow(name: str, weather: Weather, command: Sequence[str] = SHIPPED) -> Verdict:
    async with ground(command=command) as here:
        if command is UNGUARDED:
            await here.cluster.run(WITHOUT_CONSTRAINT)
        print(f"{name} …", flush=True)
        verdict = await storm(here, weather)
    _tell(name, verdict)
    return verdict


def _tell(name: str, verdict: Verdict) -> None:
    felt, faults = verdict.felt, verdict.faults
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(faults.done.items()))
    print(f"{name}: {faults.done.total()} faults ({kinds})")
    print(f"  acknowledged {felt.acknowledged}; sent again {felt.repeated}, answered otherwise {felt.differing}")
    print(f"  felt: {felt.connection_errors} connection errors, {felt.server_errors} answers above 499")
    print(f"  lost bookings {verdict.lost_bookings}, lost cancels {verdict.lost_cancels}")
    print(f"  ghost bookings {verdict.ghost_bookings}, ghost cancels {verdict.ghost_cancels}")
    print(f"  double bookings {verdict.double}, violations of abrigo check {verdict.violations}")
    slowest = {kind: max(seconds for each, seconds in faults.recoveries if each == kind) for kind in faults.done}
    print(
        "  slowest recovery " + ", ".join(f"{seconds:.1f} s ({kind})" for kind, seconds in slowest.items()), flush=True
    )


async def main(seconds: float, faults: int) -> int:
    """Blow three storms, and say how it ended."""
    # It tells of each connection that breaks when it is put away; here that is the point.
    logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL)
    real = await _blow("as shipped", Weather(seconds=seconds, faults=faults))
    part = Weather(seconds=min(60, seconds), faults=min(12, faults))
    forgetful = await _blow("synchronous_commit=off", Weather(seconds=part.seconds, faults=part.faults, forgetful=True))
    # All for one bed: where nothing keeps two apart, they must be seen to meet.
    crowded = Weather(rooms=1, window=1, seconds=min(30, seconds), faults=1, pause=15)
    unguarded = await _blow("no lock, no constraint", crowded, UNGUARDED)
    good = real.harm() == 0 and real.reached() and max(seconds for _, seconds in real.faults.recoveries) <= _RECOVERY
    found = forgetful.lost_bookings > 0 and unguarded.double > 0
    print("nothing lost, and both controls show harm" if good and found else "FAILED")
    return 0 if good and found else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--faults", type=int, default=60)
    chosen = parser.parse_args()
    sys.exit(asyncio.run(main(chosen.seconds, chosen.faults)))
