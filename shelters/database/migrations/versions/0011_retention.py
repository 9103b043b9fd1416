"""How long a closed case is kept, what is left of it, and the one way in which it goes."""

from __future__ import annotations

from alembic import op

from shelters.database.protect import APPLICATION, either, in_network, is_role, protect

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLES = """
alter table network add column retention_days integer not null default 90
    constraint network_retention_within check (retention_days between 30 and 3650);
alter table request add column ended_at timestamptz;
update request set ended_at = now() where state in ('closed', 'withdrawn', 'referred');
create index request_ended on request (ended_at) where ended_at is not null;
create table past_case (
    id uuid primary key,
    network_id uuid not null references network,
    month date not null check (extract(day from month) = 1),
    zone text,
    nights integer not null check (nights >= 0),
    urgency integer not null check (urgency between 1 and 4),
    household text not null,
    outcome text not null
);
create index past_case_month on past_case (network_id, month)
"""

# The application may not delete a case. This runs with the owner's rights and does one thing only: it erases a case
# whose term is over, with all that tells of it. A case within its term it refuses, whoever asks.
FUNCTION = """
create function abrigo_erase_case(one uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    stays uuid[] := array(select id from stay where request_id = one);
    proposals uuid[] := array(select id from proposal where request_id = one);
begin
    if not exists (
        select from request join network on network.id = request.network_id
        where request.id = one and request.ended_at < now() - make_interval(days => network.retention_days)
    ) then
        raise exception 'a case is kept until its term is over';
    end if;
    -- That a bed was taken stays known, and not with whom.
    update bed_occupancy set stay_id = gen_random_uuid(), proposal_id = null, party_class = null
        where stay_id = any (stays);
    delete from circle_secret where subject_id = one or subject_id = any (stays);
    delete from news where subject_id = one or subject_id = any (stays) or subject_id = any (proposals);
    delete from run_line where request_id = one;
    delete from stay where request_id = one;
    delete from proposal where request_id = one;
    delete from request where id = one;
end $$
"""
TOUCHED = {
    "select": ("network", "request", "proposal", "stay", "run_line", "news", "bed_occupancy", "circle_secret"),
    "update": ("bed_occupancy",),
    "delete": ("request", "proposal", "stay", "run_line", "news", "circle_secret"),
}


def upgrade() -> None:
    """Give each network its term, and let nobody but the function erase."""
    for statement in TABLES.strip().split(";\n"):
        op.execute(statement)
    operator = is_role("operator")
    steward = f"{is_role('steward')} and {in_network()}"
    protect("past_case", read=either(is_role("operator", "planner"), steward), add=operator)
    hers = f"{is_role('steward')} and {in_network('id')}"
    op.execute(f"create policy network_change on network for update using ({hers}) with check ({hers})")
    op.execute(f"grant update (retention_days) on network to {APPLICATION}")
    op.execute(FUNCTION)
    op.execute("revoke all on function abrigo_erase_case(uuid) from public")
    op.execute(f"grant execute on function abrigo_erase_case(uuid) to {APPLICATION}")
    for act, tables in TOUCHED.items():
        check = " with check (true)" if act == "update" else ""
        for table in tables:
            op.execute(f"create policy {table}_erase_{act} on {table} for {act} to current_user using (true){check}")
