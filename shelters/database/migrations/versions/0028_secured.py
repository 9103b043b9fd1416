"""When somebody last changed how she comes in."""

from __future__ import annotations

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; it is hers to write, like her passphrase."""
    op.execute("alter table person add column secured_at timestamptz")
