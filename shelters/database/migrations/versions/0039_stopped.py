"""A run can be stopped by whoever may start one: from then on its solver gives what it has."""

from __future__ import annotations

from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Note when somebody asked."""
    op.execute("alter table run add column stop_asked_at timestamptz")
