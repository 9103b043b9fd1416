"""Nothing of a case in the news after it, and no trace of who came and went for longer than it is of use."""

from __future__ import annotations

from alembic import op

from shelters.database.protect import APPLICATION, is_role

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

# The application's own statements say the same terms; here nobody, whatever she writes, is rid of a trace sooner.
DUE = {
    "submission": "at < now() - interval '1 day'",
    "live_session": "coalesce(ended_at, seen_at) < now() - interval '7 days'",
    "invitation": "coalesce(used_at, expires_at) < now() - interval '7 days'",
    "comeback": "coalesce(used_at, expires_at) < now() - interval '7 days'",
    "known_device": "at < now() - interval '365 days'",
    "news": "settled_at < now() - interval '30 days'",
    "seat": (
        "exists (select from collective join network on network.id = seat.request_network_id"
        " where collective.id = seat.collective_id"
        " and coalesce(collective.ended_at, collective.until) < now() - make_interval(days => network.retention_days))"
    ),
}
FOLLOWING = """
alter table bed_occupancy drop constraint bed_occupancy_seat_id_fkey,
    add constraint bed_occupancy_seat_id_fkey foreign key (seat_id) references seat on delete set null;
alter table invitation_key drop constraint invitation_key_network_id_invitation_id_fkey,
    add foreign key (network_id, invitation_id) references invitation (network_id, id) on delete cascade;
alter table circle_share drop constraint circle_share_network_id_invitation_id_fkey,
    add foreign key (network_id, invitation_id) references invitation (network_id, id) on delete cascade;
create index submission_at on submission (at);
create index news_settled on news (settled_at) where settled_at is not null;
create index seat_of_collective on seat (collective_id)
"""
# What is told of a case leads to its house, its proposal or a move as well: it is found by its code.
FUNCTION = """
create or replace function abrigo_erase_case(one uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    its_code text := (select code from request where id = one);
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
    delete from news where code = its_code
        or subject_id = one or subject_id = any (stays) or subject_id = any (proposals);
    delete from run_line where request_id = one;
    delete from stay where request_id = one;
    delete from proposal where request_id = one;
    delete from request where id = one;
end $$
"""


def upgrade() -> None:
    """Let the server see and remove what is due, and find all news of a case that goes."""
    for statement in FOLLOWING.strip().split(";\n"):
        op.execute(statement)
    for table, due in DUE.items():
        overdue = f"{is_role('operator')} and {due}"
        op.execute(f"create policy {table}_forget_read on {table} for select using ({overdue})")
        op.execute(f"create policy {table}_forget on {table} for delete using ({overdue})")
        op.execute(f"grant delete on {table} to {APPLICATION}")
    op.execute(FUNCTION)
