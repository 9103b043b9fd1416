"""What may be read of circles: who is in one, who holds its key, and who waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from shelters.access.actor import Actor, Role
from shelters.access.policy import Permission, require_for
from shelters.accounts.models import HouseHost, Person
from shelters.circles.generations import generations_of, of_circle
from shelters.circles.models import Circle, Kind, PersonKey, Secret, Share, Voucher
from shelters.errors import NotFoundError


class Standing(StrEnum):
    """How somebody stands to the key of a circle she is in."""

    HOLDS = "holds"
    VOUCHED = "vouched"
    WITHOUT = "without"


@dataclass(frozen=True)
class Member:
    """Somebody of a circle; `vouched_by` is empty where her invitation speaks for her."""

    person: Person
    standing: Standing
    vouched_by: UUID | None = None
    has_key: bool = True


async def members(session: AsyncSession, actor: Actor, circle: Circle) -> list[Member]:
    """List who is in a circle, by name."""
    require_for(actor, Permission.CIRCLE_SEE, circle)
    people = (await session.scalars(_people(circle).order_by(col(Person.name)))).all()
    keys = await generations_of(session, circle)
    holding = select(Share.person_id).where(col(Share.circle_key_id).in_([key.id for key in keys[:1]]))
    holders = set(await session.scalars(holding))
    own = set(await session.scalars(select(PersonKey.person_id)))
    vouched = {each.person_id: each for each in await _vouchers(session, circle)}
    return [_member(person, holders, vouched.get(person.id), has_key=person.id in own) for person in people]


def _people(circle: Circle) -> SelectOfScalar[Person]:
    people = select(Person).where(col(Person.network_id) == circle.network_id, col(Person.active))
    if circle.house_id is None:
        return people.where(col(Person.role) == Role.COMMITTEE.value)
    hosts = select(HouseHost.person_id).where(col(HouseHost.house_id) == circle.house_id)
    return people.where(col(Person.id).in_(hosts))


def _member(person: Person, holders: set[UUID | None], voucher: Voucher | None, *, has_key: bool) -> Member:
    if person.id in holders:
        return Member(person, Standing.HOLDS, has_key=has_key)
    if voucher is not None:
        return Member(person, Standing.VOUCHED, voucher.vouched_by, has_key=has_key)
    return Member(person, Standing.WITHOUT, has_key=has_key)


async def member_of(session: AsyncSession, actor: Actor, circle: Circle, person_id: UUID) -> Member:
    """Give somebody of a circle; who is not in it is missing."""
    for member in await members(session, actor, circle):
        if member.person.id == person_id:
            return member
    raise NotFoundError


async def vouchers_for(session: AsyncSession, circle: Circle, person_id: UUID) -> Sequence[Voucher]:
    """List the words given for somebody of a circle."""
    return [each for each in await _vouchers(session, circle) if each.person_id == person_id]


async def _vouchers(session: AsyncSession, circle: Circle) -> Sequence[Voucher]:
    return (await session.scalars(select(Voucher).where(*of_circle(Voucher, circle)))).all()


async def has_key(session: AsyncSession, circle: Circle) -> bool:
    """Say whether somebody could open what is written to a circle."""
    return bool(await generations_of(session, circle))


async def kinds_of(session: AsyncSession, subject_id: UUID) -> frozenset[Kind]:
    """Name what is sealed of a thing, as far as row security shows it; nothing is opened."""
    return frozenset(map(Kind, await session.scalars(select(Secret.kind).where(col(Secret.subject_id) == subject_id))))
