"""Rules between what stands and what the record says of it, and between rows that no foreign key ties together.

Lines of the record go after their term, and older ones keep only their day: what is older than a day after the oldest
line is not looked for.
"""

from __future__ import annotations

from typing import Final

_STILL_KEPT: Final = "(select min(at) + interval '1 day' from audit_record)"


def _with_line(thing: str, moment: str, actions: str, subject: str, only: str = "true") -> str:
    """Find things whose moment lies in the time of the record and that have no line for it."""
    return f"""
        select {thing}.id from {thing} where {only} and {moment} > {_STILL_KEPT} and not exists (
            select from audit_record line where line.subject_id = {subject} and line.action in ({actions}))"""  # noqa: S608 - constants


# Of a case that was erased the record and the nights stay; all of them are older than the shortest term of any network.
_NOT_ERASED: Final = "now() - make_interval(days => (select coalesce(min(retention_days), 0) from network))"

RULES_OF_RECORD: Final = {
    "a request was recorded when it was filed": _with_line("request", "filed_at", "'request:filed'", "request.id"),
    "each proposal was recorded when its beds were held": f"""
        select request_id from proposal where made_at > {_STILL_KEPT} group by request_id
            having count(*) > (select count(*) from audit_record line
                where line.subject_id = request_id and line.action = 'beds:held')""",  # noqa: S608 - a constant
    "an accepted proposal was recorded": _with_line(
        "proposal", "answered_at", "'proposal:accepted'", "proposal.id", "state = 'accepted'"
    ),
    "a declined proposal was recorded": _with_line(
        "proposal", "answered_at", "'proposal:declined'", "proposal.id", "state = 'declined'"
    ),
    "a hold that ended was recorded": _with_line(
        "proposal",
        "answered_at",
        "'hold:expired', 'hold:released', 'proposal:revoked'",
        "request_id",
        "state in ('expired', 'revoked')",
    ),
    "an arrival was recorded": _with_line("stay", "arrived_at", "'stay:arrived'", "stay.id"),
    "the end of a stay was recorded": _with_line(
        "stay", "ended_at", "'stay:departed', 'stay:missed', 'stay:cancelled', 'stay:relocated'", "stay.id"
    ),
    "what is recorded of a stay belongs to a stay": f"""
        select line.seq from audit_record line where line.action like 'stay:%' and line.at > {_NOT_ERASED}
            and not exists (select from stay where stay.id = line.subject_id)""",  # noqa: S608 - a constant
    "what is recorded of an answer belongs to a proposal": f"""
        select line.seq from audit_record line where line.action in ('proposal:accepted', 'proposal:declined')
            and line.at > {_NOT_ERASED}
            and not exists (select from proposal where proposal.id = line.subject_id)""",  # noqa: S608 - a constant
    "nights taken for a stay belong to one": f"""
        select taken.id from bed_occupancy taken where taken.stay_id is not null and upper(nights) > {_NOT_ERASED}
            and not exists (select from stay where stay.id = taken.stay_id)""",  # noqa: S608 - a constant
    "an accepted proposal has its stay": """
        select proposal.id from proposal where state = 'accepted'
            and not exists (select from stay where stay.proposal_id = proposal.id
                or (stay.id = proposal.moves and stay.house_id = proposal.house_id))""",
    "a stay comes from an accepted proposal": """
        select stay.id from stay join proposal on proposal.id = stay.proposal_id where proposal.state <> 'accepted'""",
}
