"""The shipped server believes nobody about where a request comes from."""

from __future__ import annotations

import httpx2

from tests.apart.ground import ground

SPOOFED = {
    "x-forwarded-proto": "https",
    "x-forwarded-for": "203.0.113.7",
    "x-forwarded-host": "elsewhere.example",
    "forwarded": "for=203.0.113.7;host=elsewhere.example;proto=https",
    "x-original-url": "/people",
    "x-rewrite-url": "/people",
}


def _told(answer: httpx2.Response) -> tuple[int, dict[str, str]]:
    changing = {"set-cookie", "content-length", "date"}
    return answer.status_code, {name: value for name, value in answer.headers.items() if name not in changing}


async def test_what_a_client_says_of_its_connection_changes_nothing() -> None:
    async with ground() as here, httpx2.AsyncClient(base_url=here.server.origin) as client:
        for path in ("/sign-in", "/", "/health", "/nothing-here"):
            plain, spoofed = await client.get(path), await client.get(path, headers=SPOOFED)
            assert _told(spoofed) == _told(plain), path
            assert "strict-transport-security" not in spoofed.headers
            assert "elsewhere.example" not in spoofed.text
