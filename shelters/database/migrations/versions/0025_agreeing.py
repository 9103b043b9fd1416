"""Since when the people of a stay would pass to another place if that makes room for somebody."""

from __future__ import annotations

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the moment; without it nobody who lives in a house is asked to leave it."""
    op.execute("alter table stay add column would_move_since timestamptz")
