"""`make replay`: the invented region's year through the real commands, and then `abrigo check`."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from shelters.access.actor import OPERATOR
from shelters.audit.chain import sign_with
from shelters.database.engine import application_url, make_engine
from shelters.database.transaction import transaction
from shelters.demo.arrivals import PAST
from shelters.demo.sizes import Size
from shelters.demo.year import region
from shelters.placement.checks import violations
from shelters.sealing.keyring import load_keyring
from shelters.sealing.record_key import load_record_key
from shelters.settings import Settings
from tests.moving_clock import moving_clock
from tests.replay.replay import Replay
from web.operator.data import prepare


async def main(size: Size, days: int, drawn: int) -> int:
    """Replay so many days, and say what was done and what breaks a rule."""
    with tempfile.TemporaryDirectory(prefix="abrigo-replay-", ignore_cleanup_errors=True) as folder:
        chosen = Settings(data=Path(folder), database_url=None, key_file=None)
        await prepare(chosen)
        engine = sign_with(make_engine(application_url(chosen), pool_size=2), load_record_key(chosen.record_key_path))
        planned = region(size, drawn, datetime.now(UTC))
        with moving_clock(planned.at - PAST) as clock:
            replay = Replay(engine, load_keyring(chosen.keyring_file), planned, clock)
            begun = time.monotonic()
            await replay.run(planned.at - PAST + timedelta(days=days))
            taken = time.monotonic() - begun
            async with transaction(engine, OPERATOR) as session:
                broken = await violations(session)
        await engine.dispose()
    total = replay.done.total()
    print(", ".join(f"{count} {name}" for name, count in replay.done.most_common()))
    print("refused: " + ", ".join(f"{count} {name}" for name, count in replay.refused.most_common()))
    print(
        f"{total} transitions in {taken:.0f} s, {total / taken:.0f} a second; {len(broken)} violations of abrigo check"
    )
    for each in broken[:20]:
        print(f"  {each}")
    return 1 if broken else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=Size, default=Size.REGION)
    parser.add_argument("--days", type=int, default=366)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    sys.exit(asyncio.run(main(asked.size, asked.days, asked.seed)))
