"""Nothing leaves the server but to its database and its relay: whatever else a library tries is refused, and logged."""

from __future__ import annotations

import logging
import socket
import sys
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import urlsplit

from shelters.settings import Settings

log = logging.getLogger("abrigo.outbound")

_CONNECTS: Final = "socket.connect"


def places_of(chosen: Settings) -> frozenset[tuple[str, int]]:
    """List where the server may connect to besides sockets in its own file system."""
    relay = [urlsplit(f"//{chosen.relay}")] if chosen.relay else []
    database = [urlsplit(chosen.database_url)] if chosen.database_url else []
    named = [(each.hostname, each.port or 5432) for each in (*relay, *database)]
    return frozenset((host, port) for host, port in named if host)


def stay_within(places: Iterable[tuple[str, int]]) -> None:
    """Refuse every other connection for as long as the process lives."""
    permitted = frozenset(places)

    def guard(event: str, given: tuple[Any, ...]) -> None:
        if event == _CONNECTS and not is_within(given[1], permitted):
            log.error("refused a connection to the outside")
            raise PermissionError

    sys.addaudithook(guard)


def is_within(address: object, places: frozenset[tuple[str, int]]) -> bool:
    """Say whether an address is a socket of this file system, or one of the places under any of its numbers."""
    if not isinstance(address, tuple):
        return True
    number, port = str(address[0]), int(address[1])
    return any(port == there and number in _numbers_of(host) for host, there in places)


def _numbers_of(host: str) -> set[str]:
    # Asked each time: in a network of containers a name moves from one number to another.
    try:
        return {host, *(str(found[4][0]) for found in socket.getaddrinfo(host, None))}
    except OSError:
        return {host}
