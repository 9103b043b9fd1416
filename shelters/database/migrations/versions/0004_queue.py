"""The queue of jobs, and runs that are queued, running, finished or failed."""

from __future__ import annotations

from alembic import op

from shelters.database.protect import APPLICATION, is_role
from shelters.database.queue import SCHEMA, installation

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

RUNS = """
alter table run
    add column state text not null default 'finished'
        check (state in ('queued', 'running', 'finished', 'failed')),
    add column seen_at timestamptz,
    add column phase text not null default '',
    add column most integer,
    add column failure text,
    add column follows uuid references run,
    add constraint run_failed_with_a_reason check ((state = 'failed') = (failure is not null));
alter table run alter column state drop default;
create unique index run_one_queued on run (state) where state = 'queued';
create unique index run_one_running on run (state) where state = 'running';
create index run_follows on run (follows) where follows is not null;
alter table run_line add column overtaken boolean not null default false
"""


def upgrade() -> None:
    """Make the queue in a schema of its own, and let the system move runs on.

    A job carries nothing but the id of a run, so that the queue's tables need no row security.
    """
    # As one script, which holds functions: SQLAlchemy would send it as a prepared statement, and those have one part.
    connection = op.get_bind().connection.dbapi_connection
    connection.run_async(lambda driver: driver.execute(installation()))  # type: ignore[union-attr]
    op.execute(f"grant usage on schema {SCHEMA} to {APPLICATION}")
    op.execute(f"grant select, insert, update, delete on all tables in schema {SCHEMA} to {APPLICATION}")
    op.execute(f"grant usage on all sequences in schema {SCHEMA} to {APPLICATION}")
    for statement in RUNS.strip().split(";\n"):
        op.execute(statement)
    system = is_role("operator", "matcher")
    op.execute(f"create policy run_change on run for update using ({system}) with check ({system})")
    op.execute(f"grant update on run to {APPLICATION}")
