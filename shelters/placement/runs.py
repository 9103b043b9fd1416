"""Runs over all open requests: what they propose, and what a person confirms of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import Actor
from shelters.access.policy import Permission, require, require_for
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.clock import now
from shelters.errors import ConflictError, NotFoundError
from shelters.placement.commands import hold_choice
from shelters.placement.everything import Solved, keep_plan
from shelters.placement.holds import overdue_holds
from shelters.placement.jobs import ask_for_run
from shelters.placement.models import Run, RunLine
from shelters.placement.tokens import Choice
from shelters.requests.models import Request
from shelters.requests.queries import request_seen
from shelters.requests.states import OPEN
from shelters.sealing.keyring import Keyring
from shelters.stays.locks import lock_in_order


@dataclass(frozen=True)
class Applied:
    """What came of confirming lines of a run: held, or overtaken by somebody; `again` solves what is left."""

    held: int
    overtaken: int
    again: Run | None = None


async def keep_run(session: AsyncSession, actor: Actor, keyring: Keyring, solved: Solved) -> Run:
    """Keep what was solved in one go as a finished run, so that people can confirm it."""
    require(actor, Permission.RUN_START)
    run = Run(id=uuid4(), network_id=actor.network_id, made_by=actor.person_id, made_at=now())
    await keep_plan(session, keyring, run, solved)
    record(session, actor, Action.RUN_MADE, run.id, requests=run.requests, placed=run.placed)
    await session.flush()
    return run


async def run_seen(session: AsyncSession, actor: Actor, run_id: UUID) -> Run:
    """Give a run."""
    require(actor, Permission.RUN_SEE)
    run = await session.get(Run, run_id)
    if run is None:
        raise NotFoundError
    return run


async def run_after(session: AsyncSession, actor: Actor, run_id: UUID) -> Run | None:
    """Give the latest run that solved anew what was overtaken in this one."""
    require(actor, Permission.RUN_SEE)
    after: Run | None = await session.scalar(
        select(Run).where(col(Run.follows) == run_id).order_by(col(Run.made_at).desc()).limit(1)
    )
    return after


async def latest_runs(session: AsyncSession, actor: Actor, limit: int = 10) -> Sequence[Run]:
    """List the latest runs."""
    require(actor, Permission.RUN_SEE)
    return (await session.scalars(select(Run).order_by(col(Run.made_at).desc()).limit(limit))).all()


async def lines_of(session: AsyncSession, run_id: UUID) -> Sequence[RunLine]:
    """List the lines of a run that the actor sees: those of her own network's requests."""
    lines = select(RunLine).where(col(RunLine.run_id) == run_id)
    return (await session.scalars(lines.execution_options(populate_existing=True))).all()


async def apply_lines(
    session: AsyncSession,
    actor: Actor,
    keyring: Keyring,
    run_id: UUID,
    request_ids: Collection[UUID],
    *,
    hold_hours: int,
) -> Applied:
    """Hold in one transaction what a run proposes for the requests a person confirmed.

    Each place is checked again under its house's lock. Where somebody was first, nothing is held for that request, and
    whoever still waits is solved again in a run that follows this one.
    """
    require(actor, Permission.RUN_APPLY)
    await run_seen(session, actor, run_id)
    lines = [line for line in await lines_of(session, run_id) if line.request_id in request_ids]
    for line in lines:
        require_for(actor, Permission.RUN_APPLY, line)
    await _lock(session, _open(lines))
    # Read again under the locks: another person may have confirmed the same lines a moment before.
    found = _open(line for line in await lines_of(session, run_id) if line in lines)
    lines = [line for line, _ in found]
    for line, choice in sorted(found, key=lambda each: each[0].request_id):
        line.overtaken = not await _apply(session, actor, keyring, line, choice, hold_hours)
    overtaken = [line.request_id for line in lines if line.overtaken]
    record(session, actor, Action.RUN_APPLIED, run_id, held=len(lines) - len(overtaken), overtaken=len(overtaken))
    await session.flush()
    waiting = await session.scalar(
        select(Request.id).where(col(Request.id).in_(overtaken), col(Request.state).in_(OPEN)).limit(1)
    )
    again = await ask_for_run(session, actor, follows=run_id) if waiting else None
    return Applied(len(lines) - len(overtaken), len(overtaken), again)


def _open(lines: Iterable[RunLine]) -> list[tuple[RunLine, Choice]]:
    """List the lines that propose a place and are neither applied nor overtaken, with their places."""
    untouched = (line for line in lines if line.applied_at is None and not line.overtaken)
    return [(line, choice) for line in untouched if (choice := line.choice)]


async def _lock(session: AsyncSession, lines: Sequence[tuple[RunLine, Choice]]) -> None:
    """Take every house and request of these lines before the first is held, so that all are taken in order."""
    requests = [line.request_id for line, _ in lines]
    overdue = await overdue_holds(session, *requests) if requests else []
    houses = {choice.house_id for _, choice in lines}
    await lock_in_order(session, houses | {each.house_id for each in overdue}, requests)


async def _apply(
    session: AsyncSession, actor: Actor, keyring: Keyring, line: RunLine, choice: Choice, hold_hours: int
) -> bool:
    try:
        # Inside a savepoint, so that one overtaken line does not undo the others.
        async with session.begin_nested():
            request = await request_seen(session, actor, line.request_id, Permission.OPTION_CHOOSE)
            await hold_choice(session, actor, keyring, request, choice, hold_hours)
            line.applied_at = now()
    except ConflictError:
        return False
    return True
