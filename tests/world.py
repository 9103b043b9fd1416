"""A small invented world: three networks and one person in each role, ready for any test that needs somebody."""

from __future__ import annotations

import base64
import secrets
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from shelters.access.actor import DOOR, OPERATOR, Actor, Role
from shelters.accounts.models import LiveSession, Network, Person, actor_of
from shelters.accounts.passwords import hash_now
from shelters.accounts.sessions import token_hash
from shelters.circles.generations import Receiver, begin_generation
from shelters.circles.keys import lock_place
from shelters.circles.models import Circle, PersonKey, PersonLock
from shelters.clock import now
from shelters.database.transaction import transaction
from shelters.sealing.boxes import new_private_key
from shelters.sealing.locks import Lock

PASSPHRASE = "seis palabras que nadie adivina"


@cache
def password_hash() -> str:
    """Hash the passphrase that everybody here has, once."""
    return hash_now(PASSPHRASE)


@cache
def lock_of_all() -> Lock:
    """Work out once what locks everybody's key."""
    return Lock(PASSPHRASE)


def person(network: Network, name: str, role: Role) -> Person:
    """Invent a person of a network."""
    return Person(network_id=network.id, name=name, role=role.value, password_hash=password_hash())


@dataclass
class World:
    """Who there is; `hosted` says which houses a person hosts."""

    mx: Network
    gt: Network
    imd: Network
    committee: Person
    host: Person
    steward: Person
    planner: Person
    committee_gt: Person
    hosted: dict[UUID, frozenset[UUID]] = field(default_factory=dict)

    @property
    def people(self) -> list[Person]:
        """List everybody."""
        return [self.committee, self.host, self.steward, self.planner, self.committee_gt]

    def actor(self, person: Person) -> Actor:
        """Say whom a person acts as."""
        return actor_of(person, self.hosted.get(person.id, frozenset()))


async def make_world(engine: AsyncEngine) -> World:
    """Store the networks and the people."""
    mx, gt, imd = (Network(name=f"Red {code} (inventada)", country=code) for code in ("MX", "GT", "CR"))
    world = World(
        mx,
        gt,
        imd,
        committee=person(mx, "ana", Role.COMMITTEE),
        host=person(mx, "berta", Role.HOST),
        steward=person(mx, "carla", Role.STEWARD),
        planner=person(imd, "dora", Role.PLANNER),
        committee_gt=person(gt, "elena", Role.COMMITTEE),
    )
    async with transaction(engine, OPERATOR) as session:
        session.add_all([mx, gt, imd])
        await session.flush()
        session.add_all(world.people)
        await session.flush()
        await give_keys(session, *world.people)
    return world


async def give_keys(session: AsyncSession, *people: Person) -> None:
    """Give everybody a key of her own, and found the circle of each committee; the operator acts."""
    committees: dict[UUID, list[Receiver]] = defaultdict(list)
    for person in people:
        private = new_private_key()
        locked = lock_of_all().close(private, lock_place(person.id, person.network_id))
        where = {"person_id": person.id, "network_id": person.network_id}
        session.add_all([PersonKey(**where, public_key=private.public), PersonLock(**where, locked=locked)])
        if person.role == Role.COMMITTEE.value:
            committees[person.network_id].append(Receiver(private.public, person.id))
    await session.flush()
    for network_id, members in committees.items():
        await begin_generation(session, Circle(network_id), members)


def seed_of_letters(letters: str) -> bytes:
    """Read the seed that the page shows, as an authenticator app does."""
    return base64.b32decode(letters.replace(" ", ""))


async def open_session(engine: AsyncEngine, person: Person) -> str:
    """Sign a person in without her passphrase and code, and give the token of her session."""
    token = secrets.token_urlsafe(32)
    live = LiveSession(
        token_hash=token_hash(token),
        network_id=person.network_id,
        person_id=person.id,
        opened_at=now(),
        seen_at=now(),
        proven_at=now(),
    )
    async with transaction(engine, DOOR) as session:
        session.add(live)
    return token
