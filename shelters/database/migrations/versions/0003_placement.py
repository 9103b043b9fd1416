"""Requests, proposals, stays, arrival sheets and runs."""

from __future__ import annotations

from alembic import op

from shelters.database.protect import either, in_houses, in_network, is_role, protect

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = """
create table request (
    id uuid primary key,
    network_id uuid not null references network,
    code text not null constraint request_code_taken unique,
    state text not null,
    urgency integer not null check (urgency between 1 and 4),
    earliest date not null,
    latest date not null,
    nights integer not null check (nights between 1 and 90),
    shortest integer not null check (shortest between 1 and nights),
    filed_at timestamptz not null,
    filed_by uuid,
    tie bigint not null,
    data_key bytea not null,
    "case" bytea not null,
    version integer not null default 1,
    check (latest >= earliest),
    unique (network_id, id)
);
create index request_open on request (network_id, state);
create table proposal (
    id uuid primary key,
    request_network_id uuid not null,
    host_network_id uuid not null,
    request_id uuid not null,
    house_id uuid not null,
    room_id uuid not null,
    code text not null,
    urgency integer not null,
    house_kind text not null,
    zone text not null,
    first date not null,
    until date not null,
    beds integer not null check (beds > 0),
    km integer not null check (km >= 0),
    state text not null,
    made_at timestamptz not null,
    held_until timestamptz,
    answered_at timestamptz,
    reason text,
    data_key bytea not null,
    brief bytea not null,
    check (until > first),
    foreign key (request_network_id, request_id) references request (network_id, id),
    foreign key (host_network_id, house_id, room_id) references room (network_id, house_id, id),
    unique (request_network_id, request_id, id)
);
create unique index proposal_one_live on proposal (request_id) where state = 'chosen';
create index proposal_house on proposal (house_id, state);
create index proposal_held on proposal (held_until) where state = 'chosen';
create table stay (
    id uuid primary key,
    request_network_id uuid not null,
    host_network_id uuid not null,
    request_id uuid not null,
    proposal_id uuid not null constraint stay_of_one_proposal unique,
    house_id uuid not null,
    room_id uuid not null,
    code text not null,
    first date not null,
    until date not null,
    state text not null,
    arrive_by timestamptz,
    arrived_at timestamptz,
    ended_at timestamptz,
    version integer not null default 1,
    check (until >= first),
    foreign key (request_network_id, request_id, proposal_id)
        references proposal (request_network_id, request_id, id),
    foreign key (host_network_id, house_id, room_id) references room (network_id, house_id, id),
    unique (request_network_id, id)
);
create index stay_house on stay (house_id, state);
create index stay_request on stay (request_id);
create table arrival_sheet (
    stay_id uuid primary key,
    request_network_id uuid not null,
    host_network_id uuid not null,
    house_id uuid not null,
    data_key bytea not null,
    sheet bytea not null,
    until date not null,
    foreign key (request_network_id, stay_id) references stay (request_network_id, id)
);
create table run (
    id uuid primary key,
    network_id uuid references network,
    made_by uuid,
    made_at timestamptz not null,
    requests integer not null,
    placed integer not null,
    seconds double precision not null,
    levels jsonb not null
);
create table run_line (
    run_id uuid not null references run,
    request_id uuid not null,
    network_id uuid not null,
    house_id uuid,
    room_id uuid,
    first date,
    nights integer,
    km integer,
    reasons jsonb not null,
    applied_at timestamptz,
    primary key (run_id, request_id),
    foreign key (network_id, request_id) references request (network_id, id)
)
"""


def upgrade() -> None:
    """Make the tables, and say who reads and writes them.

    A proposal and a stay are seen by exactly two: the network that asked, and the hosts of the house.
    """
    for statement in TABLES.strip().split(";\n"):
        op.execute(statement)
    system = is_role("operator", "matcher")
    asking = f"{is_role('committee', 'steward')} and {in_network()}"
    asked_by = f"{is_role('committee', 'steward')} and {in_network('request_network_id')}"
    hers = in_houses()
    protect("request", read=either(system, asking), add=either(system, asking), change=either(system, asking))
    for table in ("proposal", "stay"):
        both = either(system, asked_by, hers)
        protect(table, read=both, add=both, change=both)
    committee = f"{is_role('committee')} and {in_network('request_network_id')}"
    protect("arrival_sheet", read=committee, add=hers, change=hers, drop=either(system, hers))
    runners = is_role("operator", "matcher", "committee", "planner")
    protect("run", read=runners, add=runners)
    protect("run_line", read=either(system, asking), add=system, change=either(system, asking))
