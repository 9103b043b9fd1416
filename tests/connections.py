"""Every connection that Python opens, seen where it is opened; whatever leads off this machine is refused."""

from __future__ import annotations

import ipaddress
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

_CONNECTS: Final = "socket.connect"
_seen: list[tuple[str, int]] = []
_refused: list[tuple[str, int]] = []


def _watch(event: str, given: tuple[Any, ...]) -> None:
    if event != _CONNECTS or not isinstance(given[1], tuple):
        return
    place = (str(given[1][0]), int(given[1][1]))
    _seen.append(place)
    if not _is_here(place[0]):
        _refused.append(place)
        raise PermissionError


def _is_here(number: str) -> bool:
    try:
        return ipaddress.ip_address(number.split("%", maxsplit=1)[0]).is_loopback
    except ValueError:
        return number == "localhost"


# A hook stays for as long as the process: it is set once, when the tests begin.
sys.addaudithook(_watch)


@contextmanager
def noted() -> Iterator[list[tuple[str, int]]]:
    """Note each place that is connected to, but for sockets of the file system."""
    start, places = len(_seen), list[tuple[str, int]]()
    try:
        yield places
    finally:
        places += _seen[start:]


def refused() -> list[tuple[str, int]]:
    """Give what was refused since the last time."""
    since = list(_refused)
    _refused.clear()
    return since
