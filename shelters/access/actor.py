"""Who acts, in the words that both the policy table and the row policies of the database read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from shelters.errors import NotFoundError


class Role(StrEnum):
    """The four roles of people, and the parts of the system that act without one."""

    COMMITTEE = "committee"
    HOST = "host"
    PLANNER = "planner"
    STEWARD = "steward"
    # The system's own: the door knows accounts only, the matcher reads inventory, the operator is the command line.
    DOOR = "door"
    MATCHER = "matcher"
    OPERATOR = "operator"


PEOPLE = frozenset({Role.COMMITTEE, Role.HOST, Role.PLANNER, Role.STEWARD})


@dataclass(frozen=True)
class Actor:
    """A person in her role, or a part of the system."""

    role: Role
    person_id: UUID | None = None
    network_id: UUID | None = None
    houses: frozenset[UUID] = field(default_factory=frozenset)
    # Made to sign in: her role is shown, and no row policy names the one under which the database sees her.
    decoy: bool = False
    # The link by which somebody without an account answers for a house; the record names it in each line.
    link_id: UUID | None = None

    @property
    def network(self) -> UUID:
        """Give the network she belongs to; what networks have is missing for whoever belongs to none."""
        return _there(self.network_id)

    @property
    def person(self) -> UUID:
        """Give the person she is; what people have is missing for a part of the system."""
        return _there(self.person_id)

    def database_settings(self) -> Mapping[str, str]:
        """Give what the row policies compare; all four are always set, so that nothing of a former actor stays."""
        return {
            "role": "decoy" if self.decoy else self.role.value,
            "network": str(self.network_id or ""),
            "person": str(self.person_id or ""),
            "houses": "{" + ",".join(sorted(map(str, self.houses))) + "}",
        }


def _there(whose: UUID | None) -> UUID:
    if whose is None:
        raise NotFoundError
    return whose


DOOR = Actor(Role.DOOR)
MATCHER = Actor(Role.MATCHER)
OPERATOR = Actor(Role.OPERATOR)
