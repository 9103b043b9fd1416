"""All open requests as one problem, its plan, and what the plan proposes for each request."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

import optimizer
from shelters.access.actor import MATCHER
from shelters.capacity.inventory import inventory
from shelters.database.transaction import acting_as
from shelters.placement.findings import Reasons, write_found
from shelters.placement.models import Run, RunLine
from shelters.placement.options import asking_of, grouped
from shelters.placement.posing import Posed, pose
from shelters.placement.solving import SOLVER, Limits, Reached, solve_in_child
from shelters.requests.queries import open_requests
from shelters.sealing.keyring import Keyring

_MOST_REASONS = 6


async def pose_everything(session: AsyncSession, keyring: Keyring) -> Posed:
    """Pose the problem of all open requests over the real inventory."""
    async with acting_as(session, MATCHER):
        houses = (await inventory(session, keyring)).houses
        asking = [await asking_of(session, keyring, request) for request in await open_requests(session)]
    return pose(houses, asking)


@dataclass(frozen=True)
class Solved:
    """A problem and its plan, which was checked, before anything of it is kept."""

    posed: Posed
    plan: optimizer.Plan
    reasons: dict[str, Reasons]

    def files(self) -> dict[str, str]:
        """Write instance and plan as the optimizer's own command reads them."""
        return {"instance.json": optimizer.write(self.posed.problem), "plan.json": optimizer.write_plan(self.plan)}


async def solve_posed(
    posed: Posed,
    limits: Limits,
    *,
    seed: int = 0,
    on_progress: Callable[[Reached], None] | None = None,
    command: Sequence[str] = SOLVER,
    enough: asyncio.Event | None = None,
) -> Solved:
    """Solve in a child process, and say off the event loop what kept each request without a place.

    Once `enough` is set, the solver gives the best that it has.

    Raises
    ------
    SolverFailedError
        When there is no plan that may be shown.
    """
    plan = await solve_in_child(
        posed.problem, limits, seed=seed, on_progress=on_progress, command=command, enough=enough
    )
    return Solved(posed, plan, await asyncio.to_thread(_reasons, posed, plan))


def _reasons(posed: Posed, plan: optimizer.Plan) -> dict[str, Reasons]:
    placed = {each.request for each in plan.assignments}
    return {each.id: reasons_of(posed, each.id) for each in posed.problem.requests if each.id not in placed}


def reasons_of(posed: Posed, request_id: str) -> Reasons:
    """List what kept a request without a place; where a place would fit, others in greater need have it."""
    refusals = optimizer.why_not(posed.problem, request_id)
    outranked = [[optimizer.Rule.OUTRANKED.value, None]] if len(refusals) < len(posed.problem.spaces) else []
    return [*outranked, *([group.rule, group.subject] for group in grouped(refusals)[:_MOST_REASONS])]


async def keep_plan(session: AsyncSession, keyring: Keyring, run: Run, solved: Solved) -> None:
    """Keep how good a plan is, and what it proposes for each request."""
    plan = solved.plan
    run.requests = len(solved.posed.problem.requests)
    run.placed = len({each.request for each in plan.assignments})
    run.seconds = plan.seconds
    # Not how far or how well: of few requests, the sums would say where one of them is and what it lacks.
    run.levels = [{"name": level.name, "proven": level.proven} for level in plan.levels]
    session.add(run)
    await session.flush()
    async with acting_as(session, MATCHER):
        for request in await open_requests(session):
            # Solving takes a while: what was filed meanwhile is for the next run.
            if str(request.id) in solved.posed.asked:
                line = RunLine(run_id=run.id, request_id=request.id, network_id=request.network_id)
                _fill(line, solved)
                write_found(keyring, request, line, solved.reasons.get(str(request.id), []))
                session.add(line)
        await session.flush()


def _fill(line: RunLine, solved: Solved) -> None:
    posed, asked = solved.posed, str(line.request_id)
    assignment = next((each for each in solved.plan.assignments if each.request == asked), None)
    if assignment is None:
        return
    house, room = posed.rooms[assignment.space]
    line.house_id, line.room_id = house.house.id, room.room.id
    line.first, line.nights = posed.night(assignment.first), assignment.nights
