"""News for the stewards of a network."""

from __future__ import annotations

from alembic import op

from shelters.database.protect import either, in_houses, in_network, is_role

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

CHANGES = """
alter table news
    drop constraint news_reader_check,
    drop constraint news_has_one_reader,
    add constraint news_reader_check check (reader in ('committee', 'host', 'planner', 'steward')),
    add constraint news_has_one_reader check (
        case reader when 'host' then house_id is not null and network_id is null
            when 'planner' then network_id is null and house_id is null
            else network_id is not null and house_id is null end
    )
"""


def upgrade() -> None:
    """Let a steward read and settle what her network's stewards are told, and nothing that others are."""
    op.execute(CHANGES)
    system = is_role("operator", "matcher")
    committee = f"reader = 'committee' and {is_role('committee')} and {in_network()}"
    steward = f"reader = 'steward' and {is_role('steward')} and {in_network()}"
    host = f"reader = 'host' and {in_houses()}"
    planner = f"reader = 'planner' and {is_role('planner')}"
    readers = either(system, committee, steward, host, planner)
    op.execute(f"alter policy news_read on news using ({readers})")
    op.execute(f"alter policy news_change on news using ({readers}) with check ({readers})")
