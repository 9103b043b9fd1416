"""A part of the system reads its own lines, and no line of a network that happens to name nobody."""

from __future__ import annotations

from alembic import op

from shelters.database.protect import either, in_network, is_role

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Ask of a line without a person that it is of no network either."""
    steward = f"{is_role('steward')} and {in_network()}"
    itself = "person_id is null and network_id is null and role = (select abrigo_role())"
    read = either(is_role("operator"), steward, "person_id = (select abrigo_person())", itself)
    op.execute(f"alter policy audit_record_read on audit_record using ({read})")
