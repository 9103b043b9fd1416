"""Clients that book and cancel while things break, each remembering only what it was told."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from uuid import UUID, uuid4

import httpx2

from shelters.clock import today
from shelters.placement.tokens import Choice, write_token
from shelters.requests.models import Request
from tests.apart.ground import Ground, Sender

NIGHTS = 3
_AGAIN = 0.15
# A proposal is what an acknowledged hold made; its id is on the request's page, which is read between faults.
_PROPOSAL = "select id, state from proposal where request_id = :request order by made_at desc limit 1"
_STAY = "select id from stay where proposal_id = :proposal"


@dataclass
class Told:
    """What one client was told of its request: how many steps of each kind were acknowledged."""

    held: int = 0
    let_go: int = 0
    accepted: int = 0
    cancelled: int = 0


@dataclass
class Felt:
    """What all clients felt of the faults."""

    acknowledged: int = 0
    repeated: int = 0
    differing: int = 0
    connection_errors: int = 0
    server_errors: int = 0
    statuses: Counter[int] = field(default_factory=Counter)


class Client:
    """A committee member with one request, and the host who answers her; each form is sent until it is answered."""

    def __init__(self, ground: Ground, seed: int, request: Request, people: tuple[Sender, Sender], felt: Felt) -> None:
        """Begin with a request that nobody has booked for."""
        self._ground, self._random, self._request, self._felt = ground, Random(seed), request, felt
        self._committee, self._host = people
        self.told = Told()
        self.stopping = asyncio.Event()

    @property
    def request_id(self) -> UUID:
        """Name its request."""
        return self._request.id

    async def run(self, rooms: list[tuple[UUID, UUID]], window: int) -> None:
        """Book, and let go or be accepted and cancel, until it is time to stop; the last step is seen through."""
        while not self.stopping.is_set():
            if not await self._send(
                self._committee, f"/requests/{self.request_id}/options", option=self._token(rooms, window)
            ):
                continue
            self.told.held += 1
            await asyncio.sleep(self._random.uniform(0, 0.05))
            proposal = await self._id(_PROPOSAL, request=self.request_id)
            if self.stopping.is_set():
                return
            if self._random.random() < 0.5:
                self.told.let_go += await self._send(self._committee, f"/proposals/{proposal}/let-go")
                continue
            self.told.accepted += await self._send(self._host, f"/proposals/{proposal}/accept")
            stay = await self._id(_STAY, proposal=proposal)
            if not self.stopping.is_set():
                self.told.cancelled += await self._send(self._committee, f"/stays/{stay}/cancel")

    def _token(self, rooms: list[tuple[UUID, UUID]], window: int) -> str:
        house, room = self._random.choice(rooms)
        first = today() + timedelta(days=self._random.randrange(window))
        keyring = self._ground.scene.keyring
        return write_token(keyring, self._request, Choice(room, house, first, NIGHTS))

    async def _send(self, sender: Sender, path: str, **fields: str) -> bool:
        """Send a form, with the same key again and again, until it is answered; now and then once more after that."""
        key = uuid4().hex
        while (answer := await self._try(sender, path, key, fields)) is None:  # noqa: ASYNC110 - as a person waits
            await asyncio.sleep(_AGAIN * self._random.uniform(0.5, 1.5))
        if answer.status_code != 303:
            return False
        self._felt.acknowledged += 1
        if self._random.random() < 0.2 and (again := await self._try(sender, path, key, fields)) is not None:
            self._felt.repeated += 1
            self._felt.differing += again.headers.get("location") != answer.headers["location"]
        return True

    async def _try(self, sender: Sender, path: str, key: str, fields: dict[str, str]) -> httpx2.Response | None:
        """Send a form once; an error of the line or the server is no answer."""
        try:
            answer = await sender.send(path, once=key, **fields)
        except (httpx2.TransportError, OSError):
            self._felt.connection_errors += 1
            return None
        self._felt.statuses[answer.status_code] += 1
        if answer.status_code > 499:
            self._felt.server_errors += 1
            return None
        return answer

    async def _id(self, query: str, **values: object) -> str | None:
        """Look an id up; while the database is away there is nothing to see."""
        while True:
            try:
                rows = await self._ground.rows(query, **values)
            except Exception:  # noqa: BLE001 - whatever the driver says while the database dies
                await asyncio.sleep(_AGAIN)
            else:
                return str(rows[0]["id"]) if rows else None
