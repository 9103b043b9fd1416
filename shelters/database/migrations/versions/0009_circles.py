"""Circles: people's keys, circles' keys by generation, and what is sealed to them; addresses and sheets move there."""

from __future__ import annotations

from alembic import op

from shelters.database.protect import either, in_houses, in_network, is_role, protect

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES = """
create table person_key (
    person_id uuid primary key,
    network_id uuid not null,
    public_key bytea not null check (length(public_key) = 32),
    foreign key (network_id, person_id) references person (network_id, id)
);
create table person_lock (
    person_id uuid primary key,
    network_id uuid not null,
    locked bytea not null,
    foreign key (network_id, person_id) references person (network_id, id)
);
alter table invitation add constraint invitation_of_network unique (network_id, id);
create table invitation_key (
    invitation_id uuid primary key,
    network_id uuid not null,
    public_key bytea not null check (length(public_key) = 32),
    foreign key (network_id, invitation_id) references invitation (network_id, id)
);
create table circle_key (
    id uuid primary key,
    network_id uuid not null references network,
    house_id uuid,
    generation integer not null check (generation > 0),
    public_key bytea not null check (length(public_key) = 32),
    made_at timestamptz not null,
    foreign key (network_id, house_id) references house (network_id, id),
    unique (network_id, id),
    constraint circle_generation_taken unique nulls not distinct (network_id, house_id, generation)
);
create table circle_share (
    id uuid primary key,
    network_id uuid not null,
    circle_key_id uuid not null,
    person_id uuid,
    invitation_id uuid,
    closed bytea not null,
    check (num_nonnulls(person_id, invitation_id) = 1),
    foreign key (network_id, circle_key_id) references circle_key (network_id, id),
    foreign key (network_id, person_id) references person (network_id, id),
    foreign key (network_id, invitation_id) references invitation (network_id, id),
    constraint circle_share_once unique nulls not distinct (circle_key_id, person_id, invitation_id)
);
create index circle_share_person on circle_share (person_id) where person_id is not null;
create index circle_share_invitation on circle_share (invitation_id) where invitation_id is not null;
create table circle_voucher (
    id uuid primary key,
    network_id uuid not null,
    house_id uuid,
    person_id uuid not null,
    vouched_by uuid check (vouched_by <> person_id),
    at timestamptz not null,
    foreign key (network_id, house_id) references house (network_id, id),
    foreign key (network_id, person_id) references person (network_id, id),
    constraint circle_voucher_once unique nulls not distinct (network_id, house_id, person_id)
);
create table circle_secret (
    id uuid primary key,
    network_id uuid not null,
    house_id uuid,
    circle_key_id uuid not null,
    kind text not null check (kind in ('address', 'access', 'contact', 'sheet', 'names', 'note')),
    subject_id uuid not null,
    from_house uuid,
    written_at timestamptz not null,
    data_key bytea not null,
    closed bytea not null,
    check ((from_house is not null) = (kind = 'sheet')),
    check ((house_id is not null) = (kind in ('address', 'access', 'contact'))),
    foreign key (network_id, circle_key_id) references circle_key (network_id, id)
);
create index circle_secret_subject on circle_secret (subject_id, kind);
create unique index circle_secret_one_of_a_kind on circle_secret (subject_id, kind)
    where kind in ('address', 'access', 'contact', 'sheet');
drop table arrival_sheet;
alter table house drop column address
"""


def upgrade() -> None:
    """Make the tables, and say who reads and writes them; what they hold is closed for whoever only reads the row."""
    for statement in TABLES.strip().split(";\n"):
        op.execute(statement)
    door, operator = is_role("door"), is_role("operator")
    steward = f"{is_role('steward')} and {in_network()}"
    circles = f"{is_role('committee', 'host', 'steward')} and {in_network()}"
    herself = "person_id = (select abrigo_person())"
    protect("person_key", read=either(door, operator, in_network()), add=either(door, operator), drop=door)
    protect("person_lock", read=either(door, herself), add=either(door, operator), change=herself, drop=door)
    inviters = either(operator, steward)
    protect("invitation_key", read=either(door, operator, circles), add=inviters, drop=either(door, inviters))
    # That a committee has a key is no secret: the hosts of any network close arrival sheets for it.
    protect(
        "circle_key",
        read=either(
            "house_id is null and (select abrigo_role()) <> ''",
            is_role("door", "operator", "matcher", "planner"),
            steward,
            in_houses(),
        ),
        add=either(door, operator, steward),
    )
    protect(
        "circle_share",
        read=either(door, operator, circles),
        add=either(door, operator, circles),
        drop=either(door, operator, steward),
    )
    protect("circle_voucher", read=either(door, circles), add=either(door, circles), drop=either(door, circles))
    system = is_role("operator", "matcher")
    staff = f"house_id is not null and ({either(is_role('planner'), steward)})"
    committee = f"house_id is null and {is_role('committee')} and {in_network()}"
    disclosing = f"kind = 'sheet' and {in_houses('from_house')}"
    anybody = either(system, staff, committee, in_houses(), disclosing)
    protect("circle_secret", read=anybody, add=anybody, change=anybody, drop=anybody)
