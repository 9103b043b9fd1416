"""R23: whatever happens, what leaves the server is one sentence in each language, and it leaves for the relay alone."""

from __future__ import annotations

import random
import re
from datetime import timedelta
from typing import Final
from uuid import uuid4

from sqlalchemy import text

from shelters.access.actor import MATCHER
from shelters.accounts.models import Person
from shelters.database.transaction import transaction
from shelters.news.commands import tell_committee, tell_hosts, tell_planners
from shelters.news.kinds import NewsKind
from shelters.notices.commands import keep_address
from shelters.notices.relay import Notice, Relay
from shelters.notices.rounds import Post, drawn, go_round
from shelters.requests.codes import new_code
from tests.connections import noted
from tests.scene import Scene, make_scene
from tests.security.lab import Figure, Lab
from tests.sink import Sink, listening
from web.language import LANGUAGES
from web.notices import notice_in

EVENTS, CONTROL = 1000, 50
# A link, an id, a code, a number of anything.
_TELLING: Final = re.compile(rb"https?:|www\.|[0-9a-f]{8}-|[0-9A-Z]{4}-[0-9A-Z]{4}|\d")
_DUE: Final = text("update notice_address set look_at = now() - interval '1 second', sent_at = null")


class Office:
    """Those who want to be told, and what happens to them."""

    def __init__(self, lab: Lab, scene: Scene, post: Post) -> None:
        self._lab, self._scene, self._post, self._chance = lab, scene, post, random.Random(23)

    async def subscribe(self) -> None:
        """Let a committee, a host and a planner want notices, in two languages."""
        world = self._scene.world
        for person, locale in ((world.committee, "es"), (world.host, "en"), (world.planner, "en")):
            async with self._lab.superuser.begin() as connection:
                change = text("update person set locale = :locale where id = :id")
                await connection.execute(change, {"locale": locale, "id": person.id})
            await self._want(person)

    async def _want(self, person: Person) -> None:
        async with self._scene.acting(person) as (session, actor):
            await keep_address(session, actor, self._lab.keyring, f"{person.name}@ejemplo.invalid")

    async def happen(self) -> None:
        """Tell one of them something of some kind, with a code of its own, and go round."""
        kind, code, world = self._chance.choice(list(NewsKind)), new_code(), self._scene.world
        async with transaction(self._lab.engine, MATCHER) as session:
            whom = self._chance.randrange(3)
            if whom == 0:
                await tell_committee(session, kind, world.mx.id, uuid4(), code)
            elif whom == 1:
                await tell_hosts(session, kind, self._scene.ceiba.id, uuid4(), code)
            else:
                await tell_planners(session, kind, uuid4(), code)
        async with self._lab.superuser.begin() as connection:
            await connection.execute(_DUE)
        await go_round(self._post)
        async with self._lab.superuser.begin() as connection:
            await connection.execute(text("update news set settled_at = now() where settled_at is null"))


def distinct(sink: Sink, start: int = 0) -> set[tuple[str, bytes]]:
    """Give what differs between messages but for their recipient."""
    told = sink.messages[start:]
    return {(str(each["Subject"]), bytes(each.get_payload(decode=True) or b"")) for each in told}


def telling(sink: Sink) -> int:
    """Count messages in which, recipient and encoding apart, anything stands that could tell one from another."""
    return sum(bool(_TELLING.search(subject.encode() + body)) for subject, body in distinct(sink))


def _with_code(language: str) -> Notice:
    """The control: a template that names a case."""
    return Notice(notice_in(language).subject, f"{notice_in(language).sentence} {new_code()}")


async def measured(lab: Lab, *, events: int = EVENTS, control: int = CONTROL) -> Figure:
    """Let things of every kind happen, and read all that left; then once more with a template that names a code."""
    scene = await make_scene(lab.engine, lab.keyring)
    async with listening() as (sink, port):
        relay = Relay("127.0.0.1", port, "aviso@ejemplo.invalid")
        office = Office(lab, scene, Post(lab.engine, lab.keyring, relay, notice_in, 30))
        await office.subscribe()
        with noted() as places:
            for _ in range(events):
                await office.happen()
        texts, told, sent = len(distinct(sink)), telling(sink), len(sink.taken)
        careless = Office(lab, scene, Post(lab.engine, lab.keyring, relay, _with_code, 30))
        for _ in range(min(events, control)):
            await careless.happen()
        named = len(distinct(sink, sent))
    elsewhere = {place for place in places if place != ("127.0.0.1", port)}
    waits = [drawn(30) / timedelta(minutes=1) for _ in range(events)]
    return Figure(
        "R23",
        f"{events} pieces of news of {len(NewsKind)} kinds",
        f"{len(LANGUAGES)} texts, one a language; no link, id or code; no connection but to the relay",
        f"{sent} notices, {texts} texts, {told} of them telling; {len(places)} connections, "
        f"{len(elsewhere)} elsewhere; next look after {min(waits):.0f} to {max(waits):.0f} minutes",
        f"a template with a code: {named} texts of {min(events, control)}",
        sent == events and texts == len(LANGUAGES) and not told and not elsewhere and named > len(LANGUAGES),
    )
