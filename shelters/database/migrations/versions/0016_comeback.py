"""The word of two colleagues for somebody who lost her passphrase, and the code that it gives."""

from __future__ import annotations

from alembic import op

from shelters.database.protect import APPLICATION, either, in_network, is_role, protect

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

TABLE = """
create table comeback (
    id uuid primary key,
    network_id uuid not null,
    person_id uuid not null,
    said_by uuid not null,
    agreed_by uuid,
    token_hash bytea unique,
    expires_at timestamptz not null,
    used_at timestamptz,
    check (said_by <> person_id),
    check (agreed_by <> person_id and agreed_by <> said_by),
    check ((agreed_by is null) = (token_hash is null)),
    foreign key (network_id, person_id) references person (network_id, id),
    foreign key (network_id, said_by) references person (network_id, id),
    foreign key (network_id, agreed_by) references person (network_id, id)
)
"""


def upgrade() -> None:
    """Let colleagues give their word, and the door use the code."""
    op.execute(TABLE)
    door = is_role("door")
    colleague = f"{is_role('committee', 'steward')} and {in_network()}"
    herself = "(select abrigo_person())"
    protect("comeback", read=either(door, colleague), add=f"{colleague} and said_by = {herself}")
    # The second of two changes a row in which her word does not stand yet.
    op.execute(
        f"create policy comeback_change on comeback for update using ({either(door, colleague)})"
        f" with check ({either(door, f'{colleague} and agreed_by = {herself}')})"
    )
    op.execute(f"grant update on comeback to {APPLICATION}")
