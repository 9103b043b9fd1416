"""Row-level security as migrations write it: one policy per act, forced on the owner too."""

from __future__ import annotations

from alembic import op

APPLICATION = "abrigo_app"

# What the policies read; each is empty where nobody acts, and an empty network equals no row.
FUNCTIONS = """
create function abrigo_role() returns text language sql stable parallel safe
    as $$ select coalesce(current_setting('abrigo.role', true), '') $$;
create function abrigo_network() returns uuid language sql stable parallel safe
    as $$ select nullif(current_setting('abrigo.network', true), '')::uuid $$;
create function abrigo_person() returns uuid language sql stable parallel safe
    as $$ select nullif(current_setting('abrigo.person', true), '')::uuid $$;
create function abrigo_houses() returns uuid[] language sql stable parallel safe
    as $$ select coalesce(nullif(current_setting('abrigo.houses', true), ''), '{}')::uuid[] $$;
"""


def is_role(*roles: str) -> str:
    """Write the condition that one of these roles acts."""
    return "(select abrigo_role()) in (" + ", ".join(f"'{role}'" for role in roles) + ")"


def in_network(column: str = "network_id") -> str:
    """Write the condition that a row is of the actor's network."""
    return f"{column} = (select abrigo_network())"


def in_houses(column: str = "house_id") -> str:
    """Write the condition that a row is of a house the actor hosts."""
    return f"{is_role('host')} and {column} = any ((select abrigo_houses())::uuid[])"


def protect(
    table: str, *, read: str, add: str | None = None, change: str | None = None, drop: str | None = None
) -> None:
    """Force row security on a table and grant the application exactly the acts that have a policy."""
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy {table}_read on {table} for select using ({read})")
    op.execute(f"grant select on {table} to {APPLICATION}")
    if add is not None:
        op.execute(f"create policy {table}_add on {table} for insert with check ({add})")
        op.execute(f"grant insert on {table} to {APPLICATION}")
    if change is not None:
        op.execute(f"create policy {table}_change on {table} for update using ({change}) with check ({change})")
        op.execute(f"grant update on {table} to {APPLICATION}")
    if drop is not None:
        op.execute(f"create policy {table}_drop on {table} for delete using ({drop})")
        op.execute(f"grant delete on {table} to {APPLICATION}")


def either(*conditions: str) -> str:
    """Join conditions of which one is enough."""
    return " or ".join(f"({condition})" for condition in conditions)
