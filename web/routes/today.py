"""The committee's day: what waits for her, what waits for others, and who arrives."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Response

from shelters.access.policy import Permission
from shelters.clock import now, today, today_somewhere
from shelters.news.kinds import NewsKind
from shelters.news.queries import open_news
from shelters.placement.emergency_queries import live_emergency
from shelters.placement.emergency_reviews import skips_seen
from shelters.placement.evacuations import open_evacuations
from shelters.placement.queries import proposals_out
from shelters.placement.waiting import waits_of
from shelters.requests.queries import case_of, count_live_requests, live_requests
from shelters.requests.states import RequestState
from shelters.requests.unfinished import unfinished_of
from shelters.stays.models import Stay
from shelters.stays.queries import arrivals_until
from web.edge import Desk, needs
from web.news_board import NEWS_OF_A_DAY, told

router = APIRouter()

# What a day holds: the rest stands on the pages of requests and of stays.
_AT_ONCE: Final = 100
_SOON: Final = timedelta(days=7)
_ABOVE = frozenset({NewsKind.ARRIVAL_OVERDUE.value, NewsKind.HOUSE_EXPOSED.value})


@router.get("/today")
async def today_page(desk: Annotated[Desk, needs(Permission.OPTIONS_SEE)]) -> Response:
    """Show requests by urgency with their clocks, holds that wait for hosts, and today's arrivals."""
    live = await live_requests(desk.session, desk.actor, limit=_AT_ONCE)
    proposals = {each.request_id: each for each in await proposals_out(desk.session, desk.actor)}
    expected = await arrivals_until(desk.session, desk.actor, today() + _SOON)
    # Whoever has not arrived, and houses that are exposed, stand above the news already.
    news = [each for each in await open_news(desk.session, desk.actor) if each.kind not in _ABOVE]
    return desk.render(
        "today/page.html",
        fragment="today/_board.html",
        begun=await unfinished_of(desk.session, desk.actor),
        news=told(news[:NEWS_OF_A_DAY]),
        more_news=len(news) > NEWS_OF_A_DAY,
        more=await count_live_requests(desk.session, desk.actor) - len(live),
        evacuations=await open_evacuations(desk.session, desk.actor),
        deciding=[each for each in live if each.state == RequestState.READY.value],
        consenting=[each for each in live if each.state == RequestState.SUBMITTED.value],
        waiting=[each for each in live if each.state == RequestState.PROPOSED.value],
        paused=[each for each in live if each.state == RequestState.PAUSED.value],
        unplaced=[each for each in live if each.state == RequestState.UNPLACED.value],
        cases={request.id: case_of(desk.keyring, request) for request in live},
        emergency=await live_emergency(desk.session, desk.actor.network_id),
        skips=await skips_seen(desk.session, desk.actor),
        waits=await waits_of(desk.session, desk.actor, desk.keyring, live),
        proposals=proposals,
        late=[stay for stay in expected if _late(stay)],
        arriving=[stay for stay in expected if not _late(stay)],
    )


def _late(stay: Stay) -> bool:
    """Say whether she should have arrived: by the hour of her journey, or by the day where no journey was noted."""
    return stay.overdue(now()) or (stay.arrive_by is None and stay.first < today_somewhere())
