"""What was found out for a case is sealed under its key; how far it is from a place stands nowhere."""

from __future__ import annotations

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

# The database holds no keys and cannot seal what stands there: it goes, and within hours is found out again. What a
# run reached goes too: of few requests, the sum of kilometres is where one of them is.
STATEMENTS = """
drop trigger waiting_changed on waiting;
alter table waiting drop column known, drop column reasons, drop column km, add column found bytea;
alter table run_line drop column reasons, drop column km, add column found bytea;
alter table evacuation_line drop column reasons, add column found bytea;
alter table proposal drop column km;
alter table move drop column km;
alter table run alter column levels type jsonb using '[]';
create trigger waiting_changed after insert or update of found, told_at on waiting
    for each row execute function abrigo_tell_committee('request')
"""


def upgrade() -> None:
    """Take reasons and kilometres out of the clear."""
    for statement in STATEMENTS.strip().split(";\n"):
        op.execute(statement)
