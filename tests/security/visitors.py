"""Everybody who comes to the application: strangers, those who are half in, and each role with her session."""

from __future__ import annotations

import secrets

from sqlalchemy import text

from shelters.access.actor import OPERATOR, Actor, Role
from shelters.accounts.models import Person, decoy_of
from shelters.accounts.sessions import token_hash
from tests import world
from tests.scene import Scene
from tests.security.cells import Visitor
from tests.security.lab import Lab
from web import cookies


async def visitors_of(lab: Lab, scene: Scene) -> list[Visitor]:
    """Let everybody come, each in her way."""
    people = scene.world
    cold = Person(network_id=people.mx.id, name="irma", role=Role.COMMITTEE, password_hash=world.password_hash())
    made = [Visitor("anonymous", f"{cookies.DOOR}={secrets.token_urlsafe(32)}")]
    async with scene.acting(OPERATOR) as (session, _):
        session.add(cold)
    for name, who in {
        "half signed in": people.committee,
        "frozen": cold,
        "under duress": people.committee,
        "host": people.host,
        "committee": people.committee,
        "committee of another network": people.committee_gt,
        "planner": people.planner,
        "steward": people.steward,
    }.items():
        cookie = f"{cookies.SESSION}={await world.open_session(lab.engine, who)}"
        made.append(Visitor(name, cookie, _acting(scene, name, who)))
    await _spoil(lab, made, cold)
    return made


def _acting(scene: Scene, name: str, who: Person) -> Actor | None:
    if name in {"half signed in", "frozen"}:
        return None
    return decoy_of(who) if name == "under duress" else scene.world.actor(who)


async def _spoil(lab: Lab, visitors: list[Visitor], cold: Person) -> None:
    """Take the second factor from one session, say of another that it was opened under duress, shut an account."""
    tokens = {each.name: token_hash(each.cookie.partition("=")[2]) for each in visitors}
    async with lab.superuser.begin() as connection:
        for statement, values in (
            ("update live_session set proven_at = null where token_hash = :token", {"token": tokens["half signed in"]}),
            ("update live_session set duress = true where token_hash = :token", {"token": tokens["under duress"]}),
            ("update person set frozen_at = now() where id = :id", {"id": cold.id}),
        ):
            await connection.execute(text(statement), values)
