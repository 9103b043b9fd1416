"""What the next months may bring, told once a month and rounded before it is kept."""

from __future__ import annotations

from alembic import op

from shelters.database.protect import is_role, protect

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

TABLE = """
create table coming_forecast (
    id uuid primary key,
    month date not null unique check (extract(day from month) = 1),
    made_at timestamptz not null,
    told jsonb not null
)
"""


def upgrade() -> None:
    """Make the table; it names no network, and nothing in it is ever changed."""
    op.execute(TABLE)
    protect("coming_forecast", read=is_role("operator", "planner"), add=is_role("operator"))
