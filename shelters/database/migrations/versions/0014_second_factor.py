"""A second factor for everybody, codes for paper, devices that are known, and how often somebody tried in vain."""

from __future__ import annotations

from alembic import op

from shelters.database.protect import either, in_network, is_role, protect

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TABLES = """
alter table live_session
    add column proven_at timestamptz,
    add column shared boolean not null default false,
    add column duress boolean not null default false;
alter table person add column duress_hash text, add column frozen_at timestamptz;
create table second_factor (
    person_id uuid primary key,
    network_id uuid not null,
    data_key bytea not null,
    seed bytea not null,
    last_step bigint not null,
    confirmed_at timestamptz,
    foreign key (network_id, person_id) references person (network_id, id)
);
create table recovery_code (
    code_hash bytea primary key,
    person_id uuid not null,
    network_id uuid not null,
    used_at timestamptz,
    foreign key (network_id, person_id) references person (network_id, id)
);
create index recovery_code_person on recovery_code (person_id);
create table attempt (
    key bytea primary key,
    failures integer not null,
    last_at timestamptz not null
);
create table known_device (
    token_hash bytea primary key,
    person_id uuid not null,
    network_id uuid not null,
    at timestamptz not null,
    foreign key (network_id, person_id) references person (network_id, id)
);
create table unfreezing (
    person_id uuid not null,
    said_by uuid not null,
    network_id uuid not null,
    at timestamptz not null,
    primary key (person_id, said_by),
    check (person_id <> said_by),
    foreign key (network_id, person_id) references person (network_id, id),
    foreign key (network_id, said_by) references person (network_id, id)
);
create index known_device_person on known_device (person_id)
"""


def upgrade() -> None:
    """Let the door and the person herself work with what proves who she is, and nobody else."""
    for statement in TABLES.strip().split(";\n"):
        op.execute(statement)
    door, herself, operator = is_role("door"), "person_id = (select abrigo_person())", is_role("operator")
    hers = either(door, herself)
    protect("second_factor", read=either(hers, operator), add=either(hers, operator), change=hers, drop=hers)
    protect("recovery_code", read=hers, add=hers, change=hers, drop=hers)
    protect("known_device", read=hers, add=door, drop=hers)
    colleague = f"{is_role('committee', 'steward')} and {in_network()}"
    protect("unfreezing", read=colleague, add=f"{colleague} and said_by = (select abrigo_person())", drop=colleague)
    # A committee opens the account of a colleague again, as a steward may; it changes nobody's role or passphrase.
    op.execute(f"create policy person_unfreeze on person for update using ({colleague}) with check ({colleague})")
    protect("attempt", read=door, add=door, change=door, drop=door)
