"""The page of a link: one question of one house, for whoever was given it, and nothing that leads on.

Looking spends nothing, because messengers look at links before people do; only the button's form does. That the brief
was read leaves one line.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from fastapi import APIRouter, Depends, Request, Response

from shelters.access.actor import DOOR, Actor
from shelters.accounts.attempts import count_attempt
from shelters.capacity.queries import calendar_of, house_seen
from shelters.database.transaction import AbrigoSession, acting_as, transaction
from shelters.errors import InvalidInputError, NotFoundError
from shelters.links.answering import LinkReply, answer_link, brief_by_link, check_still_asks, open_link
from shelters.links.models import HostLink, LinkAnswer
from shelters.placement.declines import HOST_REASONS
from shelters.placement.queries import extra_places_of, moves_inside, proposal_seen
from web import htmx
from web.decline_form import Form, asks_first, read_said, shown_for
from web.door import door
from web.forms import check_address, read_form
from web.language import language_of, speaking
from web.public import ours

router = APIRouter()

# Tonight and what comes after it, as far as a host knows by heart.
_NIGHTS: Final = 3
# What a button alone says; a no has its reason besides.
_PRESSED: Final = frozenset({LinkAnswer.CONFIRMED, LinkAnswer.CHANGED, LinkAnswer.ACCEPTED})


@router.get("/l/{token}")
async def question_page(request: Request, token: str) -> Response:
    """Ask the question, or say what was answered."""
    check_address(request)
    try:
        async with _opened(request, token) as (session, host, link):
            if link.used_at is not None:
                return door(request, "links/done.html", link=link)
            shown = await (_proposal if link.proposal_id else _house)(request, session, host, link)
    except NotFoundError:
        return _gone(request)
    page = "links/proposal.html" if link.proposal_id else "links/house.html"
    return door(request, page, token=token, link=link, **shown)


@router.post("/l/{token}", dependencies=[Depends(ours)])
async def reply(request: Request, token: str) -> Response:
    """Take the answer of the button that was pressed."""
    answer = str((await read_form(request)).get("answer", ""))
    if answer not in _PRESSED:
        return _gone(request)
    return await _reply(request, token, LinkReply(LinkAnswer(answer)))


@router.get("/l/{token}/no")
async def reasons_page(request: Request, token: str) -> Response:
    """Ask why not this time."""
    check_address(request)
    try:
        shown = await _declining(request, token, {})
    except NotFoundError:
        return _gone(request)
    return door(request, "links/decline.html", typed={}, **shown) if shown else _answered(request, token)


@router.post("/l/{token}/no", dependencies=[Depends(ours)])
async def decline(request: Request, token: str) -> Response:
    """Take a no with its reason, or ask first what the reason needs to be known with it."""
    form = await read_form(request)
    try:
        shown = await _declining(request, token, form)
    except NotFoundError:
        return _gone(request)
    if not shown:
        return _answered(request, token)
    if asks_first(form, HOST_REASONS):
        return door(request, "links/decline.html", typed=form, **shown)
    try:
        return await _reply(
            request, token, LinkReply(LinkAnswer.DECLINED, str(form.get("reason", "")), read_said(form))
        )
    except InvalidInputError as error:
        return door(request, "links/decline.html", error, typed=form, **shown)


async def _reply(request: Request, token: str, given: LinkReply) -> Response:
    """Count the attempt, answer once, and lead to what was answered, also whoever presses twice."""
    state = request.app.state
    async with transaction(state.engine, DOOR) as session:
        await count_attempt(session, "link", token)
    try:
        async with transaction(state.engine, DOOR) as session:
            await answer_link(session, state.keyring, token, given)
    except NotFoundError:
        return _gone(request)
    return _answered(request, token)


def _answered(request: Request, token: str) -> Response:
    return htmx.see_other(request, f"/l/{token}")


@asynccontextmanager
async def _opened(request: Request, token: str) -> AsyncIterator[tuple[AbrigoSession, Actor, HostLink]]:
    """Open a link and look as its house does, as long as it still asks something."""
    async with transaction(request.app.state.engine, DOOR) as session:
        link, host = await open_link(session, token)
        async with acting_as(session, host):
            if link.used_at is None:
                await check_still_asks(session, host, link)
            yield session, host, link


async def _house(_request: Request, session: AbrigoSession, host: Actor, link: HostLink) -> dict[str, Any]:
    house = await house_seen(session, host, link.house_id)
    calendar = await calendar_of(session, host, house.id, house.tonight, _NIGHTS)
    return {"free": list(zip(calendar.nights, calendar.untaken, strict=True)), "confirmed_at": house.confirmed_at}


async def _proposal(request: Request, session: AbrigoSession, host: Actor, link: HostLink) -> dict[str, Any]:
    assert link.proposal_id is not None  # noqa: S101 - called for such links only
    proposal = await proposal_seen(session, host, link.proposal_id)
    return {
        "proposal": proposal,
        "brief": await brief_by_link(session, host, request.app.state.keyring, link, proposal),
        "inside": await moves_inside(session, proposal),
        "extra": await extra_places_of(session, proposal),
    }


async def _declining(request: Request, token: str, form: Form) -> dict[str, Any]:
    """Give what the page of reasons needs; of a link that was used, nothing."""
    async with _opened(request, token) as (session, host, link):
        if link.proposal_id is None:
            raise NotFoundError
        if link.used_at is not None:
            return {}
        proposal = await proposal_seen(session, host, link.proposal_id)
        brief = await brief_by_link(session, host, request.app.state.keyring, link, proposal)
    with speaking(language_of(request)):
        return {"token": token, "proposal": proposal, "hosting": True, **shown_for(form, brief, HOST_REASONS)}


def _gone(request: Request) -> Response:
    """Answer one thing to whatever is no link, or is one no more."""
    return door(request, "links/gone.html", status=404)
