"""Where somebody wants to be told that something waits for her."""

from __future__ import annotations

from alembic import op

from shelters.database.protect import either, is_role, protect

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

TABLES = """
create table notice_address (
    person_id uuid primary key,
    network_id uuid not null,
    data_key bytea not null,
    address bytea not null,
    look_at timestamptz not null,
    sent_at timestamptz,
    foreign key (network_id, person_id) references person (network_id, id)
);
create index notice_address_due on notice_address (look_at)
"""


def upgrade() -> None:
    """Let the person herself set and remove it, and the server look at it; no colleague learns who has one."""
    for statement in TABLES.strip().split(";\n"):
        op.execute(statement)
    herself, operator = "person_id = (select abrigo_person())", is_role("operator")
    both = either(operator, herself)
    protect("notice_address", read=both, add=herself, change=both, drop=both)
