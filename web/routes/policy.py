"""Who may do what, in plain words: the policy table as people read it."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Response

from shelters.access.actor import PEOPLE, Role
from shelters.access.policy import (
    POLICY,
    Permission,
    Reach,
    anything,
    in_a_house_she_hosts,
    of_her_committee,
    of_her_network,
    of_her_network_or_requested_by_it,
    requested_by_her_network,
)
from shelters.access.words import ROLES
from shelters.errors import N_
from web.edge import Desk, needs

router = APIRouter()

_REACH: Final[dict[Reach, str]] = {
    anything: N_("sí"),
    of_her_network: N_("de su red"),
    of_her_committee: N_("de su comité"),
    of_her_network_or_requested_by_it: N_("de su red, o donde está alguien de su red"),
    requested_by_her_network: N_("lo que pidió su red"),
    in_a_house_she_hosts: N_("de su casa"),
}
_NOT: Final = N_("no")


@router.get("/policy")
async def policy_page(desk: Annotated[Desk, needs(Permission.POLICY_READ)]) -> Response:
    """Show every permission that a person can have, and how far it reaches for each role."""
    roles = [role for role in Role if role in PEOPLE]
    rows = [
        (rule.words, [_REACH[rule.who[role]] if role in rule.who else _NOT for role in roles])
        for rule in POLICY.values()
        if not PEOPLE.isdisjoint(rule.who)
    ]
    return desk.render("policy/page.html", roles=[ROLES[role] for role in roles], rows=rows)
