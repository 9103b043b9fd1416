"""Since when somebody is in a network and when she last shut her account; whose word an invitation is."""

from __future__ import annotations

from alembic import op

from shelters.database.protect import either, in_network, is_role

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

COLUMNS = """
alter table person add column joined_at timestamptz not null default '2000-01-01Z', add column shut_at timestamptz;
alter table person alter column joined_at set default now();
update person set shut_at = frozen_at;
alter table invitation add column made_by uuid,
    add foreign key (network_id, made_by) references person (network_id, id)
"""


def upgrade() -> None:
    """Add the columns; let a steward end invitations, and the regional team answer for its own colleagues."""
    for statement in COLUMNS.strip().split(";\n"):
        op.execute(statement)
    steward = f"{is_role('steward')} and {in_network()}"
    op.execute(f"create policy invitation_end on invitation for update using ({steward}) with check ({steward})")
    colleague = f"{is_role('committee', 'steward', 'planner')} and {in_network()}"
    herself = "(select abrigo_person())"
    said_by_herself = f"{colleague} and said_by = {herself}"
    op.execute(f"alter policy person_unfreeze on person using ({colleague}) with check ({colleague})")
    for table, read in (("unfreezing", colleague), ("comeback", either(is_role("door"), colleague))):
        op.execute(f"alter policy {table}_read on {table} using ({read})")
        op.execute(f"alter policy {table}_add on {table} with check ({said_by_herself})")
    op.execute(f"alter policy unfreezing_drop on unfreezing using ({colleague})")
    agreeing = either(is_role("door"), f"{colleague} and agreed_by = {herself}")
    reading = either(is_role("door"), colleague)
    op.execute(f"alter policy comeback_change on comeback using ({reading}) with check ({agreeing})")
    # Under a passphrase for danger nothing of hers is there, neither her keys nor where her notices go.
    true_self = "person_id = (select abrigo_person()) and (select abrigo_role()) <> 'decoy'"
    op.execute(f"alter policy passkey_read on passkey using ({either(is_role('door'), true_self)})")
    op.execute(f"alter policy notice_address_read on notice_address using ({either(is_role('operator'), true_self)})")
