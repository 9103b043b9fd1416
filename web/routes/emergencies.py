"""Emergency mode: opening and closing it, what was skipped in it, and a house's yes beforehand."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response

from shelters.access.policy import Permission, has
from shelters.errors import ConflictError, InvalidInputError
from shelters.placement.emergencies import close_emergency, open_emergency, say_yes_beforehand
from shelters.placement.emergency_models import REASONS
from shelters.placement.emergency_queries import live_emergency
from shelters.placement.emergency_reviews import review_skip, reviews_seen, skips_seen
from web.edge import Desk, needs

router = APIRouter()


@router.get("/emergency")
async def emergency_page(desk: Annotated[Desk, needs(Permission.EMERGENCY_SEE)]) -> Response:
    """Show whether the network is in emergency mode, and what was skipped."""
    return desk.render("emergency/page.html", **await _shown(desk))


async def _shown(desk: Desk) -> dict[str, Any]:
    return {
        "emergency": await live_emergency(desk.session, desk.actor.network_id),
        "skips": await skips_seen(desk.session, desk.actor),
        "reviews": await reviews_seen(desk.session, desk.actor, desk.keyring),
        "skip": None,
        "review": "",
        "me": desk.actor.person_id,
        "may_open": has(desk.actor, Permission.EMERGENCY_OPEN),
        "reasons": [(reason.value, words) for reason, words in REASONS.items()],
        "reason": "",
        "hours": "",
    }


@router.post("/emergency")
async def start(desk: Annotated[Desk, needs(Permission.EMERGENCY_OPEN)]) -> Response:
    """Open emergency mode, with a reason and a term."""
    form = await desk.form()
    reason, typed = str(form.get("reason", "")), str(form.get("hours", "")).strip()
    hours = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= len("72") else 0
    shown = await _shown(desk)
    try:
        await open_emergency(desk.session, desk.actor, reason, hours)
    except (InvalidInputError, ConflictError) as error:
        return await desk.refuse("emergency/page.html", error, **{**shown, "reason": reason, "hours": typed})
    return desk.go("/emergency")


@router.post("/emergency/{emergency_id}/close")
async def close(desk: Annotated[Desk, needs(Permission.EMERGENCY_OPEN)], emergency_id: UUID) -> Response:
    """Close emergency mode."""
    await close_emergency(desk.session, desk.actor, emergency_id)
    return desk.go("/emergency")


@router.post("/emergency/skips/{skip_id}/review")
async def review(desk: Annotated[Desk, needs(Permission.EMERGENCY_REVIEW)], skip_id: UUID) -> Response:
    """Say what a look at a skipped step has found."""
    typed, shown = str((await desk.form()).get("review", "")), await _shown(desk)
    try:
        await review_skip(desk.session, desk.actor, desk.keyring, skip_id, typed)
    except InvalidInputError as error:
        return await desk.refuse("emergency/page.html", error, **{**shown, "skip": skip_id, "review": typed})
    return desk.go("/emergency")


@router.post("/houses/{house_id}/emergency-yes")
async def agree(desk: Annotated[Desk, needs(Permission.EMERGENCY_AGREE)], house_id: UUID) -> Response:
    """Say for one's house yes beforehand, or take it back."""
    yes = str((await desk.form()).get("yes", "")) == "yes"
    await say_yes_beforehand(desk.session, desk.actor, house_id, yes=yes)
    return desk.go("/house")
