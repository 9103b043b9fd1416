"""R15: twenty thousand data keys wrapped anew while people read and write, and an old key that opens nothing after."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import OPERATOR
from shelters.accounts.models import Network
from shelters.clock import now, today
from shelters.database.transaction import transaction
from shelters.errors import AbrigoError
from shelters.requests.codes import new_code
from shelters.requests.commands import file_request
from shelters.requests.models import Case, Request, RequestDraft
from shelters.requests.queries import case_of, place_of
from shelters.retention.epochs import rotate
from shelters.sealing.envelope import new_data_key, seal
from shelters.sealing.following import FollowedKeyring
from shelters.sealing.keyring import Keyring, ensure_keyring
from tests.scene import request_draft
from tests.security.lab import Figure, Lab

_AT_ONCE: Final = 1_000
_READERS: Final = 4
_LONGEST: Final = 30.0


@dataclass
class Load:
    """Readers and a writer who go on until they are told to stop, and what happened to them."""

    lab: Lab
    keyring: Keyring
    network_id: UUID
    ids: Sequence[UUID]
    draft: RequestDraft
    reads: int = 0
    writes: int = 0
    failures: list[str] = field(default_factory=list)
    over: bool = False

    async def read(self, seed: int) -> None:
        """Open cases at random."""
        random = Random(seed)
        while not self.over:
            try:
                async with transaction(self.lab.engine, OPERATOR) as session:
                    for request in await _some(session, random.sample(self.ids, 20)):
                        assert case_of(self.keyring, request).party
                        self.reads += 1
            except Exception as error:  # noqa: BLE001 - whatever it is, it is a read that failed
                self.failures.append(repr(error))

    async def write(self) -> None:
        """File requests."""
        while not self.over:
            try:
                async with transaction(self.lab.engine, OPERATOR) as session:
                    await file_request(session, OPERATOR, self.keyring, self.draft, network_id=self.network_id)
                self.writes += 1
            except Exception as error:  # noqa: BLE001 - as above
                self.failures.append(repr(error))


async def _some(session: AsyncSession, ids: list[UUID]) -> Sequence[Request]:
    return (await session.scalars(select(Request).where(col(Request.id).in_(ids)))).all()


async def filled(lab: Lab, keyring: Keyring, draft: RequestDraft, number: int) -> tuple[UUID, list[UUID]]:
    """Write so many requests, each with a data key of its own."""
    network = Network(name="Red de medición (inventada)", country="MX")
    async with transaction(lab.engine, OPERATOR) as session:
        session.add(network)
        await session.flush()
        rows = [_row(keyring, network.id, draft.case, draft) for _ in range(number)]
        for start in range(0, number, _AT_ONCE):
            await session.execute(insert(Request), rows[start : start + _AT_ONCE])
    return network.id, [row["id"] for row in rows]


def _row(keyring: Keyring, network_id: UUID, case: Case, draft: RequestDraft) -> dict[str, Any]:
    one = uuid4()
    key, data_key = new_data_key(keyring, place_of(one, network_id, "data_key"))
    sealed = seal(key, case.model_dump(mode="json"), place_of(one, network_id, "case"))
    nights = draft.nights.model_dump()
    clear = {"id": one, "network_id": network_id, "code": new_code(), "state": "ready", "urgency": 2, "tie": 1}
    return clear | nights | {"filed_at": now(), "data_key": data_key, "case": sealed, "version": 1}


async def opened_with(lab: Lab, keyring: Keyring) -> int:
    """Count the cases that a keyring opens."""
    opened = 0
    async with transaction(lab.engine, OPERATOR) as session:
        for request in await session.scalars(select(Request)):
            try:
                opened += bool(case_of(keyring, request).party)
            except AbrigoError:
                continue
    return opened


async def measured(lab: Lab, keys: int = 20_000) -> Figure:
    """Rotate under load; count what failed, and what the old and the new keyring open afterwards."""
    path = lab.settings.keyring_file
    ensure_keyring(path)
    followed = FollowedKeyring(path)
    draft = request_draft(nights={"earliest": today()})
    network_id, ids = await filled(lab, followed, draft, keys)
    old = Keyring(dict(followed.epochs))
    before = await opened_with(lab, old)
    load = Load(lab, followed, network_id, ids, draft)
    working = [asyncio.create_task(load.read(seed)) for seed in range(_READERS)] + [asyncio.create_task(load.write())]
    began = time.monotonic()
    done = await rotate(lab.engine, path)
    seconds = time.monotonic() - began
    load.over = True
    await asyncio.gather(*working)
    after, now_opened = await opened_with(lab, old), await opened_with(lab, followed)
    whole = now_opened == keys + load.writes and done.rewrapped >= keys
    felt = load.reads > 0 and load.writes > 0
    return Figure(
        row="R15",
        what=f"{done.rewrapped} data keys wrapped anew beside {load.reads} reads and {load.writes} new cases",
        demanded=f"0 failed, in {_LONGEST:.0f} s, the old key opens 0",
        seen=f"{len(load.failures)} failed, {seconds:.1f} s, the old key opens {after} of {now_opened}",
        control=f"before it, the old key opens {before}",
        holds=not load.failures and after == 0 and before == keys and whole and felt,
    )
