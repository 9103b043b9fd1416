"""When a request was changed last, and by whom: said to whoever is about to change it too."""

from __future__ import annotations

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both; of what changed before nobody is told when."""
    op.execute("alter table request add column changed_at timestamptz, add column changed_by uuid")
