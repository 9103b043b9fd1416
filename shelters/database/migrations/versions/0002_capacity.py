"""Houses, rooms, beds, closures and the bed-by-night truth."""

from __future__ import annotations

from alembic import op

from shelters.database.protect import either, in_houses, in_network, is_role, protect

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = """
create table house (
    id uuid primary key,
    network_id uuid not null references network,
    code_name text not null,
    kind text not null,
    zone text not null,
    municipality_id text not null,
    setting text not null,
    open_to text not null check (open_to in ('network', 'region')),
    safety text not null check (safety in ('normal', 'watched', 'exposed', 'closed')),
    max_nights integer not null check (max_nights between 1 and 365),
    rest_nights integer not null check (rest_nights between 0 and 30),
    confirm_days integer not null check (confirm_days between 1 and 60),
    confirmed_at timestamptz,
    data_key bytea not null,
    profile bytea not null,
    address bytea not null,
    version integer not null default 1,
    unique (network_id, id),
    constraint house_code_name_taken unique (network_id, code_name)
);
create table house_host (
    network_id uuid not null,
    house_id uuid not null,
    person_id uuid not null,
    primary key (house_id, person_id),
    foreign key (network_id, house_id) references house (network_id, id),
    foreign key (network_id, person_id) references person (network_id, id)
);
create table room (
    id uuid primary key,
    network_id uuid not null,
    house_id uuid not null,
    name text not null,
    sharing text not null check (sharing in ('one_party', 'beds', 'one_class')),
    kept_for_tier integer check (kept_for_tier between 1 and 4),
    offers bytea not null,
    in_use boolean not null default true,
    foreign key (network_id, house_id) references house (network_id, id),
    unique (network_id, house_id, id),
    constraint room_name_taken unique (house_id, name)
);
create table bed (
    id bigint generated always as identity primary key,
    network_id uuid not null,
    house_id uuid not null,
    room_id uuid not null,
    label text not null,
    kind text not null,
    in_use boolean not null default true,
    foreign key (network_id, house_id, room_id) references room (network_id, house_id, id),
    unique (network_id, house_id, room_id, id),
    constraint bed_label_taken unique (room_id, label)
);
create table closure (
    id uuid primary key,
    network_id uuid not null,
    house_id uuid not null,
    room_id uuid not null,
    first date not null,
    until date not null,
    reason text not null,
    closed_by uuid,
    lifted_at timestamptz,
    check (until > first),
    foreign key (network_id, house_id, room_id) references room (network_id, house_id, id)
);
create index closure_room on closure (room_id) where lifted_at is null;
create table bed_occupancy (
    id uuid primary key,
    network_id uuid not null,
    house_id uuid not null,
    room_id uuid not null,
    bed_id bigint not null,
    nights daterange not null check (not isempty(nights)),
    kind text not null check (kind in ('hold', 'stay', 'closure', 'turnaround')),
    party_class text,
    proposal_id uuid,
    stay_id uuid,
    closure_id uuid references closure,
    expires_at timestamptz,
    check (kind <> 'hold' or (proposal_id is not null and expires_at is not null)),
    check (kind <> 'stay' or stay_id is not null),
    check (kind <> 'closure' or closure_id is not null),
    foreign key (network_id, house_id, room_id, bed_id) references bed (network_id, house_id, room_id, id),
    constraint bed_occupancy_no_two_on_one_night
        exclude using gist (int8range(bed_id, bed_id, '[]') with =, nights with &&)
);
create index bed_occupancy_room on bed_occupancy (room_id);
create index bed_occupancy_proposal on bed_occupancy (proposal_id) where proposal_id is not null;
create index bed_occupancy_stay on bed_occupancy (stay_id) where stay_id is not null;
create index bed_occupancy_until on bed_occupancy (upper(nights))
"""


def upgrade() -> None:
    """Make the tables, and say who reads and writes them.

    A committee reads none of these: it asks for one request, and the matcher answers with options.
    """
    for statement in TABLES.strip().split(";\n"):
        op.execute(statement)
    system = is_role("operator", "matcher")
    steward = f"{is_role('steward')} and {in_network()}"
    staff = either(system, is_role("planner"), steward)
    hers, her_house = in_houses(), in_houses("id")
    # The matcher may change a house because locking its row asks for that right.
    protect(
        "house",
        read=either(staff, her_house),
        add=either(is_role("operator", "planner"), steward),
        change=either(staff, her_house),
    )
    inviters = either(is_role("door", "operator"), steward)
    protect("house_host", read=either(is_role("door", "operator"), in_network()), add=inviters, drop=inviters)
    writers = either(is_role("operator", "planner"), steward, hers)
    for table in ("room", "bed", "closure"):
        protect(table, read=either(staff, hers), add=writers, change=writers)
    protect(
        "bed_occupancy",
        read=either(staff, hers),
        add=either(staff, hers),
        change=either(staff, hers),
        drop=either(staff, hers),
    )
