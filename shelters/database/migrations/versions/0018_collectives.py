"""Collective stays on the same beds, with seats for women of several networks; and erasing a case that was moved."""

from __future__ import annotations

from alembic import op

from shelters.database.protect import either, in_houses, in_network, is_role, protect

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TABLES = """
create table collective (
    id uuid primary key,
    network_id uuid not null,
    house_id uuid not null,
    house_kind text not null,
    zone text not null,
    state text not null check (state in ('offered', 'going', 'called_off', 'over')),
    first date not null,
    until date not null check (until > first),
    decide_on date not null check (decide_on <= first),
    fewest integer not null check (fewest > 1),
    most integer not null check (most >= fewest),
    per_network integer not null check (per_network > 0),
    for_emergency integer not null check (for_emergency between 0 and most),
    women_only boolean not null,
    languages jsonb not null,
    made_by uuid,
    made_at timestamptz not null,
    ended_at timestamptz,
    foreign key (network_id, house_id) references house (network_id, id),
    unique (network_id, house_id, id)
);
create index collective_standing on collective (decide_on) where state in ('offered', 'going');
create table collective_offer (
    collective_id uuid not null references collective,
    request_network_id uuid not null references network,
    primary key (collective_id, request_network_id)
);
create table seat (
    id uuid primary key,
    collective_id uuid not null,
    network_id uuid not null,
    house_id uuid not null,
    request_network_id uuid not null,
    code text not null,
    bed_id bigint not null references bed,
    state text not null check (state in ('taken', 'confirmed', 'given_up', 'lapsed')),
    taken_at timestamptz not null,
    taken_by uuid,
    answered_at timestamptz,
    data_key bytea not null,
    participant bytea not null,
    foreign key (network_id, house_id, collective_id) references collective (network_id, house_id, id),
    foreign key (collective_id, request_network_id) references collective_offer
);
create unique index seat_one_on_a_bed on seat (collective_id, bed_id) where state in ('taken', 'confirmed');
alter table bed_occupancy
    add column collective_id uuid,
    add column seat_id uuid references seat,
    add column for_emergency boolean not null default false,
    add foreign key (network_id, house_id, collective_id) references collective (network_id, house_id, id),
    drop constraint bed_occupancy_kind_check,
    add constraint bed_occupancy_kind_check check (kind in ('hold', 'stay', 'closure', 'turnaround', 'collective')),
    add check (kind <> 'collective' or collective_id is not null),
    add check (seat_id is null or kind = 'collective');
create index bed_occupancy_collective on bed_occupancy (collective_id) where collective_id is not null;
alter table evacuation_line
    drop constraint evacuation_line_request_network_id_stay_id_fkey,
    add foreign key (request_network_id, stay_id) references stay (request_network_id, id) on delete cascade;
alter table proposal
    drop constraint proposal_request_network_id_moves_fkey,
    add foreign key (request_network_id, moves) references stay (request_network_id, id) on delete set null (moves)
"""


def upgrade() -> None:
    """Make the tables, and say who reads and writes them.

    A committee sees what is offered to its network, and of the seats its own; who comes, the house alone is told.
    """
    for statement in TABLES.strip().split(";\n"):
        op.execute(statement)
    system = is_role("operator", "matcher")
    steward = f"{is_role('steward')} and {in_network()}"
    staff = either(system, is_role("planner"), steward)
    makers = either(is_role("operator", "planner"), steward, in_houses())
    asked = f"{is_role('committee')} and {in_network('request_network_id')}"
    offered = "exists (select from collective_offer offer where offer.collective_id = collective.id)"
    protect("collective_offer", read=either(system, is_role("planner", "steward", "host"), asked), add="true")
    protect(
        "collective",
        read=either(staff, in_houses(), f"{is_role('committee')} and {offered}"),
        add=makers,
        change=either(system, makers),
    )
    protect("seat", read=either(system, asked, in_houses()), add=system, change=system)
