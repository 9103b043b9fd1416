"""The emergency of a person: shutting her account in one press, and colleagues who open it again."""

from __future__ import annotations

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Response

from shelters.access.policy import Permission
from shelters.accounts.comeback import say_it_is_she
from shelters.accounts.panic import colleague_shut_out, freeze, unfreeze
from shelters.accounts.sessions import SignedIn, sign_out
from web import cookies, htmx
from web.edge import Desk, needs

router = APIRouter()
_PAGE: Final = "people/colleague.html"


@router.post("/panic")
async def shut_my_account(desk: Annotated[Desk, needs(Permission.SELF, once=False)]) -> Response:
    """End every session of this person, shut her account, tell her colleagues, and lead to a page of nobody's."""
    await freeze(desk.session, desk.person)
    await sign_out(desk.session, SignedIn(desk.live, desk.person, desk.actor))
    response = htmx.see_other(desk.request, desk.settings.leave_url)
    cookies.forget(response, cookies.SESSION)
    response.headers["Clear-Site-Data"] = cookies.FORGET
    return response


@router.get("/colleagues/{person_id}")
async def colleague_page(person_id: UUID, desk: Annotated[Desk, needs(Permission.PERSON_UNFREEZE)]) -> Response:
    """Show who shut her account, and whether somebody has said already that she may come in again."""
    person, said = await colleague_shut_out(desk.session, desk.actor, person_id)
    return desk.render(_PAGE, colleague=person, said=said)


@router.post("/colleagues/{person_id}/back")
async def let_a_colleague_back(person_id: UUID, desk: Annotated[Desk, needs(Permission.PERSON_UNFREEZE)]) -> Response:
    """Say that she is safe; the second who says so opens her account."""
    await unfreeze(desk.session, desk.actor, person_id)
    return desk.go(f"/colleagues/{person_id}")


@router.post("/colleagues/{person_id}/lost")
async def answer_for_a_colleague(person_id: UUID, desk: Annotated[Desk, needs(Permission.PERSON_UNFREEZE)]) -> Response:
    """Say that she lost her passphrase; the second who says so reads the code, which is kept nowhere."""
    code = await say_it_is_she(desk.session, desk.actor, person_id)
    if code is None:
        return desk.go(f"/colleagues/{person_id}")
    person, said = await colleague_shut_out(desk.session, desk.actor, person_id)
    return desk.render(_PAGE, colleague=person, said=said, code=code)
