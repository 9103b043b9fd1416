"""The host's start page: her houses, what waits for her answer, and whether the picture is still right."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Response

from shelters.access.policy import Permission
from shelters.capacity.models import House
from shelters.capacity.queries import calendar_of, houses_seen
from shelters.news.queries import open_news
from shelters.placement.corrections import open_corrections
from shelters.placement.emergency_queries import houses_that_said_yes
from shelters.placement.evacuations import open_evacuations
from shelters.placement.labels import attribute_word
from shelters.placement.queries import brief_of, proposal_seen, proposals_to_answer
from shelters.stays.models import Stay
from shelters.stays.queries import current_stays
from shelters.stays.states import INSIDE
from web.decline_form import in_words
from web.edge import Desk, needs
from web.news_board import NEWS_OF_A_DAY, told

router = APIRouter()


@router.get("/house")
async def house_of_hers(desk: Annotated[Desk, needs(Permission.HOUSE_CONFIRM)]) -> Response:
    """Show the host what matters now, in the order in which it matters."""
    houses = await houses_seen(desk.session, desk.actor)
    tonight = {house.id: await calendar_of(desk.session, desk.actor, house.id, house.tonight, 1) for house in houses}
    news = await open_news(desk.session, desk.actor, limit=NEWS_OF_A_DAY + 1)
    stays = await current_stays(desk.session, desk.actor)
    waiting = await proposals_to_answer(desk.session, desk.actor)
    corrections = await open_corrections(desk.session, desk.actor)
    briefs = {each.id: brief_of(desk.keyring, each) for each in waiting}
    for stay in stays:
        proposal = await proposal_seen(desk.session, desk.actor, stay.proposal_id)
        briefs[stay.id] = brief_of(desk.keyring, proposal)
    return desk.render(
        "houses/mine.html",
        fragment="houses/_mine.html",
        news=told(news[:NEWS_OF_A_DAY]),
        more_news=len(news) > NEWS_OF_A_DAY,
        corrections=[(each, in_words(*attribute_word(each.attribute))) for each in corrections],
        houses=houses,
        evacuations=await open_evacuations(desk.session, desk.actor),
        tonight=tonight,
        dates={house.id: house.tonight for house in houses},
        confirmed_today={house.id for house in houses if _confirmed_today(house)},
        waiting=waiting,
        stays=sorted(stays, key=_comes),
        beforehand=await houses_that_said_yes(desk.session),
        briefs=briefs,
    )


def _comes(stay: Stay) -> date:
    """Say when something is next to be done about a stay."""
    return stay.until if stay.state in INSIDE else stay.first


def _confirmed_today(house: House) -> bool:
    return house.confirmed_at is not None and house.confirmed_at.astimezone(house.clock).date() == house.tonight
