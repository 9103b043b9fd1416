"""The names of the roles as people say them."""

from __future__ import annotations

from typing import Final

from shelters.access.actor import Role
from shelters.errors import N_

ROLES: Final[dict[Role, str]] = {
    Role.COMMITTEE: N_("Comité de seguridad"),
    Role.HOST: N_("Anfitriona"),
    Role.PLANNER: N_("Equipo regional"),
    Role.STEWARD: N_("Responsable"),
    Role.DOOR: N_("Puerta de entrada"),
    Role.MATCHER: N_("Búsqueda de opciones"),
    Role.OPERATOR: N_("Operación del servidor"),
}
