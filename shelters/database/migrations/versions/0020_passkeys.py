"""Keys in people's devices that answer in place of a code, and the question that each session may answer once."""

from __future__ import annotations

from alembic import op

from shelters.database.protect import either, is_role, protect

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TABLES = """
alter table live_session add column challenge bytea, add column challenge_until timestamptz;
create table passkey (
    id uuid primary key,
    network_id uuid not null,
    person_id uuid not null,
    credential_id bytea not null constraint passkey_of_one_person unique,
    public_key bytea not null,
    sign_count bigint not null,
    site text not null,
    added_at timestamptz not null,
    used_at timestamptz,
    foreign key (network_id, person_id) references person (network_id, id)
);
create index passkey_person on passkey (person_id)
"""


def upgrade() -> None:
    """Let the door and the person herself work with her keys, and nobody else."""
    for statement in TABLES.strip().split(";\n"):
        op.execute(statement)
    herself = "person_id = (select abrigo_person())"
    hers = either(is_role("door"), herself)
    protect("passkey", read=hers, add=herself, change=hers, drop=hers)
