"""The figures of `make security` at a size that fits into every run of the tests."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from urllib.parse import quote_plus

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.demo.sizes import Size
from shelters.sealing.keyring import Keyring
from shelters.settings import Settings
from tests.conftest import RECORD_KEY
from tests.security import (
    authorisation,
    browser_profile,
    disk,
    duress,
    isolation,
    nobody_else,
    notices,
    planted_secrets,
    rotated_keys,
    shredded_case,
    supply,
    tampered_record,
    two_cases,
    unknown_names,
)
from tests.security.authorisation import NOBODYS
from tests.security.lab import Lab
from tests.tampering import TAMPERS
from tests.tours.every import EVERY
from tests.web.site import contents


@pytest.fixture
def lab(
    settings: Settings, engine: AsyncEngine, superuser: AsyncEngine, keyring: Keyring, application_address: str
) -> Lab:
    """Measure on the database of the tests."""
    return Lab(settings, engine, superuser, keyring, RECORD_KEY, application_address)


async def test_every_way_in_answers_each_role_about_each_thing_as_the_policy_says(lab: Lab) -> None:
    figure = await authorisation.measured(lab, full=False)
    assert figure.holds, figure


async def test_reading_what_is_there_changes_nothing_but_the_record(lab: Lab) -> None:
    matrix = replace(await authorisation.make_matrix(lab), full=False)
    before, opened = await contents(lab.superuser), 0
    for visitor in {each.actor.role: each for each in matrix.visitors if each.actor}.values():
        pages = [cell for row in matrix.rows(visitor) for cell in row if cell.way.safe and cell.whose != NOBODYS]
        opened += sum([(await matrix.ask(cell)).status_code == 200 for cell in pages])
    assert opened > 60
    assert await contents(lab.superuser) == before


async def test_no_network_reads_a_row_of_another_over_shared_connections(lab: Lab) -> None:
    figure = await isolation.measured(lab, requests=300, size=Size.SMALL, tenants=2)
    assert figure.holds, figure


async def test_no_page_asks_anybody_else_in_any_browser_and_nothing_stays_in_it(lab: Lab) -> None:
    some = ("confirm_the_house", "sign_in")
    figure = await nobody_else.measured(lab, tasks=[task for task in EVERY if task.name in some])
    assert figure.holds, figure


async def test_every_tampering_with_the_record_is_found(lab: Lab) -> None:
    figure = await tampered_record.measured(lab, writers=10, lines=4, times=2 * len(TAMPERS))
    assert figure.holds, figure


async def test_nothing_that_was_typed_is_found_on_a_seized_disk(lab: Lab) -> None:
    figure = await planted_secrets.measured(lab, share=0.02)
    assert figure.holds, figure


async def test_what_she_needs_who_comes_and_where_from_is_read_off_no_row(lab: Lab) -> None:
    figure = await two_cases.measured(lab)
    assert figure.holds, figure


async def test_a_browser_that_was_left_keeps_nothing_of_what_was_read(lab: Lab) -> None:
    figure = await browser_profile.measured(lab)
    assert figure.holds, figure


async def test_the_door_tells_nobody_who_or_which_codes_there_are(lab: Lab) -> None:
    figure = await unknown_names.measured(lab, samples=4, control=4)
    assert figure.holds, figure


async def test_keys_are_wrapped_anew_while_people_work(lab: Lab) -> None:
    figure = await rotated_keys.measured(lab, keys=300)
    assert figure.holds, figure


async def test_an_erased_case_is_in_no_copy_once_its_epoch_has_ended(lab: Lab) -> None:
    figure = await shredded_case.measured(lab)
    assert figure.holds, figure


async def test_a_press_ends_everything_and_under_duress_nothing_opens(lab: Lab) -> None:
    figure = await duress.measured(lab, sessions=5, samples=0)
    assert figure.holds, figure


def test_our_code_and_what_it_stands_on_are_as_they_were_looked_at() -> None:
    figure = supply.looked_at(every_file=False)
    assert figure.holds, figure


async def test_whatever_happens_one_sentence_leaves_and_for_the_relay_alone(lab: Lab) -> None:
    figure = await notices.measured(lab, events=15, control=5)
    assert figure.holds, figure


@pytest.mark.parametrize("secret", ["Camino ñ/é 7", "x" * 31, "código-de-prueba"])
def test_a_secret_is_found_in_every_spelling_and_at_every_offset(secret: str) -> None:
    plain = secret.encode()
    written = {plain, secret.encode("utf-16-le"), plain.hex().encode(), quote_plus(secret).encode()}
    written |= {b64encode(b"." * offset + plain + b"end") for offset in range(3)}
    for content in written:
        assert disk.found([secret], [("file", b"before" + content + b"after")]) == {secret: "file"}
    assert disk.found([secret], [("file", b"nothing of the kind")]) == {}


async def test_every_table_of_a_network_has_a_policy(lab: Lab) -> None:
    tables = await isolation.tenant_tables(lab.superuser)
    async with lab.superuser.connect() as connection:
        guarded = set(await connection.scalars(isolation.GUARDED))
    assert len(tables) > 10
    assert set(tables) <= guarded
