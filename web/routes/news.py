"""News: what there is to see, and saying that it was taken care of."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from shelters.access.policy import Permission
from shelters.news.commands import settle
from shelters.news.queries import open_news
from web.edge import Desk, needs
from web.navigation import start_of
from web.news_board import told
from web.paging import Paged, PageNumber, window

router = APIRouter()


@router.get("/news")
async def news_page(desk: Annotated[Desk, needs(Permission.NEWS_READ)], page: PageNumber = 0) -> Response:
    """Show everything that nobody has taken care of yet."""
    found = Paged.of(await open_news(desk.session, desk.actor, **window(page)), "/news", page)
    return desk.render("news/page.html", news=told(found.rows), found=found)


@router.post("/news/{news_id}/settle")
async def settle_it(desk: Annotated[Desk, needs(Permission.NEWS_READ)], news_id: UUID) -> Response:
    """Take a piece of news off the board."""
    await settle(desk.session, desk.actor, news_id)
    return desk.go(start_of(desk.actor.role))
