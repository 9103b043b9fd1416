"""Many at once: one wins, the others read why, and beds, proposals and requests still tell one story."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Coroutine, Sequence
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import MATCHER, OPERATOR
from shelters.database.transaction import transaction
from shelters.errors import ConflictError
from shelters.placement.answers import accept_proposal
from shelters.placement.checks import violations
from shelters.placement.commands import choose_option, let_go
from shelters.placement.declining import decline_proposal
from shelters.placement.holds import expire_holds
from shelters.placement.models import Proposal
from shelters.requests.models import Request
from tests.scene import Scene

AT_HOME = {"consent": "network"}


async def chosen(scene: Scene, request: Request, token: str) -> None:
    """Choose an option by its token."""
    async with scene.acting(scene.world.committee) as (session, actor):
        await choose_option(session, actor, scene.keyring, request.id, token, 6)


async def accepted(scene: Scene, proposal: Proposal) -> None:
    """Accept as the host."""
    async with scene.acting(scene.world.host) as (session, actor):
        await accept_proposal(session, actor, scene.keyring, proposal.id)


async def declined(scene: Scene, proposal: Proposal) -> None:
    """Decline as the host."""
    async with scene.acting(scene.world.host) as (session, actor):
        await decline_proposal(session, actor, scene.keyring, proposal.id, "no_capacity")


async def released(scene: Scene, proposal: Proposal) -> None:
    """Let go as the committee."""
    async with scene.acting(scene.world.committee) as (session, actor):
        await let_go(session, actor, proposal.id)


async def expired(scene: Scene) -> None:
    """Expire what is overdue."""
    async with scene.acting(MATCHER) as (session, actor):
        await expire_holds(session, actor)


async def at_once(*doings: Coroutine[Any, Any, None]) -> Counter[str]:
    """Do all of it at once, and count how it ended."""
    ends: Sequence[BaseException | None] = await asyncio.gather(*doings, return_exceptions=True)
    return Counter("won" if end is None else type(end).__name__ for end in ends)


@pytest.fixture(autouse=True)
async def _whole_afterwards(scene: Scene, superuser: AsyncEngine, engine: AsyncEngine) -> Any:
    """Whoever wins, nothing contradicts itself in the end."""
    yield
    async with transaction(superuser, OPERATOR) as session:
        assert await violations(session) == []


async def states(superuser: AsyncEngine) -> tuple[str, str, tuple[str, ...]]:
    """Say where the one request, its proposal and its beds stand."""
    async with superuser.connect() as connection:
        request, proposal = (await connection.execute(text("select r.state, p.state from request r, proposal p"))).one()
        kinds = await connection.scalars(text("select distinct kind from bed_occupancy"))
        return str(request), str(proposal), tuple(kinds)


async def test_twenty_choose_the_last_room_and_one_has_it(scene: Scene, superuser: AsyncEngine) -> None:
    requests = [await scene.file(case=AT_HOME) for _ in range(20)]
    tokens = [(await scene.options(request)).options[0].token for request in requests]
    pairs = zip(requests, tokens, strict=True)
    assert await at_once(*(chosen(scene, *pair) for pair in pairs)) == {"won": 1, "ConflictError": 19}
    async with superuser.connect() as connection:
        assert await connection.scalar(text("select count(*) from bed_occupancy")) == 4
        assert await connection.scalar(text("select count(*) from proposal")) == 1
        assert await connection.scalar(text("select count(*) from request where state = 'ready'")) == 19


async def test_ten_choose_for_one_request_and_it_is_put_to_one_house(scene: Scene, superuser: AsyncEngine) -> None:
    request = await scene.file()
    tokens = [card.token for card in (await scene.options(request)).options] * 5
    assert len(tokens) == 10
    assert await at_once(*(chosen(scene, request, token) for token in tokens)) == {"won": 1, "ConflictError": 9}


async def test_of_accepting_and_letting_go_one_happens(scene: Scene, superuser: AsyncEngine) -> None:
    proposal = await scene.choose(await scene.file())
    ends = await at_once(accepted(scene, proposal), released(scene, proposal), declined(scene, proposal))
    assert ends == {"won": 1, "ConflictError": 2}
    assert await states(superuser) in {
        ("placed", "accepted", ("stay",)),
        ("ready", "revoked", ()),
        ("ready", "declined", ()),
    }


async def test_what_was_accepted_is_not_let_go_any_more(scene: Scene, superuser: AsyncEngine) -> None:
    proposal = await scene.choose(await scene.file())
    await accepted(scene, proposal)
    for too_late in (released, declined):
        with pytest.raises(ConflictError):
            await too_late(scene, proposal)
    assert await states(superuser) == ("placed", "accepted", ("stay",))


async def test_one_answer_is_given_however_often_it_is_sent(scene: Scene, superuser: AsyncEngine) -> None:
    proposal = await scene.choose(await scene.file())
    assert await at_once(*(accepted(scene, proposal) for _ in range(6))) == {"won": 1, "ConflictError": 5}
    assert await states(superuser) == ("placed", "accepted", ("stay",))


async def test_a_hold_that_ran_out_is_never_accepted_whoever_comes_first(scene: Scene, superuser: AsyncEngine) -> None:
    proposal = await scene.choose(await scene.file(), hold_hours=-1)
    ends = await at_once(accepted(scene, proposal), expired(scene), accepted(scene, proposal), expired(scene))
    assert ends == {"won": 2, "ConflictError": 2}
    await expired(scene)
    assert await states(superuser) == ("ready", "expired", ())


async def test_while_a_hold_expires_the_committee_chooses_again_or_reads_a_conflict(
    scene: Scene, superuser: AsyncEngine
) -> None:
    request = await scene.file(case=AT_HOME)
    await scene.choose(request, hold_hours=-1)
    token = (await scene.options(request)).options[0].token
    ends = await at_once(expired(scene), chosen(scene, request, token), expired(scene))
    assert set(ends) <= {"won", "ConflictError"}
    await expired(scene)
    async with superuser.connect() as connection:
        live = await connection.scalar(text("select count(*) from proposal where state = 'chosen'"))
        overdue = await connection.scalar(
            text("select count(*) from proposal where held_until < now() and state = 'chosen'")
        )
    assert (live, overdue) in {(0, 0), (1, 0)}


async def test_a_host_who_answers_late_and_a_committee_that_chooses_again_do_not_wait_for_ever(
    scene: Scene, superuser: AsyncEngine
) -> None:
    """They lock the same rows from two ends: PostgreSQL ends one of them, and she reads a conflict."""
    request = await scene.file(case=AT_HOME)
    late = await scene.choose(request, hold_hours=-1)
    token = (await scene.options(request)).options[0].token
    ends = await at_once(chosen(scene, request, token), accepted(scene, late))
    assert set(ends) <= {"won", "ConflictError"}
    with pytest.raises(ConflictError):
        await accepted(scene, late)
    await expired(scene)
