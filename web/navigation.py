"""The sections of each role: what her pages list at the top, and the first is where she starts."""

from __future__ import annotations

from typing import Final

from shelters.access.actor import Role
from shelters.errors import N_
from web.language import say

SECTIONS: Final[dict[Role, tuple[tuple[str, str], ...]]] = {
    Role.COMMITTEE: (
        ("/today", N_("Hoy")),
        ("/requests", N_("Solicitudes")),
        ("/runs", N_("Todo a la vez")),
        ("/circle", N_("Círculo")),
    ),
    Role.HOST: (("/house", N_("Mi casa")), ("/circle", N_("Círculo"))),
    Role.PLANNER: (
        ("/houses", N_("Casas")),
        ("/region", N_("La región")),
        ("/planning/unmet", N_("Necesidad")),
        ("/planning/occupancy", N_("Ocupación")),
        ("/planning/coming", N_("Lo que viene")),
        ("/planning/what-if", N_("¿Y si…?")),
        ("/runs", N_("Todo a la vez")),
        ("/news", N_("Avisos")),
    ),
    Role.STEWARD: (
        ("/houses", N_("Casas")),
        ("/emergency", N_("Emergencias")),
        ("/people", N_("Personas")),
        ("/circle", N_("Círculo")),
        ("/record", N_("Registro")),
        ("/retention", N_("Plazos")),
        ("/news", N_("Avisos")),
        ("/policy", N_("Quién puede qué")),
    ),
}


def start_of(role: Role) -> str:
    """Say where a role starts."""
    return SECTIONS[role][0][0]


def sections_of(role: Role, path: str) -> list[tuple[str, str, bool]]:
    """List the sections as pages show them: address, name in the language being spoken, whether it is this one."""
    return [(address, say(name), path == address or path.startswith(f"{address}/")) for address, name in SECTIONS[role]]
