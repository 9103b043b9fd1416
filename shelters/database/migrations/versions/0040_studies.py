"""Studies: what planners ask of the past, worked out as a job, and the answer in figures that may be told."""

from __future__ import annotations

from alembic import op

from shelters.database.protect import is_role, protect

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

TABLE = """
create table study (
    id uuid primary key,
    made_by uuid not null,
    made_at timestamptz not null,
    kind text not null,
    question jsonb not null,
    state text not null check (state in ('queued', 'running', 'finished', 'failed', 'stopped')),
    seen_at timestamptz,
    done integer not null default 0,
    steps integer not null default 0,
    failure text,
    since date,
    until date,
    asked integer,
    answer jsonb,
    constraint study_failed_with_a_reason check ((state = 'failed') = (failure is not null)),
    constraint study_finished_of_a_past check (state <> 'finished' or (since is not null and until is not null))
)
"""
SIGNAL = """
create function abrigo_tell_studies() returns trigger language plpgsql as $$
begin
    perform abrigo_tell('study', 'planner');
    return null;
end $$
"""


def upgrade() -> None:
    """Make the table, which only planners read, and tell their open pages of each step."""
    op.execute(TABLE)
    op.execute("create unique index study_one_running on study (state) where state = 'running'")
    op.execute("create index study_made on study (made_at)")
    system_and_planner = is_role("operator", "matcher", "planner")
    protect("study", read=system_and_planner, add=is_role("operator", "planner"), change=system_and_planner)
    op.execute(SIGNAL)
    op.execute(
        "create trigger study_changed after insert or update on study"
        " for each row execute function abrigo_tell_studies()"
    )
