"""The policy as a truth table: written out once more, by hand, so that a change of it is a change of two pages."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from shelters.access.actor import DOOR, MATCHER, OPERATOR, PEOPLE, Actor, Role
from shelters.access.policy import POLICY, Permission, Rule, allows, has, require, require_for
from shelters.errors import NotAllowedError, NotFoundError

# C committee, H host, P planner, S steward, O operator: who has it on anything, in small letters within a reach.
TABLE = {
    "house:see": "hPsO",
    "house:change": "hPsO",
    "house:add": "PsO",
    "house:confirm": "h",
    "link:make": "hs",
    "conditions:check": "hs",
    "address:open": "h",
    "house:expose": "chPs",
    "house:clear": "Ps",
    "evacuation:see": "ChPs",
    "collective:make": "hPs",
    "collective:see": "ChPs",
    "seat:take": "c",
    "nights:close": "hPs",
    "request:see": "csO",
    "request:file": "cO",
    "request:change": "c",
    "case_notes:write": "c",
    "case_notes:open": "c",
    "options:see": "c",
    "option:choose": "cO",
    "proposal:see": "ch",
    "proposal:answer": "h",
    "proposal:decline": "c",
    "proposal:revoke": "c",
    "arrival_sheet:hand_over": "h",
    "arrival_sheet:open": "c",
    "stay:see": "ch",
    "stay:record": "h",
    "stay:travel": "c",
    "stay:cancel": "ch",
    "stay:ask": "c",
    "stay:extend": "h",
    "stay:move": "h",
    "room:ask": "c",
    "move:answer": "ch",
    "emergency:open": "c",
    "emergency:see": "cs",
    "emergency:review": "cs",
    "emergency:agree": "h",
    "run:start": "CPO",
    "run:see": "CPO",
    "run:apply": "cO",
    "news:read": "chPs",
    "network:add": "O",
    "person:invite": "sO",
    "circle:see": "chs",
    "circle_key:vouch": "chs",
    "circle_key:hand_over": "ch",
    "circle_key:take": "s",
    "person:unfreeze": "cps",
    "account:secure": "CHPS",
    "self:change": "CHPS",
    "retention:see": "s",
    "retention:change": "s",
    "record:read": "s",
    "policy:read": "CHPS",
    "design:see": "CHPS",
    "region:see": "P",
    "planning:see": "P",
    "planning:ask": "P",
    "attacks:import": "P",
}
LETTERS = {Role.COMMITTEE: "c", Role.HOST: "h", Role.PLANNER: "p", Role.STEWARD: "s", Role.OPERATOR: "o"}
HERS, THEIRS, HER_HOUSE, OTHER_HOUSE = uuid4(), uuid4(), uuid4(), uuid4()


@dataclass(frozen=True)
class Thing:
    """Anything that a permission is asked for."""

    network_id: UUID | None = None
    request_network_id: UUID | None = None
    house_id: UUID | None = None


WITHIN = Thing(HERS, HERS, HER_HOUSE)
COMMITTEES = Thing(HERS, HERS)
OUTSIDE = Thing(THEIRS, THEIRS, OTHER_HOUSE)
NOBODYS = Thing()


def actor(role: Role) -> Actor:
    """Act in a role, in one's own network and house."""
    return Actor(role, uuid4(), HERS, frozenset({HER_HOUSE}))


def test_the_table_names_every_permission() -> None:
    assert set(TABLE) == {permission.value for permission in Permission} == {each.value for each in POLICY}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", Permission)
def test_a_role_has_what_the_table_says_and_as_far_as_it_says(permission: Permission, role: Role) -> None:
    letter = LETTERS.get(role, "-")
    anywhere, within = letter.upper() in TABLE[permission], letter in TABLE[permission]
    her = actor(role)
    assert has(her, permission) is (anywhere or within)
    # A circle of a committee is of no house, and of a house it is its hosts'.
    hers = COMMITTEES if role is Role.COMMITTEE and permission.value.startswith("circle") else WITHIN
    assert allows(her, permission, hers) is (anywhere or within)
    assert allows(her, permission, OUTSIDE) is anywhere
    assert allows(her, permission, NOBODYS) is anywhere


@pytest.mark.parametrize("part", [DOOR, MATCHER])
def test_the_door_and_the_matcher_may_do_nothing_of_a_persons(part: Actor) -> None:
    assert [permission for permission in Permission if has(part, permission)] == []


def test_a_role_that_nobody_knows_has_nothing() -> None:
    stranger = Actor("admin", uuid4(), HERS, frozenset({HER_HOUSE}))  # type: ignore[arg-type] # what a bad row would give
    assert [permission for permission in Permission if has(stranger, permission)] == []
    assert not any(allows(stranger, permission, WITHIN) for permission in Permission)
    with pytest.raises(NotAllowedError):
        require(stranger, Permission.POLICY_READ)


def test_who_has_no_network_and_no_house_reaches_nobodys_things() -> None:
    """An empty network must not equal the empty network of something half made."""
    for role in PEOPLE:
        lost = Actor(role, uuid4())
        limited = [each for each in Permission if LETTERS[role] in TABLE[each]]
        assert not any(allows(lost, permission, thing) for permission in limited for thing in (NOBODYS, OUTSIDE))


def test_what_she_may_never_do_is_not_allowed_and_what_she_cannot_reach_is_missing() -> None:
    her = actor(Role.COMMITTEE)
    with pytest.raises(NotAllowedError):
        require_for(her, Permission.PROPOSAL_ANSWER, OUTSIDE)
    with pytest.raises(NotFoundError):
        require_for(her, Permission.REQUEST_SEE, OUTSIDE)
    require_for(her, Permission.REQUEST_SEE, WITHIN)
    require(her, Permission.REQUEST_SEE)


def test_the_committee_reaches_what_it_asked_for_and_not_what_others_ask_of_its_houses() -> None:
    asked_of_us = Thing(network_id=HERS, request_network_id=THEIRS, house_id=HER_HOUSE)
    for permission in (Permission.PROPOSAL_SEE, Permission.STAY_SEE, Permission.SHEET_OPEN):
        assert not allows(actor(Role.COMMITTEE), permission, asked_of_us)


def test_the_circle_of_a_house_is_not_the_committees() -> None:
    for permission in (Permission.CIRCLE_SEE, Permission.KEY_VOUCH, Permission.KEY_HAND_OVER):
        assert not allows(actor(Role.COMMITTEE), permission, WITHIN)
        assert not allows(actor(Role.HOST), permission, COMMITTEES)


def test_the_operator_opens_no_address_answers_no_proposal_and_reads_no_record() -> None:
    closed = {Permission.ADDRESS_OPEN, Permission.SHEET_OPEN, Permission.NOTES_OPEN, Permission.KEY_HAND_OVER}
    for permission in closed | {Permission.PROPOSAL_ANSWER, Permission.STAY_SEE, Permission.RECORD_READ}:
        assert not has(OPERATOR, permission)


def test_no_steward_and_no_planner_opens_what_is_sealed_to_others() -> None:
    for role in (Role.STEWARD, Role.PLANNER):
        for permission in (Permission.ADDRESS_OPEN, Permission.SHEET_OPEN, Permission.NOTES_OPEN):
            assert not has(actor(role), permission)


def test_every_rule_has_words_and_no_two_the_same() -> None:
    rules: list[Rule] = list(POLICY.values())
    assert all(rule.words and rule.who for rule in rules)
    assert len({rule.words for rule in rules}) == len(rules)
