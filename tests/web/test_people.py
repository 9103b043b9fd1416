"""A steward invites; the invited joins once, with a name and a passphrase of her own."""

from __future__ import annotations

import secrets

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import DOOR, PEOPLE
from shelters.access.policy import POLICY
from shelters.accounts.models import Person, actor_of
from shelters.accounts.sessions import token_hash
from shelters.audit.actions import Action
from shelters.audit.commands import record_opening
from shelters.circles.handing import remove_person
from shelters.database.transaction import transaction
from tests.web.conftest import Browser, ClientAs, fields_of, parsed, prove, submit
from tests.web.site import recorded
from tests.world import PASSPHRASE, World


def code_in(answer: httpx2.Response) -> str:
    """Take the invitation's code from the page that shows it."""
    code = parsed(answer).select_one("#code strong")
    assert code is not None
    return code.get_text()


async def invited(browser: Browser, role: str) -> str:
    """Invite somebody and give the code."""
    return code_in(await submit(browser, "/people", "/people", role=role))


async def test_an_invitation_is_a_code_that_opens_the_door_once(
    client_as: ClientAs, world: World, superuser: AsyncEngine
) -> None:
    steward = await client_as(world.steward)
    code = await invited(steward, "committee")
    newcomer, other = await client_as(None), await client_as(None)
    joined = await submit(newcomer, "/join", "/join", code=f" {code} ", name="Flor", passphrase=PASSPHRASE)
    assert (joined.status_code, joined.headers["location"]) == (303, "/sign-in/code")
    await prove(newcomer)
    assert (await newcomer.get("/")).headers["location"] == "/today"
    again = await submit(other, "/join", "/join", code=code, name="gema", passphrase=PASSPHRASE)
    assert again.status_code == 422
    assert parsed(again).find(id="code-error")
    assert "flor" in (await steward.get("/people")).text
    assert await recorded(superuser) == ["person:invited", "person:joined", "session:opened", "invitation:refused"]


async def test_the_code_is_shown_once_and_stored_nowhere(
    client_as: ClientAs, world: World, superuser: AsyncEngine
) -> None:
    steward = await client_as(world.steward)
    code = await invited(steward, "committee")
    assert code not in (await steward.get("/people")).text
    async with superuser.connect() as connection:
        stored = str((await connection.execute(text("select i::text from invitation i"))).all())
    assert code not in stored


@pytest.mark.parametrize(
    ("field", "value"), [("name", "a"), ("name", "ana"), ("name", "con espacio"), ("passphrase", "corta")]
)
async def test_a_refused_joining_does_not_spend_the_invitation(
    client_as: ClientAs, world: World, field: str, value: str
) -> None:
    code = await invited(await client_as(world.steward), "committee")
    right = {"code": code, "name": "flor", "passphrase": PASSPHRASE}
    newcomer = await client_as(None)
    refused = await submit(newcomer, "/join", "/join", **right | {field: value})
    assert refused.status_code == 422
    assert parsed(refused).find(id=f"{field}-error")
    assert fields_of(parsed(refused), "/join")["code"] == code
    assert (await submit(newcomer, "/join", "/join", **right)).status_code == 303


async def test_an_invitation_of_three_days_ago_is_no_longer_good(
    client_as: ClientAs, world: World, superuser: AsyncEngine
) -> None:
    code = await invited(await client_as(world.steward), "committee")
    async with superuser.begin() as connection:
        await connection.execute(text("update invitation set expires_at = now()"))
    late = await submit(await client_as(None), "/join", "/join", code=code, name="flor", passphrase=PASSPHRASE)
    assert late.status_code == 422


@pytest.mark.parametrize("fields", [{"role": "door"}, {"role": "operator"}, {"role": ""}, {"role": "nobody"}])
async def test_nobody_is_invited_into_a_role_that_is_not_a_person_s(
    client_as: ClientAs, world: World, superuser: AsyncEngine, fields: dict[str, str]
) -> None:
    answer = await submit(await client_as(world.steward), "/people", "/people", **fields)
    assert answer.status_code == 422
    assert parsed(answer).find(id="role-error")
    assert await recorded(superuser) == []


async def test_a_steward_cannot_let_in_who_sees_the_houses_of_every_network(
    client_as: ClientAs, world: World, superuser: AsyncEngine
) -> None:
    steward = await client_as(world.steward)
    answer = await submit(steward, "/people", "/people", role="planner")
    assert answer.status_code == 422
    assert parsed(answer).find(id="role-error")
    assert "planner" not in {box.get("value") for box in parsed(answer).select("[name=role]")}
    assert await recorded(superuser) == []


async def test_a_host_is_invited_with_her_house_or_not_at_all(client_as: ClientAs, world: World) -> None:
    answer = await submit(await client_as(world.steward), "/people", "/people", role="host")
    assert answer.status_code == 422
    assert "Elige la casa de la anfitriona" in answer.text


async def test_a_steward_sees_only_the_people_of_her_network(client_as: ClientAs, world: World) -> None:
    page = parsed(await (await client_as(world.steward)).get("/people"))
    names = [row.get_text() for row in page.select("table tbody th")]
    assert names == ["ana", "berta", "carla"]


async def test_the_record_is_read_page_by_page_and_only_of_one_s_network(
    client_as: ClientAs, world: World, superuser: AsyncEngine
) -> None:
    columns = "at, network_id, person_id, role, action, details"
    line = f"insert into audit_record ({columns}) values (now(), :n, :p, :r, :a, '{{}}')"  # noqa: S608 - a constant
    async with superuser.begin() as connection:
        mine = {"n": world.mx.id, "p": world.committee.id, "r": "committee", "a": "request:filed"}
        await connection.execute(text(line), [mine] * 60)
        await connection.execute(text(line), mine | {"n": world.gt.id, "a": "beds:held"})
    steward = await client_as(world.steward)
    newest = parsed(await steward.get("/record"))
    assert len(newest.select("table tbody tr")) == 50
    link = newest.select_one("a[rel=next]")
    assert link is not None
    oldest = parsed(await steward.get(str(link["href"])))
    assert len(oldest.select("table tbody tr")) == 10
    assert "Apartó camas" not in newest.get_text() + oldest.get_text()
    assert "Presentó una solicitud" in newest.get_text()
    assert "ana" in newest.get_text()


async def test_the_record_says_that_another_network_opened_something_but_not_who(
    client_as: ClientAs, world: World, engine: AsyncEngine
) -> None:
    opener = world.actor(world.committee_gt)
    async with transaction(engine, opener) as session:
        record_opening(session, opener, Action.SHEET_OPENED, world.mx.id, world.mx.id)
    page = parsed(await (await client_as(world.steward)).get("/record"))
    row = page.select_one("table tbody tr")
    assert row is not None
    assert "De otra red" in row.get_text()
    assert world.committee_gt.name not in page.get_text()


async def test_everybody_reads_the_whole_policy_in_words(client_as: ClientAs, world: World) -> None:
    said = {
        "no",
        "sí",
        "de su red",
        "de su comité",
        "de su red, o donde está alguien de su red",
        "lo que pidió su red",
        "de su casa",
    }
    for person in world.people:
        page = parsed(await (await client_as(person)).get("/policy"))
        rows = [[cell.get_text() for cell in row.select("th, td")] for row in page.select("table tbody tr")]
        of_people = [rule.words for rule in POLICY.values() if not PEOPLE.isdisjoint(rule.who)]
        assert [row[0] for row in rows] == of_people
        assert all(set(row[1:]) <= said for row in rows)


async def test_whoever_is_removed_is_out_at_once_and_holds_no_key(
    client_as: ClientAs, world: World, superuser: AsyncEngine
) -> None:
    carla, ana = await client_as(world.steward), await client_as(world.committee)
    assert (await ana.get("/today")).status_code == 200
    out = f"/people/{world.committee.id}/remove"
    assert (await submit(carla, "/people", out)).status_code == 303
    assert (await ana.get("/today")).status_code in {303, 401}
    assert parsed(await carla.get("/people")).find("form", action=out) is None
    async with superuser.connect() as connection:
        shares = text("select count(*) from circle_share where person_id = :id")
        assert await connection.scalar(shares, {"id": world.committee.id}) == 0
    assert "circle_key:taken" in await recorded(superuser)


async def test_nobody_removes_herself_or_somebody_of_another_network(client_as: ClientAs, world: World) -> None:
    carla = await client_as(world.steward)
    own = fields_of(parsed(await carla.get("/people")), "/people")
    for person, status in ((world.steward, 409), (world.committee_gt, 404)):
        form = {"csrf": own["csrf"], "once": secrets.token_urlsafe(16)}
        assert (await carla.post(f"/people/{person.id}/remove", data=form)).status_code == status


async def test_a_steward_sees_unused_invitations_and_takes_one_back(
    client_as: ClientAs, world: World, superuser: AsyncEngine
) -> None:
    steward = await client_as(world.steward)
    code, kept = await invited(steward, "committee"), await invited(steward, "committee")
    revoking = parsed(await steward.get("/people")).select("form[action$='/revoke']")
    assert len(revoking) == 2
    async with superuser.connect() as connection:
        of_code = text("select id from invitation where token_hash = :hash")
        invitation = await connection.scalar(of_code, {"hash": token_hash(code)})
    out = f"/people/invitations/{invitation}/revoke"
    assert (await submit(steward, "/people", out)).status_code == 303
    assert len(parsed(await steward.get("/people")).select("form[action$='/revoke']")) == 1
    tried = {"name": "flor", "passphrase": PASSPHRASE}
    assert (await submit(await client_as(None), "/join", "/join", code=code, **tried)).status_code == 422
    assert (await submit(await client_as(None), "/join", "/join", code=kept, **tried)).status_code == 303
    lines = await recorded(superuser)
    assert lines == ["person:invited", "person:invited", "invitation:revoked", "invitation:refused", "person:joined"]
    again = {
        "csrf": fields_of(parsed(await steward.get("/people")), "/people")["csrf"],
        "once": secrets.token_urlsafe(9),
    }
    assert (await steward.post(out, data=again)).status_code == 409


async def test_an_invitation_goes_with_whoever_made_it(client_as: ClientAs, world: World, engine: AsyncEngine) -> None:
    code = await invited(await client_as(world.steward), "committee")
    other = Person(network_id=world.mx.id, name="otra", role="steward", password_hash="x")
    async with transaction(engine, DOOR) as session:
        session.add(other)
    async with transaction(engine, actor_of(other, frozenset())) as session:
        await remove_person(session, actor_of(other, frozenset()), world.steward.id)
    tried = {"code": code, "name": "flor", "passphrase": PASSPHRASE}
    assert (await submit(await client_as(None), "/join", "/join", **tried)).status_code == 422
