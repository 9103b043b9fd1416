"""People: networks, accounts, sessions, invitations, submissions and the record."""

from __future__ import annotations

from alembic import op

from shelters.database.protect import FUNCTIONS, either, in_network, is_role, protect

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = """
create table network (
    id uuid primary key,
    name text not null unique,
    country char(2) not null,
    demo boolean not null default false
);
create table person (
    id uuid primary key,
    network_id uuid not null references network,
    name text not null constraint person_name_taken unique,
    role text not null check (role in ('committee', 'host', 'planner', 'steward')),
    password_hash text not null,
    locale text not null default 'es',
    theme text not null default '',
    active boolean not null default true,
    unique (network_id, id)
);
create table live_session (
    id uuid primary key,
    token_hash bytea not null unique,
    network_id uuid not null,
    person_id uuid not null,
    opened_at timestamptz not null,
    seen_at timestamptz not null,
    ended_at timestamptz,
    foreign key (network_id, person_id) references person (network_id, id)
);
create table invitation (
    id uuid primary key,
    token_hash bytea not null unique,
    network_id uuid not null references network,
    role text not null,
    houses uuid[] not null,
    expires_at timestamptz not null,
    used_at timestamptz
);
create table submission (
    person_id uuid not null references person,
    key text not null check (length(key) between 8 and 64),
    answer text not null,
    at timestamptz not null,
    primary key (person_id, key)
);
create table audit_record (
    seq bigint generated always as identity primary key,
    at timestamptz not null,
    network_id uuid,
    person_id uuid,
    role text not null,
    action text not null,
    subject_id uuid,
    details jsonb not null
);
create index audit_record_network on audit_record (network_id, seq desc);
create index audit_record_subject on audit_record (subject_id, seq);
"""


def upgrade() -> None:
    """Make the tables, and say who reads and writes them."""
    for statement in (FUNCTIONS + TABLES).strip().split(";\n"):
        if statement.strip():
            op.execute(statement)
    door, operator = is_role("door"), is_role("operator")
    steward = f"{is_role('steward')} and {in_network()}"
    herself = "person_id = (select abrigo_person())"
    protect("network", read="(select abrigo_role()) <> ''", add=operator)
    protect(
        "person",
        read=either(door, operator, in_network()),
        add=either(door, operator),
        change=either(operator, "id = (select abrigo_person())", steward),
    )
    protect("live_session", read=either(door, herself), add=door, change=either(door, herself))
    protect("invitation", read=either(door, operator, steward), add=either(operator, steward), change=door)
    protect("submission", read=herself, add=herself, change=herself)
    # The record is added to and read: nobody has the right to change or delete a line. Each part of the system sees the
    # lines that it wrote itself, since the database gives a new line's number only to who may read the line.
    itself = "person_id is null and role = (select abrigo_role())"
    protect("audit_record", read=either(operator, steward, herself, itself), add="(select abrigo_role()) <> ''")
