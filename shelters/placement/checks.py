"""Checking that beds, holds, stays and states tell one story: the rules as queries, each finding what breaks one."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from shelters.clock import now, today
from shelters.placement.rules_of_record import RULES_OF_RECORD
from shelters.placement.states import ProposalState
from shelters.requests.states import RequestState
from shelters.stays.states import StayState

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
            where stay.state in ('departed', 'not_arrived', 'cancelled', 'relocated')
                and upper(taken.nights) > stay.until""",
    "beds are held for a proposal that waits for an answer only": """
        select taken.id from bed_occupancy taken left join proposal on proposal.id = taken.proposal_id
            where taken.kind = 'hold' and coalesce(proposal.state, '') not in ('offered', 'chosen')""",
    "a chosen proposal holds its beds": """
        select proposal.id from proposal where proposal.state = 'chosen' and proposal.held_until > :now
            and not exists (select from bed_occupancy taken where taken.proposal_id = proposal.id)""",
    "only a place for a stay that moves is held before it is chosen": """
        select proposal.id from proposal where proposal.state = 'offered' and proposal.moves is null""",
    "a proposed request has one chosen proposal": """
        select request.id from request where request.state = 'proposed' and 1 <> (
            select count(*) from proposal where proposal.request_id = request.id and proposal.state = 'chosen')""",
    "a chosen proposal belongs to a proposed request": """
        select proposal.id from proposal join request on request.id = proposal.request_id
            where proposal.state = 'chosen' and proposal.moves is null and request.state <> 'proposed'""",
    "a placed request has one live stay, besides one that it takes over from": """
        select request.id from request where request.state = 'placed' and 1 <> (
            select count(*) from stay where stay.request_id = request.id
                and not exists (select from stay next where next.follows = stay.id
                    and next.state in ('confirmed', 'travelling', 'arrived', 'extended', 'moved'))
                and stay.state in ('confirmed', 'travelling', 'arrived', 'extended', 'moved'))""",
    "a live stay belongs to a placed request": """
        select stay.id from stay join request on request.id = stay.request_id
            where stay.state in ('confirmed', 'travelling', 'arrived', 'extended', 'moved')
                and request.state <> 'placed'""",
    "a party sleeps in one house": """
        select stay.id from stay join stay before on before.id = stay.follows
            where stay.state in ('arrived', 'extended', 'moved', 'departed')
                and before.state in ('confirmed', 'travelling', 'arrived', 'extended', 'moved')""",
    "nobody is given a place beside whom she must not live with, once that is said": """
        select mine.id from apart
            join proposal mine on mine.request_id in (apart.request_id, apart.other_id) and mine.made_at > apart.said_at
            join proposal theirs on theirs.request_id in (apart.request_id, apart.other_id)
                and theirs.request_id <> mine.request_id and theirs.house_id = mine.house_id
            join bed_occupancy hers on hers.proposal_id = mine.id and hers.kind in ('hold', 'stay')
            join bed_occupancy taken on taken.proposal_id = theirs.id and taken.kind in ('hold', 'stay')
                and taken.nights && hers.nights
            where coalesce(hers.expires_at, 'infinity') > :now and coalesce(taken.expires_at, 'infinity') > :now""",
    "nobody is held a bed in a house that is exposed": """
        select taken.id from bed_occupancy taken join house on house.id = taken.house_id
            where taken.kind = 'hold' and house.safety in ('exposed', 'closed')""",
    "an exposed house is being evacuated": """
        select evacuation.id from evacuation join house on house.id = evacuation.house_id
            where evacuation.ended_at is null and house.safety <> 'exposed'""",
    "a collective stay takes beds only while it stands": """
        select taken.id from bed_occupancy taken join collective on collective.id = taken.collective_id
            where taken.kind = 'collective' and collective.state in ('called_off')""",
    "whoever has a seat has a bed on every night of it": """
        select seat.id from seat join collective on collective.id = seat.collective_id
            where seat.state in ('taken', 'confirmed') and collective.until - collective.first is distinct from (
                select sum(upper(taken.nights) - lower(taken.nights)) from bed_occupancy taken
                    where taken.seat_id = seat.id)""",
    "closed nights belong to a closure that stands": """
        select taken.id from bed_occupancy taken join closure on closure.id = taken.closure_id
            where closure.lifted_at is not null""",
    "a closure that stands takes a bed on its nights to come": """
        select closure.id from closure where lifted_at is null and until > :today and exists (
            select from generate_series(greatest(first, :today), until - 1, interval '1 day') as night
            where not exists (select from bed_occupancy taken
                where taken.closure_id = closure.id and taken.nights @> night::date))""",
    "a hold has the nights, the room and the term of its proposal": """
        select taken.id from bed_occupancy taken join proposal on proposal.id = taken.proposal_id
            where taken.kind = 'hold' and (taken.room_id <> proposal.room_id
                or taken.expires_at <> proposal.held_until
                or not taken.nights <@ daterange(proposal.first, proposal.until))""",
    "a chosen proposal holds a bed for each of its people": """
        select proposal.id from proposal where state = 'chosen' and held_until > :now and exists (
            select from generate_series(first, until - 1, interval '1 day') as night
            where proposal.beds > (select count(*) from bed_occupancy taken
                where taken.proposal_id = proposal.id and taken.kind = 'hold' and taken.nights @> night::date))""",
    "a live stay has a bed for each of its people": """
        select stay.id from stay join proposal on proposal.id = stay.proposal_id
            where stay.state in ('confirmed', 'travelling', 'arrived', 'extended', 'moved') and exists (
                select from generate_series(greatest(stay.first, :today), stay.until - 1, interval '1 day') as night
                where proposal.beds > (select count(*) from bed_occupancy taken
                    where taken.stay_id = stay.id and taken.kind = 'stay' and taken.nights @> night::date))""",
    "a stay takes no night outside its own": """
        select taken.id from bed_occupancy taken join stay on stay.id = taken.stay_id
            where taken.kind = 'stay' and not taken.nights <@ daterange(stay.first, stay.until)""",
    "a room for one party has one party a night": """
        select one.id from bed_occupancy one join room on room.id = one.room_id and room.sharing = 'one_party'
            join bed_occupancy other on other.room_id = one.room_id and one.id < other.id and one.nights && other.nights
            where one.kind in ('hold', 'stay') and other.kind in ('hold', 'stay') and upper(one.nights) > :today
                and coalesce(one.stay_id, one.proposal_id) <> coalesce(other.stay_id, other.proposal_id)
                and coalesce(one.expires_at, 'infinity') > :now and coalesce(other.expires_at, 'infinity') > :now""",
    "a room for one class has one class a night": """
        select one.id from bed_occupancy one join room on room.id = one.room_id and room.sharing = 'one_class'
            join bed_occupancy other on other.room_id = one.room_id and one.id < other.id and one.nights && other.nights
            where one.kind in ('hold', 'stay') and other.kind in ('hold', 'stay') and upper(one.nights) > :today
                and one.party_class <> other.party_class
                and coalesce(one.expires_at, 'infinity') > :now and coalesce(other.expires_at, 'infinity') > :now""",
    "nobody sleeps in a bed that is out of use": """
        select taken.id from bed_occupancy taken join bed on bed.id = taken.bed_id join room on room.id = bed.room_id
            where taken.kind in ('hold', 'stay') and not (bed.in_use and room.in_use) and upper(taken.nights) > :today
                and coalesce(taken.expires_at, 'infinity') > :now""",
    "nobody sleeps in a room out of its season": """
        select taken.id from bed_occupancy taken join room on room.id = taken.room_id
            where taken.kind in ('hold', 'stay', 'collective') and room.season_from is not null
                and coalesce(taken.expires_at, 'infinity') > :now and exists (
                select from generate_series(
                    greatest(lower(taken.nights), :today), upper(taken.nights) - 1, interval '1 day') as night
                cross join lateral (select extract(month from night) as month) as its
                where case when season_from <= season_to then its.month not between season_from and season_to
                    else its.month < season_from and its.month > season_to end)""",
    "a stay keeps when it began and ended": """
        select stay.id from stay
            where (state in ('arrived', 'extended', 'moved', 'departed') and arrived_at is null)
                or (state in ('departed', 'not_arrived', 'cancelled') and ended_at is null)""",
    "every state is one of its table": """
        select id from request where state <> all(:request_states) union all
        select id from proposal where state <> all(:proposal_states) union all
        select id from stay where state <> all(:stay_states)""",
    **RULES_OF_RECORD,
}

_STATES = {"request_states": RequestState, "proposal_states": ProposalState, "stay_states": StayState}


async def violations(session: AsyncSession) -> list[str]:
    """List what breaks a rule, as `rule: id`; the operator sees every row."""
    known: dict[str, object] = {name: [each.value for each in states] for name, states in _STATES.items()}
    known |= {"now": now(), "today": today()}
    found = []
    for rule, query in RULES.items():
        asked = {name: value for name, value in known.items() if f":{name}" in query}
        found += [f"{rule}: {broken}" for broken in await session.scalars(text(query), asked)]
    return found
