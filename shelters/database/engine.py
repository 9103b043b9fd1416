"""Engines: how the application, and how the owner, reach the database."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address
from typing import TypeAlias

from sqlalchemy import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from shelters.database.embedded import APPLICATION, OWNER, address, start_embedded
from shelters.errors import N_, NotReadyError
from shelters.settings import Settings

# What the edge is handed and passes on, without a word of SQL.
Engine: TypeAlias = AsyncEngine

# What every connection of ours asks for. A lock that is not free in time is a clear refusal, never a hanging page.
_SERVER_SETTINGS = {"timezone": "UTC", "lock_timeout": "10000", "statement_timeout": "60000"}


@lru_cache(maxsize=4)
def _embedded_socket(settings: Settings) -> str:
    return start_embedded(settings.data)


def application_url(settings: Settings) -> str:
    """Give the address as the role that is neither owner nor superuser."""
    if settings.database_url:
        return _with_driver(settings.database_url)
    return address(_embedded_socket(settings), APPLICATION)


def owner_url(settings: Settings) -> str:
    """Give the address as the owner of the tables."""
    if settings.owner_database_url:
        return _with_driver(settings.owner_database_url)
    if settings.database_url:
        raise NotReadyError(N_("Falta ABRIGO_OWNER_DATABASE_URL: las migraciones usan el papel dueño de las tablas."))
    return address(_embedded_socket(settings), OWNER)


def superuser_url(settings: Settings) -> str:
    """Give the embedded server's own superuser: used once, to make roles and the database."""
    return address(_embedded_socket(settings), "postgres", "postgres")


def _with_driver(url: str) -> str:
    scheme, _, rest = url.partition("://")
    if scheme not in {"postgresql", "postgres", "postgresql+asyncpg"} or not rest:
        raise NotReadyError(N_("La dirección de la base debe empezar con postgresql://"))
    _refuse_in_the_clear(make_url(f"postgresql+asyncpg://{rest}"))
    return f"postgresql+asyncpg://{rest}"


def _refuse_in_the_clear(url: URL) -> None:
    """Refuse a way to another machine on which others read along, or pass for the database."""
    host = url.host or str(url.query.get("host", ""))
    if host and not host.startswith("/") and not _is_this_machine(host) and url.query.get("ssl") != "verify-full":
        raise NotReadyError(
            N_("La base está en otra máquina: agrega ?ssl=verify-full a su dirección, o llega a ella por un socket.")
        )


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def make_engine(url: str, *, pool_size: int = 10) -> AsyncEngine:
    """Make an engine that hides bound values from every error text."""
    return create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=30,
        hide_parameters=True,
        connect_args={"server_settings": _SERVER_SETTINGS},
    )


def make_single_engine(url: str | URL, **options: object) -> AsyncEngine:
    """Make an engine for a command that runs once and ends."""
    return create_async_engine(url, poolclass=NullPool, hide_parameters=True, **options)
