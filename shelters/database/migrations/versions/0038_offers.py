"""To whom a collective stay is offered is read by the house, its network's steward, and each network for itself."""

from __future__ import annotations

from alembic import op

from shelters.database.protect import either, in_houses, in_network, is_role

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

# The owner fills the columns in, who otherwise sees no rows of these tables either.
STATEMENTS = """
alter table collective_offer add column network_id uuid, add column house_id uuid;
alter table collective no force row level security;
alter table collective_offer no force row level security;
update collective_offer set network_id = collective.network_id, house_id = collective.house_id
    from collective where collective.id = collective_id;
alter table collective force row level security;
alter table collective_offer force row level security;
alter table collective_offer
    alter column network_id set not null,
    alter column house_id set not null,
    add foreign key (network_id, house_id, collective_id) references collective (network_id, house_id, id)
"""


def upgrade() -> None:
    """Write into each offer whose it is, and show it to those whom the stay itself is shown to."""
    for statement in STATEMENTS.strip().split(";\n"):
        op.execute(statement)
    system = is_role("operator", "matcher", "planner")
    steward = f"{is_role('steward')} and {in_network()}"
    asked = f"{is_role('committee')} and {in_network('request_network_id')}"
    op.execute(
        f"alter policy collective_offer_read on collective_offer using ({either(system, steward, in_houses(), asked)})"
    )
