"""What a review of a skipped step says, sealed under the key of the case."""

from __future__ import annotations

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the words; what was reviewed before this moment has none, and whatever is reviewed from now on has some."""
    op.execute("alter table skip add column review bytea")
    op.execute(
        """
        do $$ begin
            execute format('alter table skip add constraint skip_reviewed_in_words
                check (reviewed_at is null or review is not null or reviewed_at < %L)', now());
        end $$
        """
    )
