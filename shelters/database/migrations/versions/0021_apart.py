"""Who must not live with whom: read by the committee that said so, and by the matcher for both."""

from __future__ import annotations

from alembic import op

from shelters.database.protect import either, in_network, is_role, protect

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

TABLES = """
create table apart (
    id uuid primary key,
    network_id uuid not null,
    request_id uuid not null,
    other_id uuid not null references request (id) on delete cascade,
    other_code text not null,
    said_at timestamptz not null,
    said_by uuid,
    foreign key (network_id, request_id) references request (network_id, id) on delete cascade,
    unique (request_id, other_id),
    check (request_id <> other_id)
);
create index apart_other on apart (other_id)
"""


def upgrade() -> None:
    """Make the table; the other request may be of any network, whose own people see nothing of it."""
    for statement in TABLES.strip().split(";\n"):
        op.execute(statement)
    committee = f"{is_role('committee')} and {in_network()}"
    read = either(is_role("operator", "matcher"), f"{is_role('committee', 'steward')} and {in_network()}")
    protect("apart", read=read, add=committee, drop=committee)
