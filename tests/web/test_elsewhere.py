"""What belongs to another network is answered as what does not exist, to the last byte."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from shelters.access.actor import OPERATOR, Role
from shelters.accounts.models import Person
from shelters.database.transaction import transaction
from shelters.placement.answers import accept_proposal
from tests.scene import Scene
from tests.web.conftest import ORIGIN, Browser, ClientAs, fields_of, parsed
from tests.world import person

READ = (
    "/requests/{request}",
    "/requests/{request}/change",
    "/requests/{request}/options",
    "/proposals/{proposal}",
    "/proposals/{proposal}/decline",
    "/stays/{stay}",
    "/stays/{stay}/sheet",
    "/stays/{stay}/hand-over",
    "/requests/{request}/notes",
    "/houses/{house}/address",
)
DO = (
    "/requests/{request}/change",
    "/requests/{request}/options",
    "/requests/{request}/wait",
    "/requests/{request}/refer",
    "/requests/{request}/withdraw",
    "/proposals/{proposal}/accept",
    "/proposals/{proposal}/decline",
    "/proposals/{proposal}/let-go",
    "/stays/{stay}/arrive",
    "/stays/{stay}/depart",
    "/stays/{stay}/missed",
    "/stays/{stay}/sheet",
    "/stays/{stay}/hand-over",
    "/requests/{request}/notes",
    "/requests/{request}/notes/open",
    "/houses/{house}/address",
)
MASKED = re.compile(r'(name="(?:csrf|once)" value=")[^"]*')


@pytest_asyncio.fixture
async def things(scene: Scene) -> dict[str, UUID]:
    """Bring a request of Mexico's network to a stay in a house of hers, and give the ids of all that came of it."""
    request = await scene.file()
    proposal = await scene.choose(request)
    async with scene.acting(scene.world.host) as (session, actor):
        stay = await accept_proposal(session, actor, scene.keyring, proposal.id)
    return {"request": request.id, "proposal": proposal.id, "stay": stay.id, "house": scene.ceiba.id}


@pytest_asyncio.fixture
async def strangers(scene: Scene, client_as: ClientAs) -> dict[Role, Browser]:
    """Sign in those of another network whose work is with requests, proposals and stays."""
    host: Person = person(scene.world.gt, "gloria", Role.HOST)
    async with transaction(scene.engine, OPERATOR) as session:
        session.add(host)
    return {Role.COMMITTEE: await client_as(scene.world.committee_gt), Role.HOST: await client_as(host)}


async def asked(browser: Browser, way: str, ids: dict[str, UUID], *, doing: bool) -> tuple[int, str]:
    """Read an address, or send it a form; give the status, and the page without its tokens."""
    address = way.format(**ids)
    if doing:
        own = fields_of(parsed(await browser.get("/sessions")), "/sign-out")
        answer = await browser.post(address, data=own | {"reason": "other"}, headers={"origin": ORIGIN})
    else:
        answer = await browser.get(address)
    return answer.status_code, MASKED.sub(r"\1", answer.text)


@pytest.mark.parametrize(("way", "doing"), [*((way, False) for way in READ), *((way, True) for way in DO)])
async def test_a_thing_of_another_network_is_as_missing_as_one_that_never_was(
    strangers: dict[Role, Browser], things: dict[str, UUID], way: str, *, doing: bool
) -> None:
    missing = {name: uuid4() for name in things}
    seen = set()
    for browser in strangers.values():
        theirs = await asked(browser, way, things, doing=doing)
        assert theirs == await asked(browser, way, missing, doing=doing)
        seen.add(theirs[0])
    # To whose work it belongs it is missing; to the other it is not hers to do, whatever it is.
    assert 404 in seen
    assert seen <= {403, 404}
