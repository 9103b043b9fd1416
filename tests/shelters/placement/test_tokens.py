"""A token opens for the one request it was made for, and for nothing that was made up."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shelters.clock import now, today
from shelters.errors import ConflictError
from shelters.placement.tokens import Choice, read_token, write_token
from shelters.requests.models import Request
from shelters.sealing.envelope import Place, Sealed, seal
from shelters.sealing.keyring import make_keyring

KEYRING = make_keyring()
CHOICE = Choice(uuid4(), uuid4(), today(), 5)


def request() -> Request:
    """Invent a request; only whose it is matters here."""
    return Request(
        network_id=uuid4(),
        code="7K3F-Q9TM-C",
        state="ready",
        urgency=1,
        earliest=today(),
        latest=today(),
        nights=5,
        shortest=5,
        filed_at=now(),
        tie=1,
        data_key=Sealed(b""),
        case=Sealed(b""),
    )


HERS = request()
TOKEN = write_token(KEYRING, HERS, CHOICE)


def test_a_token_opens_as_the_choice_it_was_made_of() -> None:
    assert read_token(KEYRING, HERS, TOKEN) == CHOICE
    assert CHOICE.until == today() + timedelta(days=5)


def test_a_token_names_no_room_and_no_house_and_is_new_each_time() -> None:
    assert write_token(KEYRING, HERS, CHOICE) != TOKEN
    assert str(CHOICE.house_id) not in TOKEN
    assert CHOICE.house_id.hex not in TOKEN


def test_a_token_opens_for_no_other_request_network_or_server() -> None:
    same_row = request()
    same_row.id = HERS.id
    for keyring, other in ((KEYRING, request()), (KEYRING, same_row), (make_keyring(), HERS)):
        with pytest.raises(ConflictError):
            read_token(keyring, other, TOKEN)


def test_a_token_cut_short_anywhere_is_a_conflict() -> None:
    for length in range(len(TOKEN)):
        with pytest.raises(ConflictError):
            read_token(KEYRING, HERS, TOKEN[:length])


@given(st.text() | st.text("ABCDEFabcdef0123456789-_=", max_size=300))
def test_whatever_is_made_up_is_a_conflict(token: str) -> None:
    with pytest.raises(ConflictError):
        read_token(KEYRING, HERS, token)


@pytest.mark.parametrize("table", ["request", "proposal"])
def test_what_was_sealed_for_another_use_is_no_token(table: str) -> None:
    place = Place(table, "token", HERS.id, HERS.network_id)
    blob = seal(KEYRING.key(1), [str(uuid4()), str(uuid4()), "2026-01-01", 1, 1], place).blob
    with pytest.raises(ConflictError):
        read_token(KEYRING, HERS, urlsafe_b64encode(blob).decode())
