"""Emergencies, the steps skipped in them, and the houses that said yes beforehand."""

from __future__ import annotations

from alembic import op

from shelters.database.protect import either, in_houses, in_network, is_role, protect

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

TABLES = """
create table emergency (
    id uuid primary key,
    network_id uuid not null references network,
    reason text not null,
    opened_by uuid,
    opened_at timestamptz not null,
    until timestamptz not null,
    closed_at timestamptz,
    check (until > opened_at),
    unique (network_id, id)
);
create unique index emergency_one_open on emergency (network_id) where closed_at is null;
create table skip (
    id uuid primary key,
    emergency_id uuid not null,
    network_id uuid not null,
    step text not null,
    reason text not null,
    request_id uuid not null,
    code text not null,
    skipped_by uuid,
    skipped_at timestamptz not null,
    reviewed_by uuid,
    reviewed_at timestamptz,
    foreign key (network_id, emergency_id) references emergency (network_id, id),
    foreign key (network_id, request_id) references request (network_id, id) on delete cascade,
    constraint skip_reviewed_by_another check (reviewed_by is null or reviewed_by is distinct from skipped_by)
);
create index skip_open on skip (network_id) where reviewed_at is null;
create table emergency_yes (
    house_id uuid primary key,
    network_id uuid not null,
    said_by uuid,
    said_at timestamptz not null,
    foreign key (network_id, house_id) references house (network_id, id)
)
"""


def upgrade() -> None:
    """Make the tables: a network reads its own emergencies, and only the hosts of a house say yes for it."""
    for statement in TABLES.strip().split(";\n"):
        op.execute(statement)
    system = is_role("operator", "matcher")
    committee = f"{is_role('committee')} and {in_network()}"
    network = f"{is_role('committee', 'steward')} and {in_network()}"
    protect("emergency", read=either(system, network), add=committee, change=committee)
    protect("skip", read=either(system, network), add=committee, change=network)
    protect("emergency_yes", read=either(system, in_houses()), add=in_houses(), drop=in_houses())
