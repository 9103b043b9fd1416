"""The address of a house: written by many, opened by its hosts."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import OPERATOR
from shelters.accounts.models import Person
from shelters.capacity.addresses import open_address, write_address, written_parts
from shelters.capacity.contents import draft_of
from shelters.capacity.houses import add_house, change_house
from shelters.capacity.models import House, HouseAddress
from shelters.capacity.rows import house_seen
from shelters.circles.keys import WrongPassphraseError
from shelters.circles.models import Kind
from shelters.errors import InvalidInputError, NotAllowedError, NotFoundError
from shelters.sealing.locks import Typed
from tests.scene import SECRET_ADDRESS, Scene, house_draft
from tests.web.site import recorded
from tests.world import PASSPHRASE

KEPT = HouseAddress(address=SECRET_ADDRESS, access="Tocar tres veces", contact="Por el canal de la red")


async def opened(scene: Scene, who: Person, passphrase: str = PASSPHRASE, house: House | None = None) -> HouseAddress:
    """Open an address, Ceiba's unless another is named."""
    async with scene.acting(who) as (session, actor):
        return await open_address(session, actor, scene.keyring, (house or scene.ceiba).id, Typed(passphrase))


async def change_contact(scene: Scene, who: Person, contact: str) -> int:
    """Write a new contact and nothing else; give the version of the house after it."""
    async with scene.acting(who) as (session, actor):
        house = await house_seen(session, actor, scene.ceiba.id)
        draft = draft_of(scene.keyring, house).model_copy(update={"address": HouseAddress(contact=contact)})
        return (await change_house(session, actor, scene.keyring, house.id, draft, house.version)).version


async def test_its_host_opens_the_address_and_the_record_says_so(scene: Scene, superuser: AsyncEngine) -> None:
    assert await opened(scene, scene.world.host) == KEPT
    assert (await recorded(superuser))[-1] == "address:opened"


async def test_a_passphrase_that_is_not_hers_opens_nothing_and_leaves_no_opening(
    scene: Scene, superuser: AsyncEngine
) -> None:
    for wrong in ("", "otra frase que no es la suya", "x" * 5000):
        with pytest.raises(WrongPassphraseError):
            await opened(scene, scene.world.host, wrong)
    assert "address:opened" not in await recorded(superuser)


async def test_nobody_but_a_host_opens_an_address(scene: Scene) -> None:
    for other in (scene.world.steward, scene.world.planner, scene.world.committee, scene.world.committee_gt):
        with pytest.raises(NotAllowedError):
            await opened(scene, other)
    with pytest.raises(NotFoundError):
        await opened(scene, scene.world.host, house=scene.quetzal)


@pytest.mark.parametrize("who", ["steward", "planner", "host"])
async def test_whoever_changes_a_house_writes_its_address_and_erases_nothing(scene: Scene, who: str) -> None:
    before = scene.ceiba.version
    assert await change_contact(scene, getattr(scene.world, who), "Por carta") == before + 1
    assert await opened(scene, scene.world.host) == KEPT.model_copy(update={"contact": "Por carta"})


async def test_an_address_waits_until_somebody_could_open_it(scene: Scene) -> None:
    draft = house_draft(code_name="Nueva (inventada)", address={"access": "Por atrás"})
    async with scene.acting(OPERATOR) as (session, actor):
        with pytest.raises(InvalidInputError) as refused:
            await add_house(session, actor, scene.keyring, scene.world.mx.id, draft)
    assert refused.value.field == "access"


async def test_a_part_that_was_never_written_is_empty(scene: Scene) -> None:
    async with scene.acting(OPERATOR) as (session, _):
        assert not await write_address(session, scene.keyring, scene.ceiba, HouseAddress())
        assert await written_parts(session, scene.ceiba) == {Kind.ADDRESS, Kind.ACCESS, Kind.CONTACT}
    async with scene.acting(OPERATOR) as (session, _):
        await session.execute(text("delete from circle_secret where kind = 'access'"))
    assert await opened(scene, scene.world.host) == KEPT.model_copy(update={"access": ""})
