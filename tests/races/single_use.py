"""Races for what opens a door once: a code of an app, one of paper, and the one that two colleagues give."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

import httpx2
from sqlalchemy import text

from shelters.access.actor import DOOR
from shelters.accounts.comeback import say_it_is_she
from shelters.accounts.factors import new_recovery_codes
from shelters.accounts.models import Person
from shelters.accounts.totp import code_at, step_of
from shelters.clock import now
from shelters.database.transaction import transaction
from tests.apart.ground import Ground
from tests.door import Door
from tests.races.races import Race, Sending
from tests.races.runners import Runners
from web import cookies, csrf


async def _send(ground: Ground, path: str, cookie: str, token: str, **fields: str) -> httpx2.Response:
    form = {"csrf": csrf.token_of(token), **fields}
    headers = {"cookie": f"{cookie}={token}", "origin": ground.server.origin}
    return await ground.client.post(f"{ground.server.origin}{path}", data=form, headers=headers)


async def _forget(ground: Ground, *statements: str) -> None:
    """Begin anew: what earlier repetitions set up or slowed is gone."""
    async with ground.superuser.begin() as connection:
        for statement in ("delete from attempt", *statements):
            await connection.execute(text(statement))


async def _halves(runners: Runners, person: Person, number: int) -> list[str]:
    """Show her passphrase once for each; guesses are forgotten, since it is the code that is raced for."""
    door = Door(runners.ground.engine, runners.ground.scene.keyring)
    tokens = [await door.passphrase(person.name) for _ in range(number)]
    await _forget(runners.ground)
    return tokens


async def app_code(runners: Runners, number: int) -> Sequence[Sending]:
    """Show one code of her app in many half-open sessions."""
    ground, person = runners.ground, runners.committee
    await _forget(ground, "delete from second_factor")
    door = Door(ground.engine, ground.scene.keyring)
    _, seed = await door.enter(person.name)
    await _forget(ground, "update second_factor set last_step = 0")
    code = code_at(seed, step_of(now()))
    return [_code(ground, token, code) for token in await _halves(runners, person, number)]


async def paper_code(runners: Runners, number: int) -> Sequence[Sending]:
    """Show one code of paper in many half-open sessions."""
    ground, person = runners.ground, runners.committee
    async with transaction(ground.engine, DOOR) as session:
        code, *_ = await new_recovery_codes(session, person)
    return [_code(ground, token, code) for token in await _halves(runners, person, number)]


def _code(ground: Ground, token: str, code: str) -> Sending:
    return lambda: _send(ground, "/sign-in/code", cookies.SESSION, token, code=code)


async def comeback_code(runners: Runners, number: int) -> Sequence[Sending]:
    """Use one code of two colleagues in many browsers."""
    scene, who = runners.ground.scene, runners.ground.scene.world.host
    codes = []
    for colleague in (scene.world.committee, scene.world.steward):
        async with scene.acting(colleague) as (session, actor):
            codes.append(await say_it_is_she(session, actor, who.id))
    code = codes[-1] or ""
    return [_return(runners.ground, code) for _ in range(number)]


def _return(ground: Ground, code: str) -> Sending:
    door = uuid4().hex
    return lambda: _send(ground, "/return", cookies.DOOR, door, code=code, passphrase=f"nadie la adivina {door}")


CODES: dict[str, Race] = {"app code": app_code, "paper code": paper_code, "comeback": comeback_code}
