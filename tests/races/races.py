"""Races for things of which there is one: run at once over HTTP, again and again, and their winners counted."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import httpx2

from shelters.access.actor import OPERATOR, Role
from shelters.accounts.commands import invite
from tests.races.runners import Runners
from web import cookies, csrf

Answers = list[httpx2.Response]
Sending = Callable[[], Awaitable[httpx2.Response]]
# Prepares a repetition for so many, and gives what each of them sends when all are ready.
Race = Callable[[Runners, int], Awaitable[Sequence[Sending]]]
WON = 303


@dataclass
class Result:
    """What came of the repetitions of a race."""

    name: str
    runners: int
    winners: list[int] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    overlaps: int = 0
    slowest: float = 0.0

    def fair(self) -> bool:
        """Say whether there was one winner each time, no error of ours, and no bed given twice."""
        return set(self.winners) == {1} and max(self.statuses) < 500 and not self.overlaps


async def run_race(name: str, race: Race, runners: Runners, number: int, repetitions: int) -> Result:
    """Run a race with so many, so often."""
    result = Result(name, number)
    for _ in range(repetitions):
        sendings = await race(runners, number)
        start, begun = asyncio.Barrier(number), time.monotonic()
        answers = await asyncio.gather(*(_after(start, sending) for sending in sendings))
        result.slowest = max(result.slowest, time.monotonic() - begun)
        result.statuses.update(answer.status_code for answer in answers)
        result.winners.append(sum(answer.status_code == WON for answer in answers))
        result.overlaps += await runners.ground.overlaps()
        await runners.clear()
    return result


async def _after(start: asyncio.Barrier, sending: Sending) -> httpx2.Response:
    await start.wait()
    return await sending()


async def hold(runners: Runners, number: int) -> Sequence[Sending]:
    """Choose the last bed, each for a request of her own."""

    def sending(runner: int) -> Sending:
        path, option = f"/requests/{runners.requests[runner].id}/options", runners.token(runner)
        return lambda: runners.senders[runner].send(path, option=option)

    return [sending(runner) for runner in range(number)]


async def accept(runners: Runners, number: int) -> Sequence[Sending]:
    """Accept one proposal in many browsers."""
    path = f"/proposals/{(await runners.hold()).id}/accept"
    return [lambda sender=sender: sender.send(path) for sender in runners.hosts[:number]]  # type: ignore[misc]


async def let_go(runners: Runners, number: int) -> Sequence[Sending]:
    """Let one hold go in many browsers."""
    path = f"/proposals/{(await runners.hold()).id}/let-go"
    return [lambda sender=sender: sender.send(path) for sender in runners.senders[:number]]  # type: ignore[misc]


async def cancel(runners: Runners, number: int) -> Sequence[Sending]:
    """Cancel one stay in many browsers, half of them the committee's and half the host's."""
    path = f"/stays/{(await runners.accept()).id}/cancel"
    both = [*runners.senders[: number - number // 2], *runners.hosts[: number // 2]]
    return [lambda sender=sender: sender.send(path) for sender in both]  # type: ignore[misc]


async def answer(runners: Runners, number: int) -> Sequence[Sending]:
    """Accept one proposal and let it go at once, half and half: it has one end."""
    here = f"/proposals/{(await runners.hold()).id}"
    yes = [lambda sender=sender: sender.send(f"{here}/accept") for sender in runners.hosts[: number // 2]]
    no = [lambda sender=sender: sender.send(f"{here}/let-go") for sender in runners.senders[number // 2 : number]]
    return [*yes, *no]


async def join(runners: Runners, number: int) -> Sequence[Sending]:
    """Use one invitation under many names."""
    ground, network = runners.ground, runners.ground.scene.world.mx.id
    async with ground.scene.acting(OPERATOR) as (session, actor):
        code = await invite(session, actor, network, Role.COMMITTEE)
    return [lambda: _join(runners, code) for _ in range(number)]


async def _join(runners: Runners, code: str) -> httpx2.Response:
    door, origin = uuid4().hex, runners.ground.server.origin
    form = {
        "csrf": csrf.token_of(door),
        "code": code,
        "name": f"p{door[:12]}",
        "passphrase": f"nadie la adivina {door}",
    }
    headers = {"cookie": f"{cookies.DOOR}={door}", "origin": origin}
    return await runners.ground.client.post(f"{origin}/join", data=form, headers=headers)


SINGLE: dict[str, Race] = {"accept": accept, "let go": let_go, "cancel": cancel, "answer": answer, "join": join}


async def send_one_form_often(runners: Runners, times: int) -> tuple[set[str], int]:
    """Send one form in many copies at once; say where they were led, and how many proposals came of it."""
    key, request = uuid4().hex, runners.requests[0]
    sendings = [
        runners.senders[0].send(f"/requests/{request.id}/options", once=key, option=runners.token())
        for _ in range(times)
    ]
    before = await _proposals_of(runners, request.id)
    answers = await asyncio.gather(*sendings)
    made = await _proposals_of(runners, request.id) - before
    await runners.clear()
    return {f"{each.status_code} {each.headers.get('location')}" for each in answers}, made


async def _proposals_of(runners: Runners, request_id: UUID) -> int:
    query = "select count(*) as made from proposal where request_id = :request"
    (row,) = await runners.ground.rows(query, request=request_id)
    return int(row["made"])
