"""Coming into a circle, being handed its key, losing it and leaving."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select

from shelters.access.actor import DOOR, OPERATOR, Actor, Role
from shelters.accounts.commands import join
from shelters.accounts.models import HouseHost, Person, actor_of
from shelters.capacity.addresses import open_address
from shelters.circles.admission import begin_anew, enter, invite
from shelters.circles.generations import NoKeyYetError, current_key, generations_of, held_key
from shelters.circles.handing import hand_over, leave_circles, vouch_for
from shelters.circles.keys import WrongPassphraseError, change_lock
from shelters.circles.models import Circle, Kind, PersonKey, Secret
from shelters.circles.queries import Standing, has_key, member_of, members
from shelters.circles.writing import write_secret
from shelters.errors import ConflictError, NotAllowedError, NotFoundError
from shelters.sealing.locks import Lock, Typed
from tests.scene import SECRET_ADDRESS, Scene
from tests.world import PASSPHRASE, lock_of_all, password_hash

NEW_PASSPHRASE = "otras seis palabras bien distintas"


@dataclass
class Hosts:
    """The circle of Ceiba: Berta holds its key, others come."""

    scene: Scene

    @property
    def circle(self) -> Circle:
        """Name the circle."""
        return Circle(self.scene.world.mx.id, self.scene.ceiba.id)

    async def come(self, name: str) -> Person:
        """Let a second host in by the steward's invitation."""
        async with self.scene.acting(self.scene.world.steward) as (session, steward):
            code = await invite(session, steward, self.circle.network_id, Role.HOST, frozenset({self.scene.ceiba.id}))
        return await self.use(code, name)

    async def use(self, code: str, name: str) -> Person:
        """Join with a code."""
        async with self.scene.acting(DOOR) as (session, _):
            person = await join(session, code, name, password_hash())
            await enter(session, person, code, lock_of_all())
            houses = await session.scalars(select(HouseHost.house_id).where(col(HouseHost.person_id) == person.id))
        self.scene.world.hosted[person.id] = frozenset(houses)
        return person

    async def standing(self, person: Person) -> Standing:
        """Say how somebody stands to the key."""
        async with self.scene.acting(self.scene.world.steward) as (session, steward):
            return (await member_of(session, steward, self.circle, person.id)).standing

    async def vouch(self, who: Person, person: Person) -> None:
        """Give one's word for somebody."""
        async with self.scene.acting(who) as (session, actor):
            await vouch_for(session, actor, self.circle, person.id)

    async def give(self, who: Person, person: Person, passphrase: str = PASSPHRASE) -> None:
        """Hand the key over."""
        async with self.scene.acting(who) as (session, actor):
            await hand_over(session, actor, self.circle, person.id, Typed(passphrase))

    async def open(self, who: Person, passphrase: str = PASSPHRASE) -> str:
        """Open Ceiba's address."""
        async with self.scene.acting(who) as (session, actor):
            opened = await open_address(session, actor, self.scene.keyring, self.scene.ceiba.id, Typed(passphrase))
            return opened.address

    async def lose_passphrase(self, person: Person) -> None:
        """Let somebody begin anew with another passphrase, as after a loss."""
        async with self.scene.acting(DOOR) as (session, _):
            await begin_anew(session, person, Lock(NEW_PASSPHRASE))

    async def remove(self, person: Person) -> None:
        """Let somebody go."""
        async with self.scene.acting(self.scene.world.steward) as (session, steward):
            await leave_circles(session, steward, person)


@pytest_asyncio.fixture
async def hosts(scene: Scene) -> Hosts:
    return Hosts(scene)


async def test_the_first_who_comes_takes_the_key_over_from_her_invitation(hosts: Hosts) -> None:
    scene = hosts.scene
    flora = await hosts.use(scene.invitations[scene.quetzal.id], "flora")
    async with scene.acting(flora) as (session, actor):
        opened = await open_address(session, actor, scene.keyring, scene.quetzal.id, Typed(PASSPHRASE))
    assert opened.address == SECRET_ADDRESS


async def test_an_invitation_carries_a_key_once_and_leaves_nothing_behind(hosts: Hosts, superuser: AsyncEngine) -> None:
    await hosts.use(hosts.scene.invitations[hosts.scene.quetzal.id], "flora")
    async with superuser.connect() as connection:
        carried = "select count(*) from circle_share where invitation_id is not null"
        assert await connection.scalar(text(carried)) == 0


async def test_a_second_host_waits_until_one_who_holds_the_key_hands_it_over(hosts: Hosts) -> None:
    berta, flora = hosts.scene.world.host, await hosts.come("flora")
    assert await hosts.standing(flora) is Standing.VOUCHED
    with pytest.raises(ConflictError):
        await hosts.open(flora)
    await hosts.give(berta, flora)
    assert await hosts.standing(flora) is Standing.HOLDS
    assert await hosts.open(flora) == SECRET_ADDRESS


async def test_a_key_is_handed_over_with_a_passphrase_only(hosts: Hosts) -> None:
    flora = await hosts.come("flora")
    with pytest.raises(WrongPassphraseError):
        await hosts.give(hosts.scene.world.host, flora, "no es la frase de Berta")
    assert await hosts.standing(flora) is Standing.VOUCHED


async def test_a_steward_cannot_hand_a_key_over_and_holds_none(hosts: Hosts) -> None:
    flora = await hosts.come("flora")
    with pytest.raises(NotAllowedError):
        await hosts.give(hosts.scene.world.steward, flora)


async def test_who_lost_her_passphrase_is_helped_by_two_and_not_by_one(hosts: Hosts) -> None:
    berta, flora, gloria = hosts.scene.world.host, await hosts.come("flora"), await hosts.come("gloria")
    for each in (flora, gloria):
        await hosts.give(berta, each)
    await hosts.lose_passphrase(flora)
    assert await hosts.standing(flora) is Standing.WITHOUT
    with pytest.raises(ConflictError):
        await hosts.open(flora, NEW_PASSPHRASE)
    # One alone: without another's word nothing is handed over, and her own word does not count.
    with pytest.raises(ConflictError):
        await hosts.give(berta, flora)
    await hosts.vouch(berta, flora)
    with pytest.raises(ConflictError):
        await hosts.give(berta, flora)
    await hosts.give(gloria, flora)
    assert await hosts.open(flora, NEW_PASSPHRASE) == SECRET_ADDRESS


async def test_a_word_is_given_for_others_who_need_it(hosts: Hosts) -> None:
    flora = await hosts.come("flora")
    for who, whom in ((hosts.scene.world.host, flora), (flora, hosts.scene.world.host)):
        with pytest.raises(ConflictError):
            await hosts.vouch(who, whom)
    await hosts.give(hosts.scene.world.host, flora)
    await hosts.lose_passphrase(flora)
    with pytest.raises(ConflictError):
        await hosts.vouch(flora, flora)
    with pytest.raises(NotFoundError):
        await hosts.vouch(hosts.scene.world.host, hosts.scene.world.committee)


async def test_who_has_no_key_of_her_own_is_handed_nothing(hosts: Hosts) -> None:
    flora = await hosts.come("flora")
    async with hosts.scene.acting(DOOR) as (session, _):
        await session.delete(await session.get_one(PersonKey, flora.id))
    with pytest.raises(ConflictError):
        await hosts.give(hosts.scene.world.host, flora)


async def test_who_holds_nothing_has_nothing_to_hand_over(hosts: Hosts) -> None:
    flora, gloria = await hosts.come("flora"), await hosts.come("gloria")
    with pytest.raises(ConflictError):
        await hosts.give(flora, gloria)


async def test_a_new_passphrase_keeps_every_key(hosts: Hosts) -> None:
    berta = hosts.scene.world.host
    async with hosts.scene.acting(berta) as (session, actor):
        with pytest.raises(WrongPassphraseError):
            await change_lock(session, actor, Typed("no es la frase de Berta"), Lock(NEW_PASSPHRASE))
        await change_lock(session, actor, Typed(PASSPHRASE), Lock(NEW_PASSPHRASE))
    with pytest.raises(WrongPassphraseError):
        await hosts.open(berta)
    assert await hosts.open(berta, NEW_PASSPHRASE) == SECRET_ADDRESS


async def test_who_leaves_ends_a_generation_and_the_rest_go_on(hosts: Hosts) -> None:
    berta, flora = hosts.scene.world.host, await hosts.come("flora")
    await hosts.give(berta, flora)
    await hosts.remove(flora)
    with pytest.raises(ConflictError):
        await hosts.open(flora)
    async with hosts.scene.acting(OPERATOR) as (session, _):
        assert [key.generation for key in await generations_of(session, hosts.circle)] == [2, 1]
        await write_secret(session, hosts.scene.keyring, hosts.circle, Kind.CONTACT, hosts.scene.ceiba.id, "nuevo")
    assert await hosts.open(berta) == SECRET_ADDRESS


async def test_what_was_sealed_before_she_left_is_sealed_anew_at_its_next_opening(hosts: Hosts) -> None:
    berta, flora = hosts.scene.world.host, await hosts.come("flora")
    await hosts.give(berta, flora)
    await hosts.remove(flora)

    async def sealed_for() -> set[UUID]:
        async with hosts.scene.acting(OPERATOR) as (session, _):
            return set(
                await session.scalars(select(Secret.circle_key_id).where(col(Secret.house_id) == hosts.scene.ceiba.id))
            )

    async with hosts.scene.acting(OPERATOR) as (session, _):
        newest = (await current_key(session, hosts.circle)).id
    assert newest not in await sealed_for()
    await hosts.open(berta)
    assert await sealed_for() == {newest}
    assert await hosts.open(berta) == SECRET_ADDRESS


async def test_when_the_last_has_gone_the_next_founds_the_circle_anew_and_reads_nothing_old(hosts: Hosts) -> None:
    await hosts.remove(hosts.scene.world.host)
    async with hosts.scene.acting(OPERATOR) as (session, _):
        assert await held_key(session, hosts.circle) is None
    flora = await hosts.come("flora")
    assert await hosts.standing(flora) is Standing.HOLDS
    with pytest.raises(ConflictError):
        await hosts.open(flora)


async def test_somebody_who_stands_alone_without_a_key_founds_the_circle_anew(hosts: Hosts) -> None:
    berta = hosts.scene.world.host
    await hosts.lose_passphrase(berta)
    assert await hosts.standing(berta) is Standing.HOLDS


async def test_an_invitation_that_ran_out_carries_nothing(hosts: Hosts, superuser: AsyncEngine) -> None:
    scene, circle = hosts.scene, Circle(hosts.scene.world.gt.id, hosts.scene.quetzal.id)
    async with superuser.begin() as connection:
        await connection.execute(text("update invitation set expires_at = now() - interval '1 hour'"))
    async with scene.acting(OPERATOR) as (session, operator):
        code = await invite(session, operator, circle.network_id, Role.HOST, frozenset({scene.quetzal.id}))
        assert [key.generation for key in await generations_of(session, circle)] == [2, 1]
    flora = await hosts.use(code, "flora")
    async with scene.acting(flora) as (session, actor):
        with pytest.raises(ConflictError):
            await open_address(session, actor, scene.keyring, scene.quetzal.id, Typed(PASSPHRASE))


async def test_a_planner_and_a_steward_are_in_no_circle(hosts: Hosts) -> None:
    async with hosts.scene.acting(OPERATOR) as (session, operator):
        code = await invite(session, operator, hosts.circle.network_id, Role.STEWARD)
    sofia = await hosts.use(code, "sofia")
    async with hosts.scene.acting(sofia) as (session, actor):
        assert [member.person.name for member in await members(session, actor, Circle(sofia.network_id))] == ["ana"]


async def test_a_circle_of_another_network_or_house_is_not_hers_to_see(hosts: Hosts) -> None:
    world = hosts.scene.world
    for who, circle in (
        (world.committee_gt, Circle(world.mx.id)),
        (world.committee, hosts.circle),
        (world.host, Circle(world.mx.id)),
        (world.steward, Circle(world.gt.id)),
    ):
        async with hosts.scene.acting(who) as (session, actor):
            with pytest.raises(NotFoundError):
                await members(session, actor, circle)


async def test_nothing_is_written_to_a_circle_that_nobody_could_open(hosts: Hosts) -> None:
    async with hosts.scene.acting(OPERATOR) as (session, _):
        nobody = Circle(hosts.scene.world.imd.id)
        assert not await has_key(session, nobody)
        with pytest.raises(NoKeyYetError):
            await write_secret(session, hosts.scene.keyring, nobody, Kind.NOTE, hosts.scene.ceiba.id, "x")


async def test_the_actor_of_nobody_opens_nothing(hosts: Hosts) -> None:
    nobody = Actor(Role.HOST, None, hosts.circle.network_id, frozenset({hosts.scene.ceiba.id}))
    async with hosts.scene.acting(nobody) as (session, actor):
        with pytest.raises(WrongPassphraseError):
            await open_address(session, actor, hosts.scene.keyring, hosts.scene.ceiba.id, Typed(PASSPHRASE))
    assert actor_of(hosts.scene.world.host, frozenset()).houses == frozenset()
