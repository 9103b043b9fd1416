"""The way to the database: a socket, this machine, or another machine that shows who it is."""

from __future__ import annotations

import pytest

from shelters.database.engine import application_url, owner_url
from shelters.errors import NotReadyError
from shelters.settings import Settings


@pytest.mark.parametrize(
    "way",
    [
        "postgresql://app:secret@/abrigo?host=/run/postgresql",
        "postgresql://app:secret@127.0.0.1/abrigo",
        "postgresql://app:secret@localhost:5433/abrigo",
        "postgresql://app:secret@[::1]/abrigo",
        "postgresql://app:secret@db.example/abrigo?ssl=verify-full",
    ],
)
def test_a_socket_this_machine_and_a_proven_other_one_are_ways_to_the_database(way: str) -> None:
    assert application_url(Settings(database_url=way)) == way.replace("postgresql:", "postgresql+asyncpg:")


@pytest.mark.parametrize(
    "way",
    [
        "postgresql://app:secret@db.example/abrigo",
        "postgresql://app:secret@db.example/abrigo?ssl=require",
        "postgresql://app:secret@192.0.2.7/abrigo",
        "postgresql://app:secret@/abrigo?host=db.example",
    ],
)
def test_another_machine_that_could_be_anybody_s_is_refused_and_no_secret_is_said(way: str) -> None:
    for url in (application_url, owner_url):
        with pytest.raises(NotReadyError, match="verify-full") as refused:
            url(Settings(database_url=way, owner_database_url=way))
        assert "secret" not in str(refused.value)
