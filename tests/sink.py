"""A mail relay that takes everything and sends nothing on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP


class Sink:
    """What arrived, in the order in which it did."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.recipients: list[str] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Take one message."""
        self.taken.append(bytes(envelope.content))
        self.recipients += envelope.rcpt_tos
        return "250 taken"

    @property
    def messages(self) -> list[Message]:
        """Read what arrived."""
        return [message_from_bytes(each, policy=default) for each in self.taken]


@asynccontextmanager
async def listening() -> AsyncIterator[tuple[Sink, int]]:
    """Listen on this machine; give what arrives, and the port."""
    sink = Sink()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(sink), "127.0.0.1", 0)
    async with server:
        yield sink, server.sockets[0].getsockname()[1]
