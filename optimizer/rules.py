"""Every rule a place can fail, in one list.

Eligibility masks and explanations read their rules from here. ``VERIFIED_AS`` says by which codes the checker verifies
each again; it does not read it, because it shares no code with the solver.
"""

from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """A reason why a space cannot serve a request."""

    START_WINDOW = "start_window"
    TOO_FEW_BEDS = "too_few_beds"
    NOT_FREE = "not_free"
    MISSING = "missing"
    REFUSED = "refused"
    TOO_FAR = "too_far"
    DANGER_ZONE = "danger_zone"
    LONGEST_STAY = "longest_stay"
    KEPT = "kept"
    WRONG_CLASS = "wrong_class"
    APART = "apart"
    PINNED_ELSEWHERE = "pinned_elsewhere"
    NOT_LISTED = "not_listed"
    OUTRANKED = "outranked"


RULES: dict[Rule, str] = {
    Rule.START_WINDOW: "the stay starts in the window asked for and ends within the nights of the problem",
    Rule.TOO_FEW_BEDS: "the space has as many beds as the party needs",
    Rule.NOT_FREE: "enough beds (or the whole room, for one party) are free on every night of the stay",
    Rule.MISSING: "site or space has each required attribute",
    Rule.REFUSED: "neither site nor space has a refused attribute",
    Rule.TOO_FAR: "the site is no further from the origin than asked, on the ellipsoid",
    Rule.DANGER_ZONE: "the site is outside every zone to avoid, on the ellipsoid; its edge counts as inside",
    Rule.LONGEST_STAY: "the stay is no longer than the site allows, and no shorter than is of use",
    Rule.KEPT: "the space is not kept for more urgent tiers",
    Rule.WRONG_CLASS: "a space for one class at a time holds one class each night",
    Rule.APART: "parties to be kept apart are not at one site on the same night",
    Rule.PINNED_ELSEWHERE: "a pinned request is exactly where it is pinned",
    Rule.NOT_LISTED: "the pair is in the list of candidates, where the problem has one",
    Rule.OUTRANKED: "a place that fits exists, and the plan gives it to others",
}
"""What must hold for each rule; ``OUTRANKED`` is only ever said of a plan, never of a place alone."""

VERIFIED_AS: dict[Rule, tuple[str, ...]] = {
    Rule.START_WINDOW: ("window", "horizon"),
    Rule.TOO_FEW_BEDS: ("beds",),
    Rule.NOT_FREE: ("beds", "one_party"),
    Rule.MISSING: ("requires",),
    Rule.REFUSED: ("refuses",),
    Rule.TOO_FAR: ("max_km",),
    Rule.DANGER_ZONE: ("avoid",),
    Rule.LONGEST_STAY: ("max_nights", "length"),
    Rule.KEPT: ("kept",),
    Rule.WRONG_CLASS: ("one_class",),
    Rule.APART: ("apart",),
    Rule.PINNED_ELSEWHERE: ("pinned",),
    Rule.NOT_LISTED: ("candidate",),
    Rule.OUTRANKED: (),
}
"""The codes by which the checker reports a stay that fails each rule."""

OF_THE_PLAN: tuple[str, ...] = ("format", "unknown", "listed", "twice", "total", "level")
"""The codes of the checker that are about a plan as a whole, and no reason why a space cannot serve a request."""

BIT: dict[Rule, int] = {rule: 1 << position for position, rule in enumerate(Rule)}
"""The bit of each rule in an eligibility mask."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A failed ``rule``, with the attribute it is about as ``subject`` where it is about one."""

    rule: Rule
    subject: str | None = None


def rules_in(mask: int) -> tuple[Rule, ...]:
    """List the rules whose bits are set in a mask."""
    return tuple(rule for rule in Rule if mask & BIT[rule])
