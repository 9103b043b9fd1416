"""The control of the rule that no test, and so nothing that a test reaches, leaves this machine."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys

import pytest

from shelters.settings import Settings
from tests.connections import noted, refused
from web.operator.outbound import is_within, places_of

# An address that is kept for documents: nobody answers there.
ELSEWHERE = ("192.0.2.1", 80)


async def test_a_connection_to_elsewhere_is_refused_and_noticed() -> None:
    with noted() as places:
        with pytest.raises(PermissionError), socket.socket() as plain:
            plain.connect(ELSEWHERE)
        with pytest.raises(PermissionError):
            await asyncio.open_connection(*ELSEWHERE)
    assert places == [ELSEWHERE] * 2
    assert refused() == [ELSEWHERE] * 2


def test_the_server_connects_to_its_database_and_its_relay_alone() -> None:
    nothing = places_of(Settings())
    assert nothing == frozenset()
    assert is_within("/run/postgresql/.s.PGSQL.5432", nothing)
    assert not is_within(("127.0.0.1", 25), nothing)
    chosen = Settings(database_url="postgresql://app:secret@127.0.0.1/abrigo", relay="localhost:2525")
    within = places_of(chosen)
    assert within == {("127.0.0.1", 5432), ("localhost", 2525)}
    assert is_within(("127.0.0.1", 5432), within)
    assert is_within(("127.0.0.1", 2525), within)
    for other in (("127.0.0.1", 25), ("192.0.2.1", 2525), ("::1", 80, 0, 0)):
        assert not is_within(other, within)


def test_a_library_that_calls_home_is_refused_by_the_server_itself() -> None:
    calling = (
        "from web.operator.outbound import stay_within\n"
        "import urllib.request\n"
        "stay_within([('localhost', 9)])\n"
        "try:\n    urllib.request.urlopen('http://192.0.2.1/', timeout=2)\n"
        "except OSError as error:\n    print(type(getattr(error, 'reason', error)).__name__)\n"
    )
    said = subprocess.run([sys.executable, "-c", calling], capture_output=True, text=True, check=True)  # noqa: S603 - ours
    assert said.stdout == "PermissionError\n"
    assert "192.0.2.1" not in said.stderr
