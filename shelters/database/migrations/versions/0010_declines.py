"""What follows a no: a request that rests, a correction asked for, unmet need, and the next option held by itself."""

from __future__ import annotations

from alembic import op

from shelters.database.protect import either, in_houses, is_role, protect

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLES = """
alter table request add column pause_reason text check (pause_reason in ('not_now', 'no_answer'));
alter table proposal add column then_next boolean not null default false;
create table correction (
    id uuid primary key,
    network_id uuid not null,
    house_id uuid not null,
    attribute text not null,
    asked_at timestamptz not null,
    answered_at timestamptz,
    "right" boolean,
    foreign key (network_id, house_id) references house (network_id, id),
    check ((answered_at is null) = ("right" is null))
);
create unique index correction_asked_once on correction (house_id, attribute) where answered_at is null;
create table unmet_need (
    id uuid primary key,
    at timestamptz not null,
    zone text not null,
    urgency integer not null,
    beds integer not null,
    first date not null,
    until date not null,
    reason text not null
)
"""


def upgrade() -> None:
    """Make the tables; only the system asks for a correction, and only a host of the house answers it."""
    for statement in TABLES.strip().split(";\n"):
        op.execute(statement)
    system = is_role("operator", "matcher")
    protect("correction", read=either(system, in_houses()), add=system, change=either(system, in_houses()))
    protect("unmet_need", read=is_role("operator", "matcher", "planner"), add=system)
