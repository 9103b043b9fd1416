"""The people of a network, and inviting one more: for its steward."""

from __future__ import annotations

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Response
from starlette.datastructures import FormData

from shelters.access.actor import Role
from shelters.access.policy import Permission
from shelters.access.words import ROLES
from shelters.accounts.commands import revoke_invitation, roles_to_invite
from shelters.accounts.queries import open_invitations, people_in_network
from shelters.capacity.queries import houses_seen
from shelters.circles.admission import invite
from shelters.circles.handing import remove_person
from shelters.errors import N_, InvalidInputError
from web.edge import Desk, needs
from web.paging import Paged, PageNumber, window

router = APIRouter()
_PAGE: Final = "people/page.html"
_MOST_HOUSES: Final = 1000


@router.get("/people")
async def people_page(desk: Annotated[Desk, needs(Permission.PERSON_INVITE)], page: PageNumber = 0) -> Response:
    """Show who is in the network, and the form that invites one more."""
    return desk.render(_PAGE, typed=FormData(), **await _contents(desk, page))


@router.post("/people")
async def invite_person(desk: Annotated[Desk, needs(Permission.PERSON_INVITE)]) -> Response:
    """Make an invitation; its code is shown this once and kept nowhere."""
    form, contents = await desk.form(), await _contents(desk)
    try:
        houses = frozenset(house.id for house in contents["houses"] if str(house.id) in form.getlist("houses"))
        code = await invite(desk.session, desk.actor, desk.person.network_id, _role(form), houses)
    except InvalidInputError as error:
        return await desk.refuse(_PAGE, error, **contents)
    return desk.render(_PAGE, typed=FormData(), code=code, **contents)


@router.post("/people/invitations/{invitation_id}/revoke")
async def take_back(desk: Annotated[Desk, needs(Permission.PERSON_INVITE)], invitation_id: UUID) -> Response:
    """Take back an invitation that nobody has used."""
    await revoke_invitation(desk.session, desk.actor, invitation_id)
    return desk.go("/people")


@router.post("/people/{person_id}/remove")
async def remove(desk: Annotated[Desk, needs(Permission.KEY_TAKE)], person_id: UUID) -> Response:
    """Shut somebody out, and take her keys: her circles begin new ones with those who stay."""
    await remove_person(desk.session, desk.actor, person_id)
    return desk.go("/people")


async def _contents(desk: Desk, page: int = 0) -> dict[str, Any]:
    people = await people_in_network(desk.session, desk.actor, **window(page))
    return {
        "people": Paged.of(people, "/people", page),
        "invitations": await open_invitations(desk.session, desk.actor),
        "words": ROLES,
        "roles": [(role.value, ROLES[role]) for role in Role if role in roles_to_invite(desk.actor)],
        "houses": list(await houses_seen(desk.session, desk.actor, limit=_MOST_HOUSES)),
    }


def _role(form: FormData) -> Role:
    try:
        return Role(str(form.get("role", "")))
    except ValueError:
        raise InvalidInputError("role", N_("Elige un papel de la lista.")) from None
