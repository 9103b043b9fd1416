"""Tokens: an option's place as the form carries it, sealed, so that a page names no house."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from shelters.errors import N_, ConflictError
from shelters.requests.models import Request
from shelters.sealing.envelope import Place, Sealed, TamperedError, seal, unseal
from shelters.sealing.keyring import Keyring


@dataclass(frozen=True)
class Choice:
    """A room, a first night, and how many nights."""

    room_id: UUID
    house_id: UUID
    first: date
    nights: int

    @property
    def until(self) -> date:
        """The day on which the stay ends."""
        return self.first + timedelta(days=self.nights)


def _place(request: Request) -> Place:
    return Place("option", "token", request.id, request.network_id)


def write_token(keyring: Keyring, request: Request, choice: Choice) -> str:
    """Seal a choice for one request; it opens for no other."""
    content = [str(choice.room_id), str(choice.house_id), choice.first.isoformat(), choice.nights]
    return urlsafe_b64encode(seal(keyring.key(keyring.current), content, _place(request)).blob).decode()


def read_token(keyring: Keyring, request: Request, token: str) -> Choice:
    """Open a choice; one that was made up, or belongs elsewhere, is a conflict."""
    try:
        sealed = Sealed(urlsafe_b64decode(token.encode()))
        room, house, first, nights = unseal(keyring.key(keyring.current), sealed, _place(request))
    except (TamperedError, NotBase64, ValueError) as error:
        raise ConflictError(N_("Esa opción ya no está. Mira las opciones otra vez: ya están al día.")) from error
    return Choice(UUID(room), UUID(house), date.fromisoformat(first), int(nights))
