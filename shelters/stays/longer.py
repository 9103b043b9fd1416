"""Staying longer: her committee asks where the following nights are free, and the house says yes or no."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shelters.access.actor import MATCHER, Actor
from shelters.access.policy import Permission
from shelters.audit.actions import Action
from shelters.database.transaction import acting_as
from shelters.errors import N_, ConflictError
from shelters.news.commands import settle_about, tell_committee, tell_hosts
from shelters.news.kinds import NewsKind
from shelters.stays.commands import locked_stay, recorded
from shelters.stays.journeys import extend_stay
from shelters.stays.lengthening import check_longer
from shelters.stays.models import Stay
from shelters.stays.nights import lock_house
from shelters.stays.states import StayStep, next_state


async def ask_longer(session: AsyncSession, actor: Actor, stay_id: UUID, until: date | None) -> Stay:
    """Ask the house whether she may stay until another day; asking where the nights are taken is refused at once."""
    stay = await locked_stay(session, actor, stay_id, Permission.STAY_ASK)
    next_state(stay.state, StayStep.EXTEND)
    async with acting_as(session, MATCHER):
        house = await lock_house(session, stay.house_id)
        stay.asked_until = await check_longer(session, stay, house, until)
    await settle_about(session, stay.id, NewsKind.LONGER_ASKED)
    await tell_hosts(session, NewsKind.LONGER_ASKED, stay.house_id, stay.id, stay.code)
    return await recorded(session, actor, stay, Action.STAY_ASKED)


async def answer_longer(session: AsyncSession, actor: Actor, stay_id: UUID, *, yes: bool) -> Stay:
    """Say whether she may stay as long as was asked; a yes takes the nights, if they are still free."""
    stay = await locked_stay(session, actor, stay_id, Permission.STAY_EXTEND)
    asked, stay.asked_until = stay.asked_until, None
    if asked is None:
        raise ConflictError(N_("Nadie pide más días para esta estancia. Vuelve a cargar la página."))
    if yes:
        stay = await extend_stay(session, actor, stay_id, asked)
        stay.asked_until = None
    await settle_about(session, stay.id, NewsKind.LONGER_ASKED)
    told = NewsKind.LONGER_GRANTED if yes else NewsKind.LONGER_REFUSED
    await tell_committee(session, told, stay.request_network_id, stay.id, stay.code)
    return await recorded(session, actor, stay, Action.STAY_ANSWERED)
