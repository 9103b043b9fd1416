"""What the ledger of unmet need keeps of a case that is erased: where and when it was asked, and what became of it."""

from __future__ import annotations

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; cases erased before this moment have none of it, and are in no ledger."""
    op.execute(
        """
        alter table past_case
            add column asked date check (extract(day from asked) = 1),
            add column asked_in text,
            add column need text,
            add column fate text,
            add column rule text,
            add constraint past_case_whole check (
                num_nulls(asked, asked_in, need, fate, rule) in (0, 5)
            )
        """
    )
    op.execute("create index past_case_asked on past_case (asked)")
