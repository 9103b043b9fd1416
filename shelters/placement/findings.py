"""What was found out for a case, sealed under its key: why there is no place says what she needs and fears.

It is erased with the case, and closed with its key in every copy.
"""

from __future__ import annotations

from typing import Any, Protocol

from shelters.placement.models import Waiting
from shelters.requests.models import Request
from shelters.requests.queries import case_key
from shelters.sealing.envelope import Place, Sealed, seal, unseal
from shelters.sealing.keyring import Keyring

Reasons = list[list[str | None]]


class Findings(Protocol):
    """A row about one case that has something to say of it."""

    found: Sealed | None

    @property
    def place_of_found(self) -> Place:
        """Where what it says belongs."""
        ...


def write_found(keyring: Keyring, request: Request, row: Findings, content: Any) -> None:
    """Seal what was found; what says the same stays as it is, so that nobody is told of it."""
    if row.found is None or found_in(keyring, request, row) != content:
        row.found = seal(case_key(keyring, request), content, row.place_of_found)


def reasons_in(keyring: Keyring, request: Request, row: Waiting) -> Reasons:
    """Open the reasons for which a request waits."""
    found = found_in(keyring, request, row)
    return found["reasons"] if found else []


def found_in(keyring: Keyring, request: Request, row: Findings) -> Any:
    """Open what was found; nothing where nobody has looked yet."""
    return None if row.found is None else unseal(case_key(keyring, request), row.found, row.place_of_found)
