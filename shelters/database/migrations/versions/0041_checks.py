"""The checks of the houses' conditions: what they found is sealed, and seen by whoever looks after the house alone."""

from __future__ import annotations

from alembic import op

from shelters.database.protect import either, in_houses, in_network, is_role, protect

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

TABLE = """
create table house_check (
    id uuid primary key,
    network_id uuid not null,
    house_id uuid not null,
    version integer not null,
    checked_at timestamptz not null,
    checked_by uuid,
    due_on date not null,
    findings bytea not null,
    told_at timestamptz,
    foreign key (network_id, house_id) references house (network_id, id)
);
create index house_check_of_house on house_check (house_id, checked_at)
"""


def upgrade() -> None:
    """Make the table; the matcher reads it to count and writes down whom it told, the operator fills the demo."""
    for statement in TABLE.strip().split(";\n"):
        op.execute(statement)
    hers = either(f"{is_role('steward')} and {in_network()}", in_houses())
    protect(
        "house_check",
        read=either(is_role("matcher", "operator"), hers),
        add=either(is_role("operator"), hers),
        change=either(is_role("matcher"), hers),
    )
