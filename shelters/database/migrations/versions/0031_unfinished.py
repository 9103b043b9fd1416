"""What somebody has typed of a request and not sent yet."""

from __future__ import annotations

from alembic import op

from shelters.database.protect import either, in_network, is_role, protect

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

# Of a change there is one, wherever she types; a new request may wait while she begins another.
TABLE = """
create table unfinished (
    id uuid primary key,
    network_id uuid not null,
    person_id uuid not null,
    request_id uuid,
    begun_at timestamptz not null,
    kept_at timestamptz not null,
    data_key bytea not null,
    typed bytea not null,
    unique (person_id, request_id),
    foreign key (network_id, person_id) references person (network_id, id),
    foreign key (network_id, request_id) references request (network_id, id) on delete cascade
)
"""


def upgrade() -> None:
    """Let whoever types see and remove what is hers; the server wraps its key anew and removes what is old."""
    op.execute(TABLE)
    op.execute("create index unfinished_kept on unfinished (kept_at)")
    op.execute("create index unfinished_request on unfinished (network_id, request_id) where request_id is not null")
    hers = f"{is_role('committee')} and {in_network()} and person_id = (select abrigo_person())"
    both = either(is_role("operator"), hers)
    protect("unfinished", read=both, add=hers, change=both, drop=both)
