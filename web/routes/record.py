"""The record of what was done in a network, for its steward."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Response

from shelters.access.actor import Role
from shelters.access.policy import Permission
from shelters.access.words import ROLES
from shelters.accounts.queries import names_in_network
from shelters.audit.actions import Action
from shelters.audit.models import AuditRecord
from shelters.audit.queries import latest_lines
from shelters.audit.words import ACTIONS
from shelters.errors import N_
from web.edge import Desk, needs
from web.language import say

router = APIRouter()
LINES: Final = 50
_LARGEST: Final = 2**63 - 1


@router.get("/record")
async def record_page(
    desk: Annotated[Desk, needs(Permission.RECORD_READ)],
    before: Annotated[int | None, Query(ge=1, le=_LARGEST)] = None,
) -> Response:
    """Show the newest lines, or those before one of them."""
    found = await latest_lines(desk.session, desk.actor, before=before, limit=LINES + 1)
    lines = found[:LINES]
    names = await names_in_network(desk.session, desk.actor)
    rows = [(ACTIONS[Action(line.action)], line.at, ROLES[Role(line.role)], _who(desk, line, names)) for line in lines]
    earlier = lines[-1].seq if len(found) > LINES else None
    return desk.render("record/page.html", rows=rows, earlier=earlier, newest=before is None)


def _who(desk: Desk, line: AuditRecord, names: Mapping[UUID | None, str]) -> str:
    """Name who did it; of another network only that it was another."""
    if line.network_id is not None and line.network_id != desk.actor.network_id:
        return say(N_("De otra red"))
    return names.get(line.person_id, "")
