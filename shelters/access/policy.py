"""The policy, whole: every permission, who has it, and on which things.

Deny by default: a permission that is not here cannot be required, a role that is not named has none of it, and a thing
outside the stated reach is answered as missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from shelters.access.actor import Actor, Role
from shelters.errors import N_, NotAllowedError, NotFoundError

Reach = Callable[[Actor, object], bool]


def anything(_actor: Actor, _thing: object) -> bool:
    """Reach every thing that the person can see."""
    return True


def of_her_network(actor: Actor, thing: object) -> bool:
    """Reach what belongs to the person's own network."""
    return actor.network_id is not None and getattr(thing, "network_id", None) == actor.network_id


def requested_by_her_network(actor: Actor, thing: object) -> bool:
    """Reach proposals and stays that the person's own network asked for."""
    return actor.network_id is not None and getattr(thing, "request_network_id", None) == actor.network_id


def of_her_network_or_requested_by_it(actor: Actor, thing: object) -> bool:
    """Reach what belongs to the person's own network, and the stays that it asked for elsewhere."""
    return of_her_network(actor, thing) or requested_by_her_network(actor, thing)


def in_a_house_she_hosts(actor: Actor, thing: object) -> bool:
    """Reach the houses the person hosts, and what happens in them."""
    house = getattr(thing, "house_id", None) or getattr(thing, "id", None)
    return house in actor.houses


def of_her_committee(actor: Actor, thing: object) -> bool:
    """Reach the circle of the person's own committee, and what is sealed to it."""
    return of_her_network(actor, thing) and getattr(thing, "house_id", None) is None


class Permission(StrEnum):
    """What can be done, as `thing:verb`."""

    HOUSE_SEE = "house:see"
    HOUSE_CHANGE = "house:change"
    HOUSE_ADD = "house:add"
    HOUSE_CONFIRM = "house:confirm"
    LINK_MAKE = "link:make"
    CONDITIONS_CHECK = "conditions:check"
    ADDRESS_OPEN = "address:open"
    HOUSE_EXPOSE = "house:expose"
    HOUSE_CLEAR = "house:clear"
    EVACUATION_SEE = "evacuation:see"
    COLLECTIVE_MAKE = "collective:make"
    COLLECTIVE_SEE = "collective:see"
    SEAT_TAKE = "seat:take"
    NIGHTS_CLOSE = "nights:close"
    REQUEST_SEE = "request:see"
    REQUEST_FILE = "request:file"
    REQUEST_CHANGE = "request:change"
    NOTES_WRITE = "case_notes:write"
    NOTES_OPEN = "case_notes:open"
    OPTIONS_SEE = "options:see"
    OPTION_CHOOSE = "option:choose"
    PROPOSAL_SEE = "proposal:see"
    PROPOSAL_ANSWER = "proposal:answer"
    PROPOSAL_DECLINE = "proposal:decline"
    PROPOSAL_REVOKE = "proposal:revoke"
    SHEET_HAND_OVER = "arrival_sheet:hand_over"
    SHEET_OPEN = "arrival_sheet:open"
    STAY_SEE = "stay:see"
    STAY_RECORD = "stay:record"
    STAY_TRAVEL = "stay:travel"
    STAY_CANCEL = "stay:cancel"
    STAY_ASK = "stay:ask"
    STAY_EXTEND = "stay:extend"
    STAY_MOVE = "stay:move"
    ROOM_ASK = "room:ask"
    MOVE_ANSWER = "move:answer"
    EMERGENCY_OPEN = "emergency:open"
    EMERGENCY_SEE = "emergency:see"
    EMERGENCY_REVIEW = "emergency:review"
    EMERGENCY_AGREE = "emergency:agree"
    RUN_START = "run:start"
    RUN_SEE = "run:see"
    RUN_APPLY = "run:apply"
    NEWS_READ = "news:read"
    NETWORK_ADD = "network:add"
    PERSON_INVITE = "person:invite"
    CIRCLE_SEE = "circle:see"
    KEY_VOUCH = "circle_key:vouch"
    KEY_HAND_OVER = "circle_key:hand_over"
    KEY_TAKE = "circle_key:take"
    PERSON_UNFREEZE = "person:unfreeze"
    ACCOUNT_SECURE = "account:secure"
    SELF = "self:change"
    RETENTION_SEE = "retention:see"
    RETENTION_CHANGE = "retention:change"
    RECORD_READ = "record:read"
    POLICY_READ = "policy:read"
    DESIGN_SEE = "design:see"
    REGION_SEE = "region:see"
    PLANNING_SEE = "planning:see"
    PLANNING_ASK = "planning:ask"
    ATTACKS_IMPORT = "attacks:import"


@dataclass(frozen=True)
class Rule:
    """One line of the table: for each role that has the permission, the things it reaches."""

    who: Mapping[Role, Reach]
    words: str


_STAFF = {Role.PLANNER: anything, Role.STEWARD: of_her_network}
_EVERYONE = dict.fromkeys((Role.COMMITTEE, Role.HOST, Role.PLANNER, Role.STEWARD), anything)
_COMMITTEE = {Role.COMMITTEE: of_her_network}
_MEMBERS = {Role.COMMITTEE: of_her_committee, Role.HOST: in_a_house_she_hosts}

POLICY: dict[Permission, Rule] = {
    Permission.HOUSE_SEE: Rule(
        {**_STAFF, Role.HOST: in_a_house_she_hosts, Role.OPERATOR: anything}, N_("Ver una casa y sus camas")
    ),
    Permission.HOUSE_CHANGE: Rule(
        {**_STAFF, Role.HOST: in_a_house_she_hosts, Role.OPERATOR: anything},
        N_("Cambiar una casa, sus habitaciones, camas y reglas"),
    ),
    Permission.HOUSE_ADD: Rule({**_STAFF, Role.OPERATOR: anything}, N_("Agregar una casa")),
    Permission.HOUSE_CONFIRM: Rule({Role.HOST: in_a_house_she_hosts}, N_("Confirmar que lo libre está bien")),
    # Whoever passes a house's question on could answer it herself: its hosts, and the steward who invites them. Never
    # the committee that asks, and nobody of the region.
    Permission.LINK_MAKE: Rule(
        {Role.HOST: in_a_house_she_hosts, Role.STEWARD: of_her_network},
        N_("Hacer y revocar enlaces con los que una casa responde sin cuenta"),
    ),
    # What is broken in a house is a danger to tell: not for committees, which never see the house, nor for the region.
    Permission.CONDITIONS_CHECK: Rule(
        {Role.HOST: in_a_house_she_hosts, Role.STEWARD: of_her_network},
        N_("Revisar las condiciones de una casa y ver lo que está pendiente"),
    ),
    Permission.ADDRESS_OPEN: Rule(
        {Role.HOST: in_a_house_she_hosts}, N_("Abrir la dirección de su casa, con su frase de paso")
    ),
    Permission.HOUSE_EXPOSE: Rule(
        {**_STAFF, Role.COMMITTEE: of_her_network_or_requested_by_it, Role.HOST: in_a_house_she_hosts},
        N_("Avisar que una casa está en peligro"),
    ),
    Permission.HOUSE_CLEAR: Rule(_STAFF, N_("Decir que el peligro de una casa pasó")),
    Permission.EVACUATION_SEE: Rule(
        {**_STAFF, Role.COMMITTEE: anything, Role.HOST: in_a_house_she_hosts},
        N_("Ver adónde se mueven los grupos de una casa expuesta"),
    ),
    Permission.COLLECTIVE_MAKE: Rule(
        {**_STAFF, Role.HOST: in_a_house_she_hosts}, N_("Ofrecer una estancia colectiva y cancelarla")
    ),
    Permission.COLLECTIVE_SEE: Rule(
        {**_STAFF, Role.COMMITTEE: anything, Role.HOST: in_a_house_she_hosts}, N_("Ver una estancia colectiva")
    ),
    Permission.SEAT_TAKE: Rule(
        {Role.COMMITTEE: requested_by_her_network}, N_("Tomar, confirmar y dejar lugares de una estancia colectiva")
    ),
    Permission.NIGHTS_CLOSE: Rule(
        {**_STAFF, Role.HOST: in_a_house_she_hosts}, N_("Cerrar y abrir noches de una habitación")
    ),
    Permission.REQUEST_SEE: Rule(
        {**_COMMITTEE, Role.STEWARD: of_her_network, Role.OPERATOR: anything}, N_("Ver las solicitudes de su red")
    ),
    Permission.REQUEST_FILE: Rule({**_COMMITTEE, Role.OPERATOR: anything}, N_("Presentar una solicitud")),
    Permission.REQUEST_CHANGE: Rule(_COMMITTEE, N_("Cambiar, retirar o canalizar una solicitud de su red")),
    Permission.NOTES_WRITE: Rule(_COMMITTEE, N_("Escribir nombres y notas de un caso de su red")),
    Permission.NOTES_OPEN: Rule(_COMMITTEE, N_("Abrir nombres y notas de un caso de su red, con su frase de paso")),
    Permission.OPTIONS_SEE: Rule(_COMMITTEE, N_("Ver opciones para una solicitud de su red")),
    Permission.OPTION_CHOOSE: Rule({**_COMMITTEE, Role.OPERATOR: anything}, N_("Elegir una opción y apartar camas")),
    Permission.PROPOSAL_SEE: Rule(
        {Role.COMMITTEE: requested_by_her_network, Role.HOST: in_a_house_she_hosts}, N_("Ver una propuesta")
    ),
    Permission.PROPOSAL_ANSWER: Rule({Role.HOST: in_a_house_she_hosts}, N_("Aceptar o declinar una propuesta")),
    Permission.PROPOSAL_DECLINE: Rule(
        {Role.COMMITTEE: requested_by_her_network}, N_("Anotar por qué no irá a una casa")
    ),
    Permission.PROPOSAL_REVOKE: Rule({Role.COMMITTEE: requested_by_her_network}, N_("Soltar un apartado de su red")),
    Permission.SHEET_HAND_OVER: Rule(
        {Role.HOST: in_a_house_she_hosts}, N_("Entregar al comité la hoja de llegada a su casa, con su frase de paso")
    ),
    Permission.SHEET_OPEN: Rule(
        {Role.COMMITTEE: requested_by_her_network}, N_("Abrir la hoja de llegada de su red, con su frase de paso")
    ),
    Permission.STAY_SEE: Rule(
        {Role.COMMITTEE: requested_by_her_network, Role.HOST: in_a_house_she_hosts}, N_("Ver una estancia")
    ),
    Permission.STAY_RECORD: Rule({Role.HOST: in_a_house_she_hosts}, N_("Anotar ingreso y egreso en su casa")),
    Permission.STAY_TRAVEL: Rule(
        {Role.COMMITTEE: requested_by_her_network}, N_("Anotar que va en camino y cuándo debe llegar")
    ),
    Permission.STAY_CANCEL: Rule(
        {Role.COMMITTEE: requested_by_her_network, Role.HOST: in_a_house_she_hosts},
        N_("Cancelar una estancia que no ha empezado"),
    ),
    Permission.STAY_ASK: Rule(
        {Role.COMMITTEE: requested_by_her_network},
        N_("Pedir más días u otro lugar para una estancia, y anotar si aceptaría dejar el suyo"),
    ),
    Permission.STAY_EXTEND: Rule({Role.HOST: in_a_house_she_hosts}, N_("Prorrogar una estancia en su casa")),
    Permission.STAY_MOVE: Rule(
        {Role.HOST: in_a_house_she_hosts}, N_("Pasar una estancia a otra habitación de su casa")
    ),
    Permission.ROOM_ASK: Rule(_COMMITTEE, N_("Pedir que se haga lugar para una solicitud urgente de su red")),
    Permission.MOVE_ANSWER: Rule(
        {Role.COMMITTEE: requested_by_her_network, Role.HOST: in_a_house_she_hosts},
        N_("Decir sí o no a un cambio de lugar que le toca"),
    ),
    Permission.EMERGENCY_OPEN: Rule(_COMMITTEE, N_("Abrir y cerrar el modo de emergencia de su red")),
    Permission.EMERGENCY_SEE: Rule(
        {**_COMMITTEE, Role.STEWARD: of_her_network}, N_("Ver las emergencias de su red y lo que se saltó en ellas")
    ),
    Permission.EMERGENCY_REVIEW: Rule(
        {**_COMMITTEE, Role.STEWARD: of_her_network}, N_("Revisar un paso que otra persona saltó")
    ),
    Permission.EMERGENCY_AGREE: Rule(
        {Role.HOST: in_a_house_she_hosts}, N_("Decir por su casa que sí de antemano para emergencias")
    ),
    Permission.RUN_START: Rule(
        {Role.COMMITTEE: anything, Role.PLANNER: anything, Role.OPERATOR: anything},
        N_("Calcular propuestas para todas las solicitudes abiertas"),
    ),
    Permission.RUN_SEE: Rule(
        {Role.COMMITTEE: anything, Role.PLANNER: anything, Role.OPERATOR: anything}, N_("Ver un cálculo")
    ),
    Permission.RUN_APPLY: Rule(
        {Role.COMMITTEE: of_her_network, Role.OPERATOR: anything}, N_("Aplicar lo que propone un cálculo a su red")
    ),
    Permission.NEWS_READ: Rule(
        {**_STAFF, Role.COMMITTEE: of_her_network, Role.HOST: in_a_house_she_hosts},
        N_("Leer los avisos y decir que ya se atendieron"),
    ),
    Permission.NETWORK_ADD: Rule({Role.OPERATOR: anything}, N_("Agregar una red")),
    Permission.PERSON_INVITE: Rule({Role.STEWARD: of_her_network, Role.OPERATOR: anything}, N_("Invitar personas")),
    Permission.CIRCLE_SEE: Rule(
        {**_MEMBERS, Role.STEWARD: of_her_network}, N_("Ver quién tiene la llave de su círculo")
    ),
    Permission.KEY_VOUCH: Rule(
        {**_MEMBERS, Role.STEWARD: of_her_network}, N_("Responder por quien perdió la llave de su círculo")
    ),
    Permission.KEY_HAND_OVER: Rule(
        _MEMBERS, N_("Entregar la llave de su círculo a quien otra persona respalda, con su frase de paso")
    ),
    Permission.KEY_TAKE: Rule({Role.STEWARD: of_her_network}, N_("Quitar las llaves a quien se va")),
    Permission.PERSON_UNFREEZE: Rule(
        {**_COMMITTEE, Role.STEWARD: of_her_network, Role.PLANNER: of_her_network},
        N_("Dejar que vuelva a entrar quien cerró su cuenta"),
    ),
    Permission.ACCOUNT_SECURE: Rule(_EVERYONE, N_("Cambiar cómo entra a su cuenta")),
    Permission.SELF: Rule(_EVERYONE, N_("Cambiar su idioma y cerrar sus sesiones")),
    Permission.RETENTION_SEE: Rule({Role.STEWARD: of_her_network}, N_("Ver qué casos cerrados se van a borrar")),
    Permission.RETENTION_CHANGE: Rule(
        {Role.STEWARD: of_her_network}, N_("Cambiar cuánto guarda su red los casos cerrados")
    ),
    Permission.RECORD_READ: Rule({Role.STEWARD: of_her_network}, N_("Leer el registro de su red")),
    Permission.POLICY_READ: Rule(_EVERYONE, N_("Leer esta tabla")),
    Permission.DESIGN_SEE: Rule(_EVERYONE, N_("Ver las piezas de las pantallas")),
    Permission.REGION_SEE: Rule({Role.PLANNER: anything}, N_("Ver cuántas casas hay en la región y cómo están")),
    Permission.PLANNING_SEE: Rule({Role.PLANNER: anything}, N_("Ver cuánta necesidad quedó sin atender, y por qué")),
    Permission.ATTACKS_IMPORT: Rule({Role.PLANNER: anything}, N_("Traer conteos de un registro de agresiones")),
    Permission.PLANNING_ASK: Rule({Role.PLANNER: anything}, N_("Preguntar qué pasaría con otras casas o reglas")),
}


def has(actor: Actor, permission: Permission) -> bool:
    """Say whether the actor's role has the permission on anything at all."""
    return actor.role in POLICY[permission].who


def allows(actor: Actor, permission: Permission, thing: object) -> bool:
    """Say whether the actor may do this to this thing."""
    reach = POLICY[permission].who.get(actor.role)
    return reach is not None and reach(actor, thing)


def require(actor: Actor, permission: Permission) -> None:
    """Refuse a role that has a permission over nothing."""
    if not has(actor, permission):
        raise NotAllowedError


def require_for(actor: Actor, permission: Permission, thing: object) -> None:
    """Refuse what the policy does not allow with this thing; one out of reach is answered as missing."""
    require(actor, permission)
    if not allows(actor, permission, thing):
        raise NotFoundError
