"""The edge: who asks, in which transaction, and whether the form is ours and new.

A route says what it needs, `desk: Annotated[Desk, needs(Permission.REQUEST_FILE)]`, and gets a desk to work at. The
transaction behind it is committed after the route has made its answer and before that answer is sent.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from fastapi import Depends, Request, Response
from starlette.datastructures import FormData

from shelters.access.actor import DOOR, Actor
from shelters.access.policy import Permission, require
from shelters.accounts import submissions
from shelters.accounts.attempts import count_attempt, forgive
from shelters.accounts.models import LiveSession, Person, actor_of
from shelters.accounts.sessions import SignedIn, signed_in, token_after, whose_next
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.circles.keys import lock_of, work_out
from shelters.circles.reveal import TooManyOpeningsError, tell_of_openings
from shelters.clock import now
from shelters.database.transaction import AbrigoSession, acting_as, transaction
from shelters.errors import (
    N_,
    AbrigoError,
    ConflictError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    NotReadyError,
    SignedOutError,
    TooOftenError,
)
from shelters.sealing.keyring import Keyring
from shelters.sealing.locks import Typed
from shelters.settings import Settings
from web import cookies, csrf, htmx, rendering
from web.forms import SAFE_METHODS, check_address, read_form
from web.language import language_of, say, speaking
from web.navigation import sections_of
from web.wording import spoken

# Attempts of whoever is signed in already.
_INSIDE: Final = "inside"
_ONCE: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")


class AlreadyDoneError(Exception):
    """The same form was sent before: its first answer holds."""

    def __init__(self, location: str, token: str | None = None) -> None:
        """Keep where the first sending was led, and the token that its session goes on under if it got another."""
        super().__init__()
        self.location, self.token = location, token


@dataclass
class Desk:
    """What a route works with: one request of one person in one transaction."""

    request: Request
    session: AbrigoSession
    actor: Actor
    person: Person
    live: LiveSession
    keyring: Keyring
    settings: Settings
    # The passphrase that was typed for this one act; nothing keeps it.
    typed: Typed = field(repr=False)
    location: str | None = field(default=None, repr=False)

    async def form(self) -> FormData:
        """Read the form, within limits and without NUL bytes."""
        return await read_form(self.request)

    def render(self, page: str, /, *, fragment: str | None = None, status: int = 200, **context: object) -> Response:
        """Answer with a page, or with its fragment when htmx asked."""
        return rendering.render(self.request, page, fragment=fragment, status=status, **context)

    def go(self, location: str) -> Response:
        """Lead on after a form; whoever sends the same form again is led there too."""
        self.location = location
        return htmx.see_other(self.request, location)

    async def next_token(self) -> str:
        """Give the token under which this session goes on; the same form sent again finds it too."""
        return token_after(cookies.session_of(self.request) or "", await self.key())

    async def key(self) -> str:
        """Give the key of the form."""
        return str((await self.form()).get("once", ""))

    async def undo(self) -> None:
        """Undo everything, so that sending the same form once more is as good as the first time."""
        # Rows that the page shows stay readable when they no longer belong to the session that is undone.
        self.session.expunge_all()
        await self.session.rollback()

    async def refuse(
        self, page: str, error: InvalidInputError | ConflictError, /, *, fragment: str | None = None, **context: object
    ) -> Response:
        """Undo everything and give the form back with what was typed and, by field, what to change.

        A conflict concerns the whole form: its field is the empty name.
        """
        await self.undo()
        if isinstance(error, InvalidInputError) and any(one.field == "passphrase" for one in error.each()):
            details = {"kind": "passphrase"}
            record(self.session, self.actor, Action.ACTION_REFUSED, _subject(self.request), **details)
        context = {"typed": await self.form(), **context, "errors": words_by_field(self.request, error)}
        status = 409 if isinstance(error, ConflictError) else 422
        return self.render(page, fragment=fragment, status=status, **context)


@dataclass(frozen=True)
class Needs:
    """The dependency of every route that is not public: deny by default, for the permission it names."""

    permission: Permission
    once: bool = True

    async def __call__(self, request: Request) -> AsyncIterator[Desk]:
        """Open a desk for whoever is signed in, and commit what was done at it."""
        who = await recognise(request)
        if who is None:
            await _answer_again(request)
            raise SignedOutError
        async with _refusals_recorded(request, who.actor, self.permission):
            await _check(request, who.actor, self.permission)
            await self._refuse_under_duress(request, who)
            typed = await _typed_passphrase(request, who)
            async with transaction(request.app.state.engine, who.actor) as session:
                desk = _desk(request, session, who, typed)
                # What a route puts into words before it renders is of the same language as the page.
                with speaking(language_of(request)):
                    async with once(desk) if self.once else nullcontext():
                        yield desk
                if typed.right:
                    async with acting_as(session, DOOR):
                        await forgive(session, _INSIDE, str(who.person.id))

    async def _refuse_under_duress(self, request: Request, who: SignedIn) -> None:
        """Let nothing be written where somebody was made to sign in, and say it as on any bad day.

        Her network reads that it was tried; the session that it is tried in sees nothing of the record.
        """
        if who.session.duress and request.method not in SAFE_METHODS and self.permission is not Permission.SELF:
            herself, details = (
                actor_of(who.person, frozenset()),
                {"permission": self.permission.value, "kind": "Duress"},
            )
            async with transaction(request.app.state.engine, herself) as session:
                record(session, herself, Action.ACTION_REFUSED, _subject(request), **details)
            raise NotReadyError(AbrigoError.message)


def words_by_field(request: Request, error: InvalidInputError | ConflictError) -> dict[str, str]:
    """Say what to change, in the person's language and in the order of the form; of two errors of a field the first."""
    with speaking(language_of(request)):
        if isinstance(error, ConflictError):
            return {"": say(error.message, **spoken(error.values))}
        words: dict[str, str] = {}
        for one in error.each():
            words.setdefault(one.field, say(one.message, **spoken(one.values)))
        return words


def needs(permission: Permission, *, once: bool = True) -> Any:
    """Ask for a signed-in person with a permission; the transaction ends before the answer is sent.

    A form that changes nothing and only asks (what is typed must not stand in an address) is not sent just `once`.
    """
    return Depends(Needs(permission, once), scope="function")


async def recognise(request: Request) -> SignedIn | None:
    """Find who is signed in, and let the pages of this request know her."""
    token = cookies.session_of(request)
    if token is None:
        return None
    state, request.state.began = request.app.state, now()
    async with transaction(state.engine, DOOR) as session:
        who = await signed_in(session, token, state.settings, seen=not htmx.by_itself(request))
    if who is not None:
        request.state.person = who.person
        csrf.protect(request)
        with speaking(language_of(request)):
            request.state.nav = sections_of(who.actor.role, request.url.path)
    return who


async def _check(request: Request, actor: Actor, permission: Permission) -> None:
    if request.method not in SAFE_METHODS:
        csrf.check(request, await read_form(request))
    check_address(request)
    require(actor, permission)


async def _typed_passphrase(request: Request, who: SignedIn) -> Typed:
    """Read a passphrase that is typed inside, and work it out at her own lock while no connection is held.

    It is counted before anything looks at it: an open session is no place to guess.
    """
    typed = Typed("" if request.method in SAFE_METHODS else str((await read_form(request)).get("passphrase", "")))
    if typed.text:
        async with transaction(request.app.state.engine, DOOR) as session:
            await count_attempt(session, _INSIDE, str(who.person.id))
        async with transaction(request.app.state.engine, who.actor) as session:
            kept = await lock_of(session, who.actor)
        await work_out(typed, kept)
    return typed


def _desk(request: Request, session: AbrigoSession, who: SignedIn, typed: Typed) -> Desk:
    state = request.app.state
    return Desk(request, session, who.actor, who.person, who.session, state.keyring, state.settings, typed)


@asynccontextmanager
async def once(desk: Desk) -> AsyncIterator[None]:
    """Claim the form's key before anything is done with it, and keep where the person was led."""
    if desk.request.method in SAFE_METHODS:
        yield
        return
    key = await desk.key()
    if not _ONCE.fullmatch(key):
        raise csrf.ForeignFormError
    first = await submissions.claim(desk.session, desk.person.id, key)
    if first == "":
        raise ConflictError(N_("Esto ya se hizo. Vuelve a cargar la página."))
    if first is not None:
        token = await desk.next_token()
        async with acting_as(desk.session, DOOR):
            renewed = await whose_next(desk.session, token)
        raise AlreadyDoneError(first, token if renewed else None)
    yield
    if desk.location is not None:
        await submissions.answer(desk.session, desk.person.id, key, desk.location)


async def _answer_again(request: Request) -> None:
    """Lead whoever presses twice where her first press was led, though it has given her session another token."""
    token = cookies.session_of(request)
    if token is None or request.method in SAFE_METHODS:
        return
    form = await read_form(request)
    if not (csrf.from_our_origin(request) and csrf.token_fits(request, form)):
        return
    key = str(form.get("once", ""))
    token = token_after(token, key)
    async with transaction(request.app.state.engine, DOOR) as session:
        person = await whose_next(session, token)
    if person is not None:
        async with transaction(request.app.state.engine, actor_of(person, frozenset())) as session:
            location = await submissions.fresh_answer(session, person.id, key)
        if location:
            raise AlreadyDoneError(location, token)


@asynccontextmanager
async def _refusals_recorded(request: Request, actor: Actor, permission: Permission) -> AsyncIterator[None]:
    """Record what was refused, in a transaction of its own since the request's is undone."""
    try:
        yield
    except (NotAllowedError, NotFoundError, TooOftenError) as error:
        details = {"permission": permission.value, "kind": type(error).__name__}
        async with transaction(request.app.state.engine, actor) as session:
            record(session, actor, Action.ACTION_REFUSED, _subject(request), **details)
            if isinstance(error, TooManyOpeningsError):
                await tell_of_openings(session, actor)
        raise


def _subject(request: Request) -> UUID | None:
    for part in request.path_params.values():
        with suppress(ValueError):
            return UUID(str(part))
    return None
