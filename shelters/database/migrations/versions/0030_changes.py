"""A signal for every change that somebody else's page shows: of what kind it is, and who may know; never what it is."""

from __future__ import annotations

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

# Whom a change concerns follows from the row: `committee:` and a network, `house:` and a house, or all of one role.
# PostgreSQL sends equal signals of one transaction once, and none of a transaction that is undone.
SIGNAL = """
create function abrigo_tell(kind text, whom text) returns void language sql as
$$ select pg_notify('abrigo_changed', kind || ' ' || whom) where whom is not null $$
"""

OF_TWO = """
create function abrigo_tell_both() returns trigger language plpgsql as $$
begin
    perform abrigo_tell(tg_argv[0], 'committee:' || new.request_network_id);
    perform abrigo_tell(tg_argv[0], 'house:' || new.house_id);
    return null;
end $$
"""
OF_A_NETWORK = """
create function abrigo_tell_committee() returns trigger language plpgsql as $$
begin
    perform abrigo_tell(tg_argv[0], 'committee:' || new.network_id);
    return null;
end $$
"""
OF_A_HOUSE = """
create function abrigo_tell_house() returns trigger language plpgsql as $$
begin
    perform abrigo_tell(tg_argv[0], 'house:' || case tg_op when 'DELETE' then old.house_id else new.house_id end);
    return null;
end $$
"""
OF_HOUSES = """
create function abrigo_tell_houses() returns trigger language plpgsql as $$
begin
    perform abrigo_tell('night', 'house:' || house_id) from (select distinct house_id from touched) as each;
    return null;
end $$
"""
THE_HOUSE = """
create function abrigo_tell_of_house() returns trigger language plpgsql as $$
begin
    perform abrigo_tell('house', 'house:' || new.id);
    perform abrigo_tell('house', 'committee:' || new.network_id);
    return null;
end $$
"""
NEWS = """
create function abrigo_tell_news() returns trigger language plpgsql as $$
begin
    perform abrigo_tell('news', case
        when new.house_id is not null then 'house:' || new.house_id
        when new.network_id is not null then new.reader || ':' || new.network_id
        else new.reader end);
    return null;
end $$
"""
RUNS = """
create function abrigo_tell_runs() returns trigger language plpgsql as $$
begin
    perform abrigo_tell('run', 'runs');
    return null;
end $$
"""
# A session that ends, and an account that is shut or taken away, close what is open under them.
SHUT = """
create function abrigo_tell_shut() returns trigger language plpgsql as $$
begin
    perform abrigo_tell('shut', tg_argv[0] || ':' || new.id);
    return null;
end $$
"""

TRIGGERS = """
create trigger request_changed after insert or update on request
    for each row execute function abrigo_tell_committee('request');
create trigger waiting_changed after insert or update of reasons, told_at on waiting
    for each row execute function abrigo_tell_committee('request');
create trigger proposal_changed after insert or update on proposal
    for each row execute function abrigo_tell_both('proposal');
create trigger stay_changed after insert or update on stay
    for each row execute function abrigo_tell_both('stay');
create trigger closure_changed after insert or update or delete on closure
    for each row execute function abrigo_tell_house('night');
create trigger nights_taken after insert on bed_occupancy
    referencing new table as touched for each statement execute function abrigo_tell_houses();
create trigger nights_changed after update on bed_occupancy
    referencing new table as touched for each statement execute function abrigo_tell_houses();
create trigger nights_freed after delete on bed_occupancy
    referencing old table as touched for each statement execute function abrigo_tell_houses();
create trigger house_changed after insert or update on house
    for each row execute function abrigo_tell_of_house();
create trigger news_changed after insert or update on news
    for each row execute function abrigo_tell_news();
create trigger run_changed after insert or update on run
    for each row execute function abrigo_tell_runs();
create trigger session_shut after update of ended_at on live_session
    for each row when (new.ended_at is not null) execute function abrigo_tell_shut('session');
create trigger person_shut after update of active, frozen_at on person
    for each row when (not new.active or new.frozen_at is not null) execute function abrigo_tell_shut('person')
"""


def upgrade() -> None:
    """Make the functions and triggers."""
    for function in (SIGNAL, OF_TWO, OF_A_NETWORK, OF_A_HOUSE, OF_HOUSES, THE_HOUSE, NEWS, RUNS, SHUT):
        op.execute(function)
    for statement in TRIGGERS.strip().split(";\n"):
        op.execute(statement)
