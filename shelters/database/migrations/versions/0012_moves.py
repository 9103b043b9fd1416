"""Making room: rearrangements, and the moves of which everybody must say yes."""

from __future__ import annotations

from alembic import op

from shelters.database.protect import either, in_houses, in_network, is_role, protect

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLES = """
create table rearrangement (
    id uuid primary key,
    network_id uuid not null,
    request_id uuid not null,
    asked_by uuid,
    made_at timestamptz not null,
    state text not null,
    until timestamptz,
    foreign key (network_id, request_id) references request (network_id, id) on delete cascade,
    unique (network_id, id)
);
create unique index rearrangement_one_live on rearrangement (request_id) where state in ('seeking', 'asking');
create table move (
    id uuid primary key,
    rearrangement_id uuid not null references rearrangement on delete cascade,
    request_network_id uuid not null,
    request_id uuid not null,
    code text not null,
    stay_id uuid,
    from_house_id uuid,
    host_network_id uuid not null,
    house_id uuid not null,
    room_id uuid not null,
    first date not null,
    nights integer not null check (nights > 0),
    beds integer not null check (beds > 0),
    km integer not null check (km >= 0),
    committee_said boolean,
    host_said boolean,
    check ((stay_id is null) = (from_house_id is null)),
    foreign key (request_network_id, request_id) references request (network_id, id) on delete cascade,
    foreign key (request_network_id, stay_id) references stay (request_network_id, id) on delete cascade,
    foreign key (host_network_id, house_id, room_id) references room (network_id, house_id, id),
    constraint move_of_a_request unique (rearrangement_id, request_id)
);
create index move_of_stay on move (stay_id)
"""


def upgrade() -> None:
    """Make the tables: a move is seen by the committee of who is moved and by the hosts who would receive her."""
    for statement in TABLES.strip().split(";\n"):
        op.execute(statement)
    system = is_role("operator", "matcher")
    committee = f"{is_role('committee')} and {in_network()}"
    protect("rearrangement", read=either(system, committee), add=either(system, committee), change=system)
    moved = f"{is_role('committee')} and {in_network('request_network_id')}"
    protect("move", read=either(system, moved, in_houses()), add=system, change=system)
