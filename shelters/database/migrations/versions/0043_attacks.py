"""Counts of a registry of attacks, as others share them: a zone, a month, a kind and a number, and never a case."""

from __future__ import annotations

from alembic import op

from shelters.database.protect import is_role, protect

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

TABLE = """
create table attack_count (
    id uuid primary key,
    source text not null check (length(source) between 1 and 60),
    zone text not null,
    month date not null check (extract(day from month) = 1),
    kind text not null,
    number integer not null check (number >= 0),
    constraint attack_count_once unique (source, month, zone, kind)
)
"""


def upgrade() -> None:
    """Make the table, which planners fill and nobody else reads."""
    op.execute(TABLE)
    planner = is_role("planner")
    protect("attack_count", read=planner, add=planner, drop=planner)
