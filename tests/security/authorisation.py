"""R7: every role on every way in, with things of her own, of another house, of another network and of nobody.

What is to be seen in each cell is reckoned from the policy table and from what each kind's row policies say, never from
a former answer. A thing out of reach is answered byte for byte like one that does not exist.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Final
from unittest.mock import patch

import httpx2
from fastapi import FastAPI, Response
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import Actor, Role
from shelters.database.transaction import AbrigoSession, open_session
from tests.scene import make_scene
from tests.security.cells import Answer, Cell, Visitor, fits
from tests.security.lab import Figure, Lab
from tests.security.things import OTHER_HOUSE, OWN, Things, all_things
from tests.security.visitors import visitors_of
from tests.web.conftest import ORIGIN
from tests.web.site import Way, contents, ways_into
from web import csrf, edge
from web.application import create_app

METHODS: Final = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
NOBODYS: Final = "nobody's"
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ONE_TIME: Final = re.compile(r'(name="(?:csrf|once)" value=")[^"]+')


@dataclass
class Matrix:
    """The application, everybody who comes to it, and things of everybody."""

    app: FastAPI
    visitors: list[Visitor]
    things: dict[str, Things]
    # Also every method that no route has, and every thing before those who are not signed in.
    full: bool = True
    # A control need not go on once something was found.
    enough: int = 10_000
    faults: list[str] = field(default_factory=list)
    cells: int = 0
    denied: int = 0

    def rows(self, visitor: Visitor) -> Iterator[list[Cell]]:
        """List the cells of one visitor: for each way the same with nobody's thing first, then with everybody's."""
        ways = [way for way in ways_into(self.app) if way.method != "MOUNT"]
        for way in ways:
            yield self._row(visitor, way)
        if self.full:
            for path in sorted({way.path for way in ways}):
                for method in METHODS:
                    if not any(way.method == method and _matches(way.path, path) for way in ways):
                        yield self._row(visitor, Way(method, path, ()), declared=False)

    def _row(self, visitor: Visitor, way: Way, *, declared: bool = True) -> list[Cell]:
        first = Cell(visitor, way, NOBODYS, declared=declared)
        if not first.kind:
            return [first]
        role = visitor.actor.role if visitor.actor else None
        whose = list(self.things) if self.full else self._fewer(visitor)
        return [first, *(Cell(visitor, way, each, self.things[each].get(first.kind, role), declared) for each in whose)]

    def _fewer(self, visitor: Visitor) -> list[str]:
        """Leave out what asks the same again: to whoever is not in all is one, and only a host knows other houses."""
        if visitor.actor is None:
            return [OWN]
        return [each for each in self.things if each != OTHER_HOUSE or visitor.actor.role is Role.HOST]

    async def ask(self, cell: Cell) -> httpx2.Response:
        """Send a form with nothing but its keys, or ask for a page; what is done is undone."""
        headers = {"cookie": cell.visitor.cookie, "origin": ORIGIN, "sec-fetch-site": "same-origin"}
        secret = cell.visitor.cookie.partition("=")[2]
        form = {csrf.FIELD: csrf.token_of(secret), "once": secrets.token_urlsafe(16), **cell.form}
        data = form if cell.way.method == "POST" else None
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(self.app), base_url=ORIGIN) as browser:
            return await browser.request(cell.way.method, cell.address, data=data, headers=headers)

    async def try_all(self) -> None:
        """Try every cell; each answer that is not the demanded one is a fault."""
        for visitor in self.visitors:
            for row in self.rows(visitor):
                bytes_of_nobodys: bytes | None = None
                for cell in row if len(self.faults) < self.enough else ():
                    answer = await self.ask(cell)
                    masked = _masked(answer)
                    bytes_of_nobodys = bytes_of_nobodys if bytes_of_nobodys is not None else masked
                    self._judge(cell, answer.status_code, alike=masked == bytes_of_nobodys)

    def _judge(self, cell: Cell, status: int, *, alike: bool) -> None:
        demanded = cell.demanded()
        self.cells += 1
        self.denied += demanded not in {Answer.OPEN, Answer.PUBLIC}
        if fits(demanded, status) and (alike or demanded in {Answer.OPEN, Answer.PUBLIC}):
            return
        what = f"{cell.visitor.name} {cell.way.method} {cell.way.path} ({cell.whose})"
        self.faults.append(f"{what}: {demanded}, and got {status}{'' if alike else ', not as for nobody’s'}")


def _matches(route: str, path: str) -> bool:
    """Say whether a route takes a path, its own or one that looks like a thing of its kind (`/requests/find`)."""
    return re.fullmatch(re.sub(r"{\w+}", "[^/]+", route), path) is not None


def _masked(answer: httpx2.Response) -> bytes:
    """Give an answer's bytes, headers included, without what is new in every answer."""
    headers = sorted((name, value) for name, value in answer.headers.items() if name != "set-cookie")
    return repr(headers).encode() + _UUID.sub("", _ONE_TIME.sub(r"\1", answer.text)).encode()


@asynccontextmanager
async def _undone(engine: AsyncEngine, who: Actor | None) -> AsyncIterator[AbrigoSession]:
    """Stand in the place of the transaction at the edge: all is done, and then undone, so that cells have no order."""
    session = open_session(engine, who)
    try:
        yield session
        await session.flush()
        # What was read stays readable, as it is after a commit.
        session.expunge_all()
    finally:
        await session.rollback()
        await session.close()


async def make_matrix(lab: Lab) -> Matrix:
    """Make the world, its things and its visitors."""
    scene = await make_scene(lab.engine, lab.keyring)
    things = await all_things(lab, scene)
    return Matrix(create_app(lab.settings, lab.engine, lab.keyring), await visitors_of(lab, scene), things)


async def tried(matrix: Matrix) -> list[str]:
    """Try every cell, and list the faults."""
    matrix.faults, matrix.cells, matrix.denied = [], 0, 0
    with patch.object(edge, "transaction", _undone):
        await matrix.try_all()
    return matrix.faults


async def _without_permissions() -> Response:
    """Stand for a page that somebody forgot to guard."""
    return Response("open to all")


def _trusting(*_: object) -> None:
    """Stand in the place of what asks the policy, and refuse nothing."""


async def controls(matrix: Matrix, lab: Lab) -> tuple[bool, bool]:
    """Say whether a route without a policy is found, and whether an edge that no longer asks the policy is."""
    open_app = create_app(lab.settings, lab.engine, lab.keyring)
    open_app.add_api_route("/requests/{request_id}/everything", _without_permissions)
    added = replace(matrix, app=open_app, full=False, enough=1, visitors=matrix.visitors[:1])
    asleep = replace(matrix, full=False, enough=1, visitors=matrix.visitors[-1:])
    with patch.object(edge, "require", _trusting):
        return bool(await tried(added)), bool(await tried(asleep))


async def measured(lab: Lab, *, full: bool = True) -> Figure:
    """Try the whole matrix, then with a route that nobody guards, then with the policy not asked at the edge."""
    matrix = replace(await make_matrix(lab), full=full)
    before = await contents(lab.superuser)
    faults = await tried(matrix)
    unchanged = await contents(lab.superuser) == before
    unguarded, unasked = await controls(matrix, lab)
    least = len(ways_into(matrix.app)) * 8
    return Figure(
        row="R7",
        what=f"{matrix.cells} cells: {len(matrix.visitors)} visitors, {len(ways_into(matrix.app))} ways, 4 things each",
        demanded=f"each as the policy says, ≥ {least}",
        seen=f"{len(faults)} not, {matrix.denied} denied as for nobody’s"
        + "".join(f"\n{each}" for each in faults[:20]),
        control=f"unguarded route {_seen(unguarded)}, edge that asks nobody {_seen(unasked)}",
        holds=not faults and unchanged and matrix.cells >= least and unguarded and unasked,
    )


def _seen(found: object) -> str:
    return "found" if found else "MISSED"
