"""The chain of the record, whom a line concerns besides, and the one way in which old lines go."""

from __future__ import annotations

from alembic import op

from shelters.database.protect import APPLICATION, is_role, protect

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = """
alter table audit_record add column owner_network_id uuid references network;
create index audit_record_owner on audit_record (owner_network_id, seq desc) where owner_network_id is not null;
create table audit_chain (
    position bigint primary key,
    seq bigint not null unique,
    mac bytea not null,
    moment_mac bytea
);
create table audit_checkpoint (
    position bigint primary key,
    mac bytea not null,
    made_at timestamptz not null,
    seal bytea not null
)
"""

# The application may not change or delete a line. These run with the owner's rights and do two things only: they keep
# of old lines the day alone, and remove lines that are older still. What is younger they refuse, whoever asks.
FUNCTIONS = (
    """
create function abrigo_record_to_days(before timestamptz) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare reduced bigint;
begin
    if before > now() - interval '30 days' then
        raise exception 'the moment of a line is kept for 30 days';
    end if;
    with old as (
        update audit_record set at = date_trunc('day', at, 'UTC')
        where at < before and at <> date_trunc('day', at, 'UTC') returning seq
    )
    update audit_chain set moment_mac = null where seq in (select seq from old);
    get diagnostics reduced = row_count;
    return reduced;
end $$
""",
    """
create function abrigo_record_remove(through bigint) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare removed bigint;
begin
    if exists (
        select from audit_chain c join audit_record r using (seq)
        where c.position <= through and r.at > now() - interval '90 days'
    ) then
        raise exception 'a line of the record is kept for 90 days';
    end if;
    delete from audit_record where seq in (select seq from audit_chain where position <= through);
    get diagnostics removed = row_count;
    delete from audit_chain where position <= through;
    return removed;
end $$
""",
)


def upgrade() -> None:
    """Make the chain, and let nobody but the two functions touch what was written."""
    for statement in TABLES.strip().split(";\n"):
        op.execute(statement)
    somebody, operator = "(select abrigo_role()) <> ''", is_role("operator")
    protect("audit_chain", read=somebody, add=somebody)
    protect("audit_checkpoint", read=somebody, add=operator)
    op.execute(
        "create policy audit_record_owner_read on audit_record for select using ("
        f"{is_role('steward')} and owner_network_id = (select abrigo_network()))"
    )
    for statement in FUNCTIONS:
        op.execute(statement)
    for function in ("abrigo_record_to_days(timestamptz)", "abrigo_record_remove(bigint)"):
        op.execute(f"revoke all on function {function} from public")
        op.execute(f"grant execute on function {function} to {APPLICATION}")
    for table in ("audit_record", "audit_chain"):
        for act in ("select", "update", "delete"):
            check = " with check (true)" if act == "update" else ""
            op.execute(f"create policy {table}_thin_{act} on {table} for {act} to current_user using (true){check}")
