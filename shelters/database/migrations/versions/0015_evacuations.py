"""Evacuations: a house that is exposed, its parties, and proposals and stays that take over from a stay elsewhere."""

from __future__ import annotations

from alembic import op

from shelters.database.protect import either, in_houses, in_network, is_role, protect

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TABLES = """
alter table stay
    add column follows uuid,
    add foreign key (request_network_id, follows) references stay (request_network_id, id);
create unique index stay_one_follows on stay (follows)
    where state in ('confirmed', 'travelling', 'arrived', 'extended', 'moved');
alter table proposal
    add column moves uuid,
    add foreign key (request_network_id, moves) references stay (request_network_id, id);
create index proposal_moves on proposal (moves) where moves is not null;
drop index proposal_one_live;
create unique index proposal_one_live on proposal (request_id) where state in ('offered', 'chosen');
drop index proposal_held;
create index proposal_held on proposal (held_until) where state in ('offered', 'chosen');
create table evacuation (
    id uuid primary key,
    network_id uuid not null,
    house_id uuid not null,
    opened_by uuid,
    opened_at timestamptz not null,
    asked_at timestamptz not null,
    solved_at timestamptz,
    failure text,
    ended_at timestamptz,
    foreign key (network_id, house_id) references house (network_id, id),
    unique (network_id, house_id, id)
);
create unique index evacuation_one_underway on evacuation (house_id) where ended_at is null;
create table evacuation_line (
    evacuation_id uuid not null,
    stay_id uuid not null,
    network_id uuid not null,
    house_id uuid not null,
    request_network_id uuid not null,
    request_id uuid not null,
    code text not null,
    urgency integer not null,
    resident boolean not null,
    reasons jsonb not null,
    primary key (evacuation_id, stay_id),
    foreign key (network_id, house_id, evacuation_id) references evacuation (network_id, house_id, id),
    foreign key (request_network_id, stay_id) references stay (request_network_id, id)
)
"""


def upgrade() -> None:
    """Make the tables, and say who reads and writes them.

    A committee sees the lines of its own parties only, and an evacuation that has one or is of its network.
    """
    for statement in TABLES.strip().split(";\n"):
        op.execute(statement)
    system = is_role("operator", "matcher")
    staff = either(system, is_role("planner"), f"{is_role('steward')} and {in_network()}")
    asked_by = f"{is_role('committee')} and {in_network('request_network_id')}"
    protect("evacuation_line", read=either(staff, asked_by, in_houses()), add=system, change=system)
    hers = "exists (select from evacuation_line line where line.evacuation_id = evacuation.id)"
    committee = f"{is_role('committee')} and {in_network()}"
    protect(
        "evacuation",
        read=either(staff, committee, f"{is_role('committee')} and {hers}", in_houses()),
        add=system,
        change=system,
    )
