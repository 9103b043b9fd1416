"""What indicators of the past need of cases that are erased: hours to a bed, and what happened on the way."""

from __future__ import annotations

from alembic import op

from shelters.database.protect import is_role, protect

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

TABLE = """
create table past_event (
    id uuid primary key,
    month date not null check (extract(day from month) = 1),
    kind text not null,
    detail text not null
)
"""


def upgrade() -> None:
    """Add both; an event names no case, no network and no house."""
    op.execute("alter table past_case add column hours integer check (hours >= 0)")
    op.execute(TABLE)
    op.execute("create index past_event_month on past_event (month)")
    protect("past_event", read=is_role("operator", "planner"), add=is_role("operator"))
