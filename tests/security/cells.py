"""The cells of the matrix: who asks for what of whose, and the answer that the policy table demands."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from uuid import uuid4

from shelters.access.actor import Actor, Role
from shelters.access.policy import Permission, allows, has
from tests.web.site import Way
from tests.world import PASSPHRASE

_IDS: Final = re.compile(r"{(\w+)_id}")

# Where a way is opened by one permission and its thing is looked at under another.
UNDER: Final = {
    "/evacuations/{evacuation_id}/confirm": Permission.EVACUATION_SEE,
    "/evacuations/{evacuation_id}/again": Permission.EVACUATION_SEE,
    "/collectives/{collective_id}/seats": Permission.COLLECTIVE_SEE,
    "/runs/{run_id}/apply": Permission.RUN_SEE,
}
# What is named in a form, because an address would tell.
IN_FORM: Final = {"/circle/vouch": "circle", "/circle/hand-over": "circle"}
# What a form must say to be looked at beyond its fields.
TYPED: Final = {
    "/houses/{house_id}/safety": {"step": "watch"},
    "/emergency/skips/{skip_id}/review": {"review": "La casa lo sabe."},
    "/account/passkeys/{passkey_id}/remove": {"passphrase": PASSPHRASE},
}

Sight = Callable[[Actor, Any], bool]


def _of_a_committees_network(actor: Actor, thing: Any) -> bool:
    return actor.role is not Role.COMMITTEE or actor.network_id == thing.network_id


def _her_own(actor: Actor, thing: Any) -> bool:
    return bool(actor.person_id == thing.person_id)


# Where the policy says "anything that she can see": what she can see, as the row policies of the kind say it.
SEEN: Final[Mapping[str, Sight]] = {
    "collective": _of_a_committees_network,
    "evacuation": _of_a_committees_network,
    "correction": lambda actor, _: actor.role is Role.HOST,
    "stay": lambda actor, _: actor.role in {Role.HOST, Role.COMMITTEE},
    "session": _her_own,
    "passkey": _her_own,
    "unfinished": _her_own,
    "news": lambda actor, thing: actor.role is Role(thing.reader),
}


class Answer(StrEnum):
    """What a cell of the matrix demands."""

    OPEN = "open"
    PUBLIC = "public"
    DOOR = "the door"
    REFUSED = "refused"
    MISSING = "missing"
    NOT_NOW = "not now"
    NO_SUCH_METHOD = "no such method"


STATUS: Final = {Answer.DOOR: 303, Answer.REFUSED: 403, Answer.MISSING: 404, Answer.NOT_NOW: 503}


@dataclass(frozen=True)
class Visitor:
    """Somebody at the application: her cookie, and as whom she acts if anybody lets her."""

    name: str
    cookie: str
    actor: Actor | None = None


@dataclass(frozen=True)
class Cell:
    """One visitor, one method of one route, and whose thing its address names."""

    visitor: Visitor
    way: Way
    whose: str
    thing: Any = None
    declared: bool = True

    @property
    def kind(self) -> str:
        """Name the kind of thing that the address names."""
        found = _IDS.search(self.way.path)
        return found[1] if found else IN_FORM.get(self.way.path, "")

    @property
    def address(self) -> str:
        """Write the address."""
        return _IDS.sub(self.named, self.way.path).replace("{kind}", "passphrase").replace("{name}", "when")

    @property
    def named(self) -> str:
        """Write the id of the thing; nobody's is a new one."""
        return str(self.thing.id if self.thing is not None else uuid4())

    @property
    def form(self) -> dict[str, str]:
        """Fill in what the form must say, and nothing that it could be done with."""
        return TYPED.get(self.way.path, {}) | ({"person": self.named} if self.way.path in IN_FORM else {})

    def demanded(self) -> Answer:
        """Reckon from the policy what must be answered."""
        if not self.declared:
            return Answer.NO_SUCH_METHOD
        if self.way.public:
            return Answer.PUBLIC
        if self.visitor.actor is None or not self.way.permissions:
            return Answer.DOOR
        return self._inside(self.visitor.actor, self.way.permissions[-1])

    def _inside(self, actor: Actor, permission: Permission) -> Answer:
        if not has(actor, permission):
            return Answer.REFUSED
        if actor.decoy and not self.way.safe and permission is not Permission.SELF:
            return Answer.NOT_NOW
        if not self.kind:
            return Answer.OPEN
        # In a decoy's network there is nothing; what is her own is there.
        there = self.thing is not None and (permission is Permission.SELF or not actor.decoy)
        reached = there and self._reached(actor, permission)
        return Answer.OPEN if reached else Answer.MISSING

    def _reached(self, actor: Actor, permission: Permission) -> bool:
        seen = self.kind not in SEEN or SEEN[self.kind](actor, self.thing)
        return seen and allows(actor, UNDER.get(self.way.path, permission), self.thing)


def fits(demanded: Answer, status: int) -> bool:
    """Say whether a status is the demanded answer."""
    if demanded is Answer.OPEN:
        return status < 500 and status not in {403, 404}
    if demanded is Answer.PUBLIC:
        return status < 500 and status != 403
    return status == STATUS.get(demanded, 405)
