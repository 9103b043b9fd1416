"""The rhythm of a house, who closed and opened nights, and who may offer a collective stay to a network."""

from __future__ import annotations

from alembic import op

from shelters.database.protect import is_role

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

CHANGES = """
alter table house
    add column load_nights integer not null default 0 check (load_nights between 0 and 365),
    add column load_rest integer not null default 0 check (load_rest between 0 and 60),
    add constraint house_load_and_rest check ((load_nights = 0) = (load_rest = 0));
alter table closure
    add column closed_at timestamptz,
    add column lifted_by uuid;
create index closure_house on closure (house_id, closed_at desc)
"""


def upgrade() -> None:
    """Add the columns, and let nobody offer a collective stay but the command that made it.

    A committee that could offer itself a seat would see houses that are not open to it.
    """
    for statement in CHANGES.strip().split(";\n"):
        op.execute(statement)
    op.execute(f"alter policy collective_offer_add on collective_offer with check ({is_role('operator', 'matcher')})")
