"""Verifying the record: whether a line was changed, removed, slipped in or moved since it was written."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, time
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.audit.digest import BEGINNING, checkpoint_seal, link_mac, moment_mac
from shelters.audit.models import AuditCheckpoint, AuditLink, AuditRecord
from shelters.audit.thinning import EXACT
from shelters.clock import now
from shelters.errors import N_, InvalidInputError

_AT_ONCE = 2000
_NO_ANCHOR = N_("El ancla se escribe como NÚMERO:HUELLA, en una línea.")


class Fault(StrEnum):
    """What can be wrong with a record; what a cut end looks like is known only to who kept its head elsewhere."""

    CHANGED = "changed"
    REMOVED = "removed"
    SLIPPED_IN = "slipped_in"
    GAP = "gap"
    MOMENT = "moment"
    CHECKPOINT = "checkpoint"
    CUT = "cut"


@dataclass(frozen=True)
class Head:
    """The end of the chain at some moment: kept in a second place, it shows whether later lines were cut off."""

    position: int
    mac: bytes

    def __str__(self) -> str:
        """Write it on one line, for paper or a file elsewhere."""
        return f"{self.position}:{self.mac.hex()}"

    @classmethod
    def read(cls, text: str) -> Head:
        """Read what was written down."""
        position, _, mac = text.strip().partition(":")
        try:
            head = cls(int(position), bytes.fromhex(mac))
        except ValueError as error:
            raise InvalidInputError("anchor", _NO_ANCHOR) from error
        if not head.mac:
            raise InvalidInputError("anchor", _NO_ANCHOR)
        return head


@dataclass
class Verdict:
    """How many lines were verified, where the chain ends, and each fault with the place in the chain."""

    lines: int = 0
    head: Head = field(default_factory=lambda: Head(0, BEGINNING))
    faults: list[tuple[int, Fault]] = field(default_factory=list)

    def find(self, fault: Fault) -> None:
        """Note a fault at the place that is being looked at."""
        self.faults.append((self.head.position, fault))


async def verify(session: AsyncSession, key: bytes, anchor: Head | None = None) -> Verdict:
    """Walk the whole chain; `session` acts for the operator, who alone sees every line."""
    verdict = Verdict()
    await _begin(session, key, verdict)
    anchored = anchor is None or anchor.position <= verdict.head.position
    async for link, line in _links(session):
        _follow(verdict, key, link, line)
        anchored = anchored or verdict.head == anchor
    if not anchored:
        verdict.find(Fault.CUT)
    return verdict


async def _begin(session: AsyncSession, key: bytes, verdict: Verdict) -> None:
    """Begin where older lines were removed, if they were, and by somebody with the key."""
    cut = (await session.scalars(select(AuditCheckpoint).order_by(col(AuditCheckpoint.position).desc()))).first()
    if cut is None:
        return
    verdict.head = Head(cut.position, cut.mac)
    if cut.seal != checkpoint_seal(key, cut.position, cut.mac, cut.made_at):
        verdict.find(Fault.CHECKPOINT)


async def _links(session: AsyncSession) -> AsyncIterator[tuple[AuditLink | None, AuditRecord | None]]:
    pairs = (
        select(AuditLink, AuditRecord)
        .join(AuditRecord, col(AuditLink.seq) == col(AuditRecord.seq), full=True)
        .order_by(col(AuditLink.position).nulls_last())
        .execution_options(yield_per=_AT_ONCE, populate_existing=True)
    )
    async for link, line in await session.stream(pairs):
        yield link, line


def _follow(verdict: Verdict, key: bytes, link: AuditLink | None, line: AuditRecord | None) -> None:
    verdict.lines += line is not None
    if link is None:
        verdict.find(Fault.SLIPPED_IN)
        return
    before, expected = verdict.head.mac, verdict.head.position + 1
    # Each link is held against the one that stands before it, so that one fault is not reported for all that follow.
    verdict.head = Head(link.position, link.mac)
    if link.position != expected:
        verdict.find(Fault.GAP)
    if line is None:
        verdict.find(Fault.REMOVED)
    elif link.mac != link_mac(key, before, line):
        verdict.find(Fault.CHANGED)
    elif not _moment_holds(key, link, line):
        verdict.find(Fault.MOMENT)


def _moment_holds(key: bytes, link: AuditLink, line: AuditRecord) -> bool:
    """Hold the moment against its hash, or, of an old line, see that nothing but its day is left."""
    if link.moment_mac is not None:
        return link.moment_mac == moment_mac(key, line)
    return line.at.astimezone(UTC).timetz() == time(tzinfo=UTC) and line.at < now() - EXACT
