"""R11: whatever is done to one line of the record, verifying finds it, and an untouched record is whole."""

from __future__ import annotations

import asyncio
import random
from uuid import uuid4

from shelters.access.actor import OPERATOR
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.audit.verify import Head, verify
from shelters.database.transaction import transaction
from tests.security.lab import Figure, Lab
from tests.tampering import TAMPERS, tampered
from tests.world import make_world

WRITERS, LINES, TIMES = 50, 40, 1000


async def write(lab: Lab, writers: int, lines: int) -> Head:
    """Let many write at once; give the end of the chain, as it would be kept in a second place."""
    world = await make_world(lab.engine)
    actor = world.actor(world.committee)

    async def one() -> None:
        for number in range(lines):
            async with transaction(lab.engine, actor) as session:
                record(session, actor, Action.OPTIONS_SEEN, uuid4(), options=number)

    await asyncio.gather(*(one() for _ in range(writers)))
    async with transaction(lab.engine, OPERATOR) as session:
        verdict = await verify(session, lab.record_key)
    assert (verdict.lines, verdict.faults) == (writers * lines, [])
    return verdict.head


async def found(lab: Lab, head: Head | None, times: int) -> int:
    """Tamper so many times, each time at one place and in one way; count how often it was found."""
    chance = random.Random(11)
    last = head.position if head else 0
    hits = 0
    for number in range(times):
        kind = list(TAMPERS)[number % len(TAMPERS)]
        async with tampered(lab.superuser, kind, chance.randint(1, last - 1)) as session:
            hits += bool((await verify(session, lab.record_key, head)).faults)
    return hits


async def cut_found(lab: Lab, head: Head, anchor: Head | None) -> bool:
    """Cut the last line and its link off, and say whether it is found."""
    async with tampered(lab.superuser, "line and link removed", head.position) as session:
        return bool((await verify(session, lab.record_key, anchor)).faults)


async def measured(lab: Lab, writers: int = WRITERS, lines: int = LINES, times: int = TIMES) -> Figure:
    """Write, tamper, verify; the control is a cut end without the end that was kept elsewhere."""
    head = await write(lab, writers, lines)
    hits = await found(lab, head, times)
    with_anchor, without = await cut_found(lab, head, head), await cut_found(lab, head, None)
    return Figure(
        "R11",
        f"{writers} writers × {lines} lines, then {times} single tampers",
        "all found, a cut end too with an anchor",
        f"{hits} of {times} found, cut end {'found' if with_anchor else 'missed'}",
        f"cut end without anchor: {'found' if without else 'missed'}",
        holds=hits == times and with_anchor and not without,
    )
