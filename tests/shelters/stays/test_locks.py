"""Everybody takes houses, then requests, then proposals and stays: so nobody waits in a circle."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from shelters.access.actor import MATCHER, OPERATOR
from shelters.accounts.models import HouseHost
from shelters.clock import today
from shelters.errors import ConflictError
from shelters.placement.answers import accept_proposal
from shelters.placement.commands import choose_option, let_go
from shelters.placement.declining import decline_proposal
from shelters.placement.everything import pose_everything, solve_posed
from shelters.placement.holds import expire_holds
from shelters.placement.models import Proposal
from shelters.placement.runs import apply_lines, keep_run
from shelters.placement.solving import Limits
from shelters.requests.models import Request
from shelters.stays.commands import record_arrival, record_departure, record_not_arrived
from shelters.stays.journeys import cancel_stay, extend_stay, set_out
from shelters.stays.locks import lock_in_order
from shelters.stays.models import Stay
from tests.locking import in_order, locks_of
from tests.scene import Scene, house_draft, room_draft


async def held(scene: Scene, hold_hours: int = 6) -> Proposal:
    """Hold the house of Berta for a request."""
    return await scene.choose(await scene.file(), hold_hours=hold_hours)


async def staying(scene: Scene) -> Stay:
    """Let a party have a stay that begins tonight."""
    proposal = await held(scene)
    async with scene.acting(scene.world.host) as (session, actor):
        return await accept_proposal(session, actor, scene.keyring, proposal.id)


async def choosing(scene: Scene) -> None:
    request = await scene.file()
    token = (await scene.options(request)).options[0].token
    async with scene.acting(scene.world.committee) as (session, actor):
        await choose_option(session, actor, scene.keyring, request.id, token, 6)


async def choosing_again(scene: Scene) -> None:
    request = await scene.file()
    token = (await scene.options(request)).options[1].token
    await scene.choose(request, hold_hours=-1)
    async with scene.acting(scene.world.committee) as (session, actor):
        await choose_option(session, actor, scene.keyring, request.id, token, 6)


async def letting_go(scene: Scene) -> None:
    proposal = await held(scene)
    async with scene.acting(scene.world.committee) as (session, actor):
        await let_go(session, actor, proposal.id)


async def declining(scene: Scene) -> None:
    proposal = await held(scene)
    async with scene.acting(scene.world.host) as (session, actor):
        await decline_proposal(session, actor, scene.keyring, proposal.id, "house_exposed")


async def expiring(scene: Scene) -> None:
    await held(scene, -1)
    async with scene.acting(MATCHER) as (session, actor):
        assert await expire_holds(session, actor) == 1


async def leaving(scene: Scene) -> None:
    stay = await staying(scene)
    async with scene.acting(scene.world.host) as (session, actor):
        await record_arrival(session, actor, stay.id)
    async with scene.acting(scene.world.host) as (session, actor):
        await extend_stay(session, actor, stay.id, stay.until + timedelta(days=1))
    async with scene.acting(scene.world.host) as (session, actor):
        await record_departure(session, actor, stay.id)


async def not_coming(scene: Scene) -> None:
    stay = await staying(scene)
    async with scene.acting(scene.world.host) as (session, actor):
        await record_not_arrived(session, actor, stay.id)


async def cancelling(scene: Scene) -> None:
    stay = await staying(scene)
    async with scene.acting(scene.world.committee) as (session, actor):
        await set_out(session, actor, stay.id, 5)
    async with scene.acting(scene.world.committee) as (session, actor):
        await cancel_stay(session, actor, stay.id)


async def applying(scene: Scene) -> None:
    requests = [await scene.file() for _ in range(2)]
    async with scene.acting(OPERATOR) as (session, actor):
        solved = await solve_posed(await pose_everything(session, scene.keyring), Limits.of(20, 1024))
        run = await keep_run(session, actor, scene.keyring, solved)
    async with scene.acting(scene.world.committee) as (session, actor):
        wanted = [request.id for request in requests]
        applied = await apply_lines(session, actor, scene.keyring, run.id, wanted, hold_hours=6)
    assert applied.held == 2


ACTS: tuple[Callable[[Scene], Awaitable[None]], ...] = (
    choosing,
    choosing_again,
    letting_go,
    declining,
    expiring,
    leaving,
    not_coming,
    cancelling,
    applying,
)


@pytest.mark.parametrize("act", ACTS)
async def test_every_act_takes_houses_then_requests_then_the_rest(
    scene: Scene, act: Callable[[Scene], Awaitable[None]]
) -> None:
    with locks_of(scene.engine) as transactions:
        await act(scene)
    assert max(len(set(locked)) for locked in transactions) > 1
    assert [locked for locked in transactions if not in_order(locked)] == []


def test_the_rule_finds_who_goes_back() -> None:
    assert in_order(["house", "request", "house", "proposal", "stay"])
    assert not in_order(["request", "house"])
    assert not in_order(["house", "stay", "request"])


async def test_houses_are_taken_by_their_ids_however_they_are_named(scene: Scene) -> None:
    ids = [scene.ceiba.id, scene.quetzal.id]
    async with scene.acting(MATCHER) as (session, _):
        houses = await lock_in_order(session, [*ids, *reversed(ids)])
    assert list(houses) == sorted(ids)


async def crossing(scene: Scene, houses: list[UUID]) -> None:
    """Take two houses, and stay long enough for somebody else to be at it too."""
    async with scene.acting(MATCHER) as (session, _):
        await lock_in_order(session, houses)
        await session.execute(text("select pg_sleep(0.02)"))


async def test_two_who_name_the_same_houses_the_other_way_round_both_get_them(scene: Scene) -> None:
    ids = [scene.ceiba.id, scene.quetzal.id]
    await asyncio.gather(*(crossing(scene, ids if turn % 2 else ids[::-1]) for turn in range(12)))


async def test_hosts_who_answer_while_committees_choose_again_never_meet_in_a_circle(scene: Scene) -> None:
    """Nobody reads that there are too many at once: what is lost is lost to somebody, not to a deadlock."""
    other, _ = await scene.add(scene.world.mx.id, house_draft(code_name="Encino (inventada)"), room_draft())
    async with scene.acting(OPERATOR) as (session, _):
        session.add(HouseHost(network_id=scene.world.mx.id, house_id=other.id, person_id=scene.world.host.id))
    scene.world.hosted[scene.world.host.id] = frozenset({scene.ceiba.id, other.id})
    nights = {"earliest": today(), "latest": today(), "nights": 2, "shortest": 2}
    pairs: list[tuple[Request, Proposal, str]] = []
    for _ in range(2):
        request = await scene.file(case={"consent": "network"}, nights=nights)
        tokens = [card.token for card in (await scene.options(request)).options]
        pairs.append((request, await scene.choose(request, hold_hours=-1), tokens[-1]))

    async def answer(proposal: Proposal) -> None:
        async with scene.acting(scene.world.host) as (session, actor):
            await decline_proposal(session, actor, scene.keyring, proposal.id, "no_capacity")

    async def choose_again(request: Request, token: str) -> None:
        async with scene.acting(scene.world.committee) as (session, actor):
            await choose_option(session, actor, scene.keyring, request.id, token, 6)

    doings = [doing for request, late, token in pairs for doing in (answer(late), choose_again(request, token))]
    ends = await asyncio.gather(*doings, return_exceptions=True)
    assert {type(end) for end in ends} <= {type(None), ConflictError}
    assert [str(end) for end in ends if "a la vez" in str(end)] == []
