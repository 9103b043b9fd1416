"""The season of a room: the months of each year in which its beds are there."""

from __future__ import annotations

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the two months; a room that is there all year has neither."""
    op.execute(
        """
        alter table room
            add column season_from integer check (season_from between 1 and 12),
            add column season_to integer check (season_to between 1 and 12),
            add constraint room_season check ((season_from is null) = (season_to is null))
        """
    )
