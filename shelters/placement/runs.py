"""Everything at once: the solver over all open requests, what it proposes, and what a person confirms."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

import optimizer
from shelters.access.actor import MATCHER, Actor
from shelters.access.policy import Permission, require
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.capacity.inventory import inventory
from shelters.clock import now, today
from shelters.database.transaction import acting_as
from shelters.errors import ConflictError, NotFoundError
from shelters.placement.commands import hold_choice
from shelters.placement.models import Run, RunLine
from shelters.placement.options import asking_of, grouped
from shelters.placement.posing import Posed, pose
from shelters.placement.tokens import Choice
from shelters.requests.commands import locked
from shelters.requests.queries import open_requests
from shelters.sealing.keyring import Keyring

_MOST_REASONS = 6


@dataclass(frozen=True)
class Applied:
    """What came of confirming lines of a run: held, or overtaken by somebody."""

    held: int
    overtaken: int


async def pose_everything(session: AsyncSession, keyring: Keyring) -> Posed:
    """Pose the problem of all open requests over the real inventory."""
    async with acting_as(session, MATCHER):
        houses = (await inventory(session, keyring)).houses
        asking = [await asking_of(session, keyring, request) for request in await open_requests(session)]
    return pose(houses, asking, today())


@dataclass(frozen=True)
class Solved:
    """A problem and its plan, before anything of it is kept."""

    posed: Posed
    plan: optimizer.Plan

    def files(self) -> dict[str, str]:
        """Write instance and plan as the optimizer's own command reads them."""
        return {"instance.json": optimizer.write(self.posed.problem), "plan.json": optimizer.write_plan(self.plan)}


async def solve_everything(
    session: AsyncSession,
    actor: Actor,
    keyring: Keyring,
    *,
    seconds: float,
    seed: int = 0,
    on_progress: Callable[[optimizer.Progress], None] | None = None,
) -> Solved:
    """Solve for all open requests together, off the event loop."""
    require(actor, Permission.RUN_START)
    posed = await pose_everything(session, keyring)
    plan = await asyncio.to_thread(
        optimizer.solve, posed.problem, optimizer.Stop(seconds=seconds), seed=seed, on_progress=on_progress
    )
    return Solved(posed, plan)


async def make_run(session: AsyncSession, actor: Actor, keyring: Keyring, *, seconds: float, seed: int = 0) -> Run:
    """Solve for all open requests together and keep what is proposed; nothing is held yet."""
    return await keep_run(session, actor, await solve_everything(session, actor, keyring, seconds=seconds, seed=seed))


async def keep_run(session: AsyncSession, actor: Actor, solved: Solved) -> Run:
    """Keep what a plan proposes for each request, so that people can confirm it."""
    require(actor, Permission.RUN_START)
    posed, plan = solved.posed, solved.plan
    run = Run(
        id=uuid4(),
        network_id=actor.network_id,
        made_by=actor.person_id,
        made_at=now(),
        requests=len(posed.problem.requests),
        placed=len({each.request for each in plan.assignments}),
        seconds=plan.seconds,
        levels=[asdict(level) for level in plan.levels],
    )
    session.add(run)
    await session.flush()
    await _keep_lines(session, run, posed, plan)
    record(session, actor, Action.RUN_MADE, run.id, requests=run.requests, placed=run.placed)
    await session.flush()
    return run


async def _keep_lines(session: AsyncSession, run: Run, posed: Posed, plan: optimizer.Plan) -> None:
    placed = {each.request: each for each in plan.assignments}
    posed_ids = {each.id for each in posed.problem.requests}
    async with acting_as(session, MATCHER):
        # Solving takes a while: what was filed meanwhile is for the next run.
        for request in await open_requests(session):
            if str(request.id) not in posed_ids:
                continue
            line = RunLine(run_id=run.id, request_id=request.id, network_id=request.network_id)
            assignment = placed.get(str(request.id))
            if assignment is None:
                line.reasons = _reasons(posed, str(request.id))
            else:
                house, room = posed.rooms[assignment.space]
                line.house_id, line.room_id = house.house.id, room.room.id
                line.km = posed.km(assignment.request, assignment.space)
                line.first, line.nights = posed.night(assignment.first), assignment.nights
            session.add(line)


def _reasons(posed: Posed, request_id: str) -> list[list[str | None]]:
    """List what kept a request without a place; where a place would fit, others in greater need have it."""
    refusals = optimizer.why_not(posed.problem, request_id)
    outranked = [[optimizer.Rule.OUTRANKED.value, None]] if len(refusals) < len(posed.problem.spaces) else []
    return [*outranked, *([group.rule, group.subject] for group in grouped(refusals)[:_MOST_REASONS])]


async def run_seen(session: AsyncSession, actor: Actor, run_id: UUID) -> Run:
    """Give a run."""
    require(actor, Permission.RUN_SEE)
    run = await session.get(Run, run_id)
    if run is None:
        raise NotFoundError
    return run


async def latest_runs(session: AsyncSession, actor: Actor, limit: int = 10) -> Sequence[Run]:
    """List the latest runs."""
    require(actor, Permission.RUN_SEE)
    return (await session.scalars(select(Run).order_by(col(Run.made_at).desc()).limit(limit))).all()


async def lines_of(session: AsyncSession, run_id: UUID) -> Sequence[RunLine]:
    """List the lines of a run that the actor sees: those of her own network's requests."""
    return (await session.scalars(select(RunLine).where(col(RunLine.run_id) == run_id))).all()


async def apply_lines(
    session: AsyncSession,
    actor: Actor,
    keyring: Keyring,
    run_id: UUID,
    request_ids: Collection[UUID],
    *,
    hold_hours: int,
) -> Applied:
    """Hold what a run proposes for the requests a person confirmed; what was overtaken is left as it is."""
    require(actor, Permission.RUN_APPLY)
    await run_seen(session, actor, run_id)
    lines = [line for line in await lines_of(session, run_id) if line.request_id in request_ids and line.room_id]
    held = 0
    for line in sorted(lines, key=lambda line: str(line.house_id)):
        require(actor, Permission.RUN_APPLY, line)
        held += await _apply(session, actor, keyring, line, hold_hours)
    record(session, actor, Action.RUN_APPLIED, run_id, held=held, overtaken=len(lines) - held)
    await session.flush()
    return Applied(held, len(lines) - held)


async def _apply(session: AsyncSession, actor: Actor, keyring: Keyring, line: RunLine, hold_hours: int) -> bool:
    if line.room_id is None or line.house_id is None or line.first is None or line.nights is None:
        return False
    try:
        # Inside a savepoint, so that one overtaken line does not undo the others.
        async with session.begin_nested():
            request = await locked(session, actor, line.request_id, Permission.OPTION_CHOOSE)
            choice = Choice(line.room_id, line.house_id, line.first, line.nights, line.km or 0)
            await hold_choice(session, actor, keyring, request, choice, hold_hours)
            line.applied_at = now()
    except ConflictError:
        return False
    return True
