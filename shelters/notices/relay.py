"""The relay: the one place outside that the server ever writes to, with one sentence that says nothing."""

from __future__ import annotations

import asyncio
import smtplib
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Final

from shelters.settings import Settings

_SECONDS: Final = 20


@dataclass(frozen=True)
class Notice:
    """What is sent, in one language: the same to everybody, whatever happened."""

    subject: str
    sentence: str


@dataclass(frozen=True)
class Relay:
    """Where the relay listens, and what it is told as sender."""

    host: str
    port: int
    sender: str

    @classmethod
    def of(cls, settings: Settings) -> Relay | None:
        """Read it from the settings; without one nothing is ever sent."""
        if settings.relay is None:
            return None
        host, _, port = settings.relay.rpartition(":")
        return cls(host, int(port), settings.relay_from)

    async def send(self, notice: Notice, to: str) -> None:
        """Hand one notice to the relay, in a thread."""
        await asyncio.to_thread(self._send, notice, to)

    def _send(self, notice: Notice, to: str) -> None:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, to, notice.subject
        message.set_content(f"{notice.sentence}\n")
        # No date and no number of the message: the relay adds its own. The name of this machine is nobody's business.
        with smtplib.SMTP(self.host, self.port, local_hostname="localhost", timeout=_SECONDS) as relay:
            relay.send_message(message, self.sender, [to])
