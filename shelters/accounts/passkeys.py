"""Passkeys: a key in somebody's own device, which answers in place of her code where pages may run scripts.

What a key answers is a question that was put to one session and holds for one try, at the address where it was put.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from shelters.access.actor import Actor
from shelters.access.policy import Permission, require
from shelters.accounts.models import LiveSession, Passkey, Person
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.clock import now
from shelters.database.transaction import CONFLICTS
from shelters.errors import N_, InvalidInputError, NotFoundError

_REFUSED: Final = N_("Esa llave de acceso no sirvió. Inténtalo otra vez, o usa tu código.")
CONFLICTS["passkey_of_one_person"] = _REFUSED
# How long a question waits for its answer: as long as somebody may look for her code.
_WAITS: Final = timedelta(minutes=10)
# What is typed by hand instead of a browser's answer must end as a wrong answer does, whatever it breaks on the way.
_NOT_AN_ANSWER: Final = (WebAuthnException, ValueError, KeyError, TypeError)


@dataclass(frozen=True)
class Site:
    """Where keys are used: the name that browsers tie them to, and the addresses that they may say they are at."""

    name: str
    origins: tuple[str, ...]


async def put_question(session: AsyncSession, live_id: UUID) -> bytes:
    """Put a question to a session; one that was put before no longer holds."""
    question = secrets.token_bytes(32)
    asked = {"challenge": question, "challenge_until": now() + _WAITS}
    await session.execute(update(LiveSession).where(col(LiveSession.id) == live_id).values(**asked))
    return question


async def take_question(session: AsyncSession, live_id: UUID) -> bytes | None:
    """Take the question that was put to a session: of two who answer it at once, the second finds none."""
    asked = select(LiveSession.challenge).where(
        col(LiveSession.id) == live_id, col(LiveSession.challenge_until) > now()
    )
    question: bytes | None = await session.scalar(asked.with_for_update())
    nothing = {"challenge": None, "challenge_until": None}
    await session.execute(update(LiveSession).where(col(LiveSession.id) == live_id).values(**nothing))
    return question


async def passkeys_of(session: AsyncSession, person_id: UUID) -> Sequence[Passkey]:
    """List somebody's keys, the oldest first."""
    hers = select(Passkey).where(col(Passkey.person_id) == person_id)
    return (await session.scalars(hers.order_by(col(Passkey.added_at)))).all()


def to_make(site: Site, instance: str, person: Person, known: Sequence[Passkey], question: bytes) -> str:
    """Write what a browser needs to make a key; nothing of hers but the name she signs in with goes on the device."""
    options = generate_registration_options(
        rp_id=site.name,
        rp_name=instance,
        user_name=person.name,
        challenge=question,
        exclude_credentials=_named(known, site),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )
    return str(options_to_json(options))


def to_answer(site: Site, known: Sequence[Passkey], question: bytes | None) -> str:
    """Write what a browser needs to answer with one of these keys; nothing where none is of this site."""
    named = _named(known, site)
    if question is None or not named:
        return ""
    options = generate_authentication_options(
        rp_id=site.name,
        challenge=question,
        allow_credentials=named,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return str(options_to_json(options))


async def add_passkey(session: AsyncSession, actor: Actor, live_id: UUID, site: Site, answer: str) -> Passkey:
    """Keep a key that was made to the question of this session."""
    require(actor, Permission.ACCOUNT_SECURE)
    question = await take_question(session, live_id)
    made = _made(site, answer, question) if question else None
    if made is None:
        raise InvalidInputError("", _REFUSED)
    key = Passkey(
        network_id=actor.network,
        person_id=actor.person,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        site=site.name,
        added_at=now(),
    )
    session.add(key)
    await session.flush()
    record(session, actor, Action.PASSKEY_ADDED, actor.person_id)
    return key


async def passkey_of(session: AsyncSession, actor: Actor, passkey_id: UUID) -> Passkey:
    """Give a key of the person who acts."""
    require(actor, Permission.ACCOUNT_SECURE)
    key = await session.get(Passkey, passkey_id)
    # Made to sign in, she is of no network, and nothing of hers is shown.
    if key is None or (key.person_id, key.network_id) != (actor.person_id, actor.network_id):
        raise NotFoundError
    return key


async def remove_passkey(session: AsyncSession, actor: Actor, passkey_id: UUID) -> None:
    """Forget a key of the person who acts."""
    require(actor, Permission.ACCOUNT_SECURE)
    hers = col(Passkey.id) == passkey_id, col(Passkey.person_id) == actor.person_id
    gone = await session.scalar(delete(Passkey).where(*hers).returning(col(Passkey.id)))
    if gone is None:
        raise NotFoundError
    record(session, actor, Action.PASSKEY_REMOVED, actor.person_id)


async def spend_answer(session: AsyncSession, person_id: UUID, site: Site, question: bytes | None, answer: str) -> bool:
    """Say whether one of somebody's keys answered this question here, and count its use: a copied key falls behind."""
    key = await _answering(session, person_id, site, answer)
    shown = _shown(key, site, question, answer) if key and question else None
    if key is None or shown is None:
        return False
    key.sign_count, key.used_at = shown.new_sign_count, now()
    await session.flush()
    return True


async def _answering(session: AsyncSession, person_id: UUID, site: Site, answer: str) -> Passkey | None:
    try:
        credential_id = parse_authentication_credential_json(answer).raw_id
    except _NOT_AN_ANSWER:
        return None
    this = col(Passkey.credential_id) == credential_id, col(Passkey.person_id) == person_id
    key: Passkey | None = await session.scalar(
        select(Passkey).where(*this, col(Passkey.site) == site.name).with_for_update()
    )
    return key


def _shown(key: Passkey, site: Site, question: bytes, answer: str) -> VerifiedAuthentication | None:
    try:
        return verify_authentication_response(
            credential=answer,
            expected_challenge=question,
            expected_rp_id=site.name,
            expected_origin=list(site.origins),
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except _NOT_AN_ANSWER:
        return None


def _made(site: Site, answer: str, question: bytes) -> VerifiedRegistration | None:
    try:
        return verify_registration_response(
            credential=answer,
            expected_challenge=question,
            expected_rp_id=site.name,
            expected_origin=list(site.origins),
            require_user_verification=True,
        )
    except _NOT_AN_ANSWER:
        return None


def _named(known: Sequence[Passkey], site: Site) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=key.credential_id) for key in known if key.site == site.name]
