"""News for committees, hosts and the regional team."""

from __future__ import annotations

from alembic import op

from shelters.database.protect import either, in_houses, in_network, is_role, protect

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NEWS = """
create table news (
    id uuid primary key,
    reader text not null check (reader in ('committee', 'host', 'planner')),
    network_id uuid references network,
    house_id uuid references house,
    kind text not null,
    code text not null,
    subject_id uuid not null,
    told_at timestamptz not null,
    settled_at timestamptz,
    settled_by uuid,
    constraint news_has_one_reader check (
        case reader when 'committee' then network_id is not null and house_id is null
            when 'host' then house_id is not null and network_id is null
            else network_id is null and house_id is null end
    )
);
create unique index news_told_once on news (reader, kind, subject_id, network_id, house_id) nulls not distinct
    where settled_at is null;
create index news_open on news (network_id, house_id) where settled_at is null
"""


def upgrade() -> None:
    """Make the table; only the system tells, because whoever acts may not see whom it concerns."""
    for statement in NEWS.strip().split(";\n"):
        op.execute(statement)
    system = is_role("operator", "matcher")
    committee = f"reader = 'committee' and {is_role('committee')} and {in_network()}"
    host = f"reader = 'host' and {in_houses()}"
    planner = f"reader = 'planner' and {is_role('planner')}"
    readers = either(system, committee, host, planner)
    protect("news", read=readers, add=system, change=readers)
