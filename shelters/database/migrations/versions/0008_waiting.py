"""The waiting list: what it knows of each request, and a note whenever something may have opened."""

from __future__ import annotations

from alembic import op

from shelters.database.protect import is_role, protect

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = """
create table freed (
    id bigint generated always as identity primary key,
    house_id uuid,
    at timestamptz not null default now()
);
create table waiting (
    request_id uuid primary key,
    network_id uuid not null,
    since timestamptz not null,
    looked_at timestamptz not null,
    known jsonb not null,
    reasons jsonb not null,
    house_id uuid,
    room_id uuid,
    first date,
    nights integer,
    km integer,
    told_at timestamptz,
    told_until timestamptz,
    check ((room_id is null) = (told_until is null)),
    foreign key (network_id, request_id) references request (network_id, id) on delete cascade
);
create index waiting_told on waiting (told_until) where told_until is not null
"""

# A note is a row of its own and never one that all write: whoever frees a bed waits for nobody. The signal wakes who
# looks again; the row is there still if nobody heard it.
FUNCTION = """
create function abrigo_note_freed() returns trigger language plpgsql as $$
begin
    insert into freed (house_id) values (null);
    perform pg_notify('abrigo_freed', '');
    return null;
end $$
"""
FUNCTION_OF_BEDS = """
create function abrigo_note_freed_beds() returns trigger language plpgsql as $$
begin
    insert into freed (house_id) select distinct house_id from gone;
    if found then
        perform pg_notify('abrigo_freed', '');
    end if;
    return null;
end $$
"""

TRIGGERS = """
create trigger bed_occupancy_gone after delete on bed_occupancy
    referencing old table as gone for each statement execute function abrigo_note_freed_beds();
create trigger bed_occupancy_shorter after update of nights on bed_occupancy
    for each row when (not new.nights @> old.nights) execute function abrigo_note_freed();
create trigger house_other after insert or update of
    kind, municipality_id, setting, open_to, safety, max_nights, rest_nights, profile on house
    for each statement execute function abrigo_note_freed();
create trigger room_other after insert or update on room
    for each statement execute function abrigo_note_freed();
create trigger bed_other after insert or update on bed
    for each statement execute function abrigo_note_freed();
create trigger request_filed after insert on request
    for each row when (new.state = 'ready') execute function abrigo_note_freed();
create trigger request_back after update on request
    for each row when (
        new.state in ('ready', 'unplaced')
        and (new.version <> old.version or old.state not in ('ready', 'unplaced'))
    ) execute function abrigo_note_freed()
"""


def upgrade() -> None:
    """Make the tables and triggers.

    Anybody's act may leave a note, which says nothing about her; what the list knows of places is for the system alone,
    and a committee is given a projection of it.
    """
    for statement in TABLES.strip().split(";\n"):
        op.execute(statement)
    op.execute(FUNCTION)
    op.execute(FUNCTION_OF_BEDS)
    for statement in TRIGGERS.strip().split(";\n"):
        op.execute(statement)
    system = is_role("operator", "matcher")
    protect("freed", read=system, add="true", drop=system)
    protect("waiting", read=system, add=system, change=system, drop=system)
