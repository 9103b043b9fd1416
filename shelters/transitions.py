"""Tables of transitions: what a thing may become, by which step, who may take it, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from shelters.access.policy import Permission
from shelters.errors import ConflictError


class Consequence(StrEnum):
    """What a step brings about beside the new state, in the same transaction."""

    BEDS_HELD = "its beds are held until the term"
    HOLD_ENDED = "the held beds are free"
    BEDS_TAKEN = "the held beds are the stay's, and rest after it"
    NIGHTS_GIVEN_BACK = "the nights that are left are free"
    ROOM_CHANGED = "the nights that are left are in another room, and the one that was left rests"
    NIGHTS_ADDED = "its own beds are taken for the added nights"
    STAY_CONFIRMED = "a stay is confirmed"
    SHEET_WRITTEN = "the committee has an arrival sheet"
    SHEET_SHUT = "the arrival sheet opens no more"
    HOUR_SET = "somebody must hear by that hour that she is safe"
    REQUEST_PROPOSED = "the request waits for the house"
    REQUEST_RETURNED = "the request is back in its place in the queue"
    REQUEST_PLACED = "the request is placed"
    REQUEST_CLOSED = "the case is closed"
    NEXT_OPTION = "the next option is looked for at once"
    PAUSED = "the request rests until the committee goes on"
    CHECK_FIRST = "somebody makes sure that she is safe before anything else"
    CONSENT_AWAITED = "the request is out of matching until she consents again"
    DISCLOSURES_REVOKED = "what each side was told of the other is erased"
    ZONE_ADDED = "what is too near or too far is written into the request"
    UNMET_NEED = "it counts as unmet need"
    NIGHTS_CLOSED = "those nights are closed"
    CORRECTED = "what the house says of itself is corrected"
    CORRECTION_ASKED = "the house is asked to correct what it says of itself"
    REVIEW_ASKED = "the regional team is asked to review it"
    BEDS_FREED = "its beds are free"
    UNCONFIRMED_LAPSED = "seats that are not confirmed lapse, and all of them where it is called off"
    SEAT_FREED = "the seat is free for somebody else"
    HOUSE_FOR_IMMEDIATE_ONLY = "the house takes immediate cases only"
    HOUSE_FROZEN = "the house takes nobody new, and its nights cannot be changed"
    PROPOSALS_REVOKED = "proposals that wait for the house are revoked, and the held beds are free"
    EVACUATION_OPENED = "a place elsewhere is looked for each party that lives there or is expected"
    EVACUATION_ENDED = "places held elsewhere for its parties are free"


@dataclass(frozen=True)
class Act:
    """Who may take a step, and what follows; with no permission, it follows from an act on something else."""

    by: tuple[Permission, ...] = ()
    follows: tuple[Consequence, ...] = ()


State = TypeVar("State", bound=StrEnum)
Step = TypeVar("Step", bound=StrEnum)


def follow(table: Mapping[tuple[State, Step], State], state: State, step: Step, refusal: str) -> State:
    """Take a step of a table; what is not in it is a conflict, told in the words of the thing."""
    try:
        return table[state, step]
    except KeyError as error:
        raise ConflictError(refusal) from error
