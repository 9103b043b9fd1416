"""Checking that beds, holds, stays and states tell one story: the rules as queries, each finding what breaks one."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

# Each query lists ids that break the rule of its name; a whole record gives none.
RULES = {
    "two things take one bed on one night": """
        select one.id from bed_occupancy one join bed_occupancy other
            on one.bed_id = other.bed_id and one.id < other.id and one.nights && other.nights""",
    "a live stay has a bed on each of its nights": """
        select stay.id from stay where stay.state in ('confirmed', 'travelling', 'arrived', 'extended', 'moved')
            and exists (
                select from generate_series(stay.first, stay.until - 1, interval '1 day') as night
                where not exists (
                    select from bed_occupancy taken where taken.stay_id = stay.id and taken.kind = 'stay'
                        and taken.nights @> night::date))""",
    "an ended stay takes no bed after its last night": """
        select stay.id from stay join bed_occupancy taken on taken.stay_id = stay.id and taken.kind = 'stay'
            where stay.state in ('departed', 'not_arrived', 'cancelled') and upper(taken.nights) > stay.until""",
    "beds are held for a chosen proposal only": """
        select taken.id from bed_occupancy taken left join proposal on proposal.id = taken.proposal_id
            where taken.kind = 'hold' and proposal.state is distinct from 'chosen'""",
    "a chosen proposal holds its beds": """
        select proposal.id from proposal where proposal.state = 'chosen' and proposal.held_until > now()
            and not exists (select from bed_occupancy taken where taken.proposal_id = proposal.id)""",
    "a proposed request has one chosen proposal": """
        select request.id from request where request.state = 'proposed' and 1 <> (
            select count(*) from proposal where proposal.request_id = request.id and proposal.state = 'chosen')""",
    "a chosen proposal belongs to a proposed request": """
        select proposal.id from proposal join request on request.id = proposal.request_id
            where proposal.state = 'chosen' and request.state <> 'proposed'""",
    "a placed request has one live stay": """
        select request.id from request where request.state = 'placed' and 1 <> (
            select count(*) from stay where stay.request_id = request.id
                and stay.state in ('confirmed', 'travelling', 'arrived', 'extended', 'moved'))""",
    "a live stay belongs to a placed request": """
        select stay.id from stay join request on request.id = stay.request_id
            where stay.state in ('confirmed', 'travelling', 'arrived', 'extended', 'moved')
                and request.state <> 'placed'""",
    "closed nights belong to a closure that stands": """
        select taken.id from bed_occupancy taken join closure on closure.id = taken.closure_id
            where closure.lifted_at is not null""",
}


async def violations(session: AsyncSession) -> list[str]:
    """List what breaks a rule, as `rule: id`; the operator sees every row."""
    found = []
    for rule, query in RULES.items():
        found += [f"{rule}: {broken}" for broken in await session.scalars(text(query))]
    return found
