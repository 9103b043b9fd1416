"""Extra places of a room: a cot or a mattress beyond its beds, for whom its house gives them."""

from __future__ import annotations

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what tells an extra place from a bed, and for whom a room has them."""
    op.execute("alter table bed add column extra boolean not null default false")
    op.execute(
        """
        alter table room
            add column extra_for_tier integer not null default 2 check (extra_for_tier between 1 and 4)
        """
    )
