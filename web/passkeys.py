"""Where keys of devices can be used: browsers tie them to the name of a site, and an address in numbers has none."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from shelters.accounts.passkeys import Site

if TYPE_CHECKING:
    from fastapi import Request

# Where browsers hold plain HTTP to be as good as TLS.
_SAFE_WITHOUT_TLS: Final = ("localhost", ".localhost", ".onion")


def site_of(request: Request) -> Site | None:
    """Say as which site the browser knows us, or that it cannot tie a key to us here."""
    host = request.headers.get("host", "")
    name = urlsplit(f"//{host}").hostname or ""
    if not name or _is_number(name):
        return None
    plain = (f"http://{host}",) if name.endswith(_SAFE_WITHOUT_TLS) else ()
    return Site(name, (f"https://{host}", *plain))


def _is_number(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
