"""Every way into the application, as the application itself lists them, and what the database holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.policy import Permission
from web.edge import Needs
from web.forms import SAFE_METHODS

# What may answer without a session; each line is a decision.
PUBLIC = {
    ("GET", "/sign-in"),
    ("POST", "/sign-in"),
    ("GET", "/sign-in/code"),
    ("POST", "/sign-in/code"),
    ("POST", "/sign-in/passkey"),
    ("GET", "/sign-in/set-up"),
    ("GET", "/sign-in/set-up.png"),
    ("POST", "/sign-in/set-up"),
    ("GET", "/join"),
    ("POST", "/join"),
    ("GET", "/return"),
    ("POST", "/return"),
    # What a link asks of a house: whoever has its token answers, and nobody without it learns anything.
    ("GET", "/l/{token}"),
    ("POST", "/l/{token}"),
    ("GET", "/l/{token}/no"),
    ("POST", "/l/{token}/no"),
    ("POST", "/language"),
    ("POST", "/theme"),
    ("POST", "/leave"),
    ("GET", "/weather"),
    ("GET", "/weather/sky.css"),
    ("GET", "/health"),
    ("MOUNT", "/static"),
}


@dataclass(frozen=True)
class Way:
    """One method of one route, and the permissions without which it does not open."""

    method: str
    path: str
    permissions: tuple[Permission, ...]

    @property
    def public(self) -> bool:
        """Say whether it is on the list."""
        return (self.method, self.path) in PUBLIC

    @property
    def safe(self) -> bool:
        """Say whether it only reads."""
        return self.method in SAFE_METHODS

    @property
    def address(self) -> str:
        """Give an address of a thing that does not exist."""
        return re.sub(r"{[^}]*:int}|{night}", "1", re.sub(r"{\w+}", str(uuid4()), self.path))


def ways_into(app: FastAPI) -> list[Way]:
    """List every way into the application."""
    return [way for route in iter_route_contexts(app.routes) for way in _ways(route)]


def _ways(route: object) -> Iterator[Way]:
    dependant = getattr(route, "dependant", None)
    permissions = tuple(_permissions(dependant)) if isinstance(dependant, Dependant) else ()
    for method in sorted(getattr(route, "methods", None) or {"MOUNT"}):
        yield Way(method, str(getattr(route, "path", "")), permissions)


def _permissions(dependant: Dependant) -> Iterator[Permission]:
    for inner in dependant.dependencies:
        if isinstance(inner.call, Needs):
            assert inner.scope == "function", "a later commit could still fail after the answer was sent"
            yield inner.call.permission
        yield from _permissions(inner)


# Kept out of comparisons: that a session was seen, that somebody was refused and that a passphrase was tried may be
# noted at any time.
NOTES = {"alembic_version", "live_session", "audit_record", "audit_chain", "attempt"}


async def contents(superuser: AsyncEngine) -> dict[str, str]:
    """Give a digest of every table that only people's acts may change."""
    async with superuser.connect() as connection:
        tables = await connection.scalars(text("select tablename from pg_tables where schemaname = 'public'"))
        digest = "select coalesce(md5(string_agg(t::text, chr(10) order by t::text)), '') from \"{}\" t"
        return {
            table: str(await connection.scalar(text(digest.format(table)))) for table in sorted(set(tables) - NOTES)
        }


async def recorded(superuser: AsyncEngine) -> list[str]:
    """List what the record says was done, oldest first; that a page was read stands between."""
    async with superuser.connect() as connection:
        done = "select action from audit_record where action not in ('case:read', 'brief:read') order by seq"
        return list(await connection.scalars(text(done)))
