"""Until when a committee asks a house to let a stay last."""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the day that is asked for; the host's answer takes it away."""
    op.execute("alter table stay add column asked_until date check (asked_until > first)")
