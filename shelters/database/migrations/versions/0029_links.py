"""Links by which a house answers one question without an account."""

from __future__ import annotations

from alembic import op

from shelters.database.protect import either, in_houses, in_network, is_role, protect

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

TABLE = """
create table host_link (
    id uuid primary key,
    network_id uuid not null,
    house_id uuid not null,
    proposal_id uuid,
    code text not null,
    token_hash bytea not null unique,
    made_by uuid not null,
    made_at timestamptz not null,
    until timestamptz not null,
    revoked_at timestamptz,
    used_at timestamptz,
    answer text check (answer in ('confirmed', 'changed', 'accepted', 'declined')),
    check (until > made_at),
    check ((used_at is null) = (answer is null)),
    check (used_at is null or revoked_at is null),
    check ((proposal_id is null) = (code = '')),
    check (answer is null or (proposal_id is null) = (answer in ('confirmed', 'changed'))),
    foreign key (network_id, house_id) references house (network_id, id),
    foreign key (network_id, made_by) references person (network_id, id),
    foreign key (house_id, proposal_id) references proposal (house_id, id) on delete cascade
)
"""


def upgrade() -> None:
    """Let hosts and stewards make links for their houses, and the door find and spend them."""
    op.execute("alter table proposal add constraint proposal_of_house unique (house_id, id)")
    op.execute(TABLE)
    op.execute("create index host_link_house on host_link (house_id, made_at)")
    op.execute("create index host_link_proposal on host_link (house_id, proposal_id) where proposal_id is not null")
    door, system = is_role("door"), is_role("operator")
    makers = either(in_houses(), f"{is_role('steward')} and {in_network()}")
    protect(
        "host_link",
        read=either(door, system, makers),
        add=f"({makers}) and made_by = (select abrigo_person())",
        change=either(door, makers),
        drop=system,
    )
