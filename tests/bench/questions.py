"""Rows that are no contest over one plan: a plan mended, one bed more, a stream decided on arrival.

The checker looks at every plan that they make; what it finds stands in the row, and is counted.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from optimizer import Sharing, Stop, bottlenecks, keeping, solve
from optimizer.generate import generate
from optimizer.simulate import simulate
from tests.bench.timing import options_for_one_request, what_would_help, why_not_elsewhere
from tests.bench.verdict import BROKEN, broken_by, broken_by_stays

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer import Bottleneck, Plan, Problem


def online_stream(*, quick: bool) -> dict[str, Any]:
    """Replay streams of 600 requests, with twelve earlier streams to learn from."""
    rows: dict[str, Any] = {}
    broken = []
    for seed in (1,) if quick else (1, 2, 3, 4, 5):
        past = [generate("online", seed, stream) for stream in range(1, 13)]
        problem = generate("online", seed)
        report = simulate(problem, past)
        rows |= {f"{run.policy}, seed {seed}": round(report.ratio(run), 4) for run in report.runs}
        broken += [line for run in report.runs for line in broken_by_stays(problem, run.assignments)]
    return rows | {BROKEN: broken}


def plan_mended(*, quick: bool) -> dict[str, Any]:
    """Change a solved national day in three ways, and plan again from the last plan within half a second."""
    problem = generate("national", 1)
    newcomer, asked = problem.requests[-1], problem.requests[:-1]
    before = replace(problem, requests=asked, apart=())
    plan = solve(before, Stop(seconds=20 if quick else 60), seed=1)
    base = keeping(before, plan)
    changes: dict[str, Callable[[], Problem]] = {
        "new request": lambda: replace(base, requests=(*base.requests, newcomer)),
        "closed room": lambda: _closed(base, plan),
        "declined proposal": lambda: _declined(base, plan),
    }
    rows: dict[str, Any] = {}
    broken = broken_by(before, plan)
    for name, change in changes.items():
        changed = change()
        started = time.perf_counter()
        mended = solve(changed, Stop(seconds=0.5), seed=1, start=plan)
        spent = time.perf_counter() - started
        promises = sum(bool(request.promised or request.pinned) for request in changed.requests)
        rows[f"{name}: seconds"] = round(spent, 2)
        rows[f"{name}: promises moved"] = promises - mended.values["K"]
        rows[f"{name}: placed, before and after"] = [_placed(plan), _placed(mended)]
        broken += broken_by(changed, mended)
    return rows | {BROKEN: broken}


def _closed(problem: Problem, plan: Plan) -> Problem:
    """Close the room of the middle stay that has not begun; its guest loses her promise."""
    stay = _loose_stay(problem, plan)
    spaces = tuple(
        replace(space, taken=((0, problem.nights, space.beds),)) if space.id == stay else space
        for space in problem.spaces
    )
    requests = tuple(
        replace(each, promised=None) if each.promised and each.promised.space == stay else each
        for each in problem.requests
    )
    return replace(problem, spaces=spaces, requests=requests)


def _declined(problem: Problem, plan: Plan) -> Problem:
    """Let the guests of one room decline it: the room is marked, and they refuse the mark."""
    stay = _loose_stay(problem, plan)
    requests = tuple(
        replace(each, promised=None, refuses=each.refuses | {f"declined:{each.id}"})
        if each.promised and each.promised.space == stay
        else each
        for each in problem.requests
    )
    marks = frozenset(
        f"declined:{each.id}" for each in problem.requests if each.promised and each.promised.space == stay
    )
    spaces = tuple(
        replace(space, attributes=space.attributes | marks) if space.id == stay else space for space in problem.spaces
    )
    return replace(problem, spaces=spaces, requests=requests)


def _loose_stay(problem: Problem, plan: Plan) -> str:
    pinned = {each.pinned.space for each in problem.requests if each.pinned}
    loose = [stay.space for stay in plan.assignments if stay.space not in pinned]
    return loose[len(loose) // 2]


def one_bed_more(*, quick: bool) -> dict[str, Any]:
    """Solve again with one bed more where a run was tightest, and compare with what its prices foretold."""
    problem, seconds = generate("national", 1), 20.0 if quick else 60.0
    plan = solve(problem, Stop(seconds=seconds), seed=1)
    rows: dict[str, Any] = {"placed before": _placed(plan)}
    broken = broken_by(problem, plan)
    for tight in bottlenecks(problem, plan, 2 if quick else 6):
        richer = _with_one_more(problem, tight)
        again = solve(richer, Stop(seconds=seconds), seed=1, start=plan)
        broken += broken_by(richer, again)
        gained = _placed(again) - _placed(plan)
        where = f"{tight.spaces[0]}, nights {tight.first}..{tight.last}"
        rows[where] = f"foretold {tight.worth:+.2f}, solved again {gained:+d}"
    return rows | {BROKEN: broken}


def _placed(plan: Plan) -> int:
    return sum(plan.values[tier] for tier in ("T1", "T2", "T3", "T4"))


def _with_one_more(problem: Problem, tight: Bottleneck) -> Problem:
    """Add a bed to a shared room, or a room like it beside a room for one party, on the nights that were short."""
    like = next(space for space in problem.spaces if space.id == tight.spaces[0])
    single = like.sharing is Sharing.ONE_PARTY
    beds = like.beds if single else 1
    shut = ((0, tight.first, beds), (tight.last + 1, problem.nights, beds))
    taken = tuple(entry for entry in shut if entry[0] < entry[1])
    if single:
        return replace(problem, spaces=(*problem.spaces, replace(like, id=f"{like.id}+", taken=taken)))
    wider = replace(like, beds=like.beds + 1, taken=(*like.taken, *taken))
    return replace(problem, spaces=tuple(wider if space.id == like.id else space for space in problem.spaces))


QUESTIONS: dict[str, Callable[..., dict[str, Any]]] = {
    "options": options_for_one_request,
    "why": why_not_elsewhere,
    "changes": what_would_help,
    "mended": plan_mended,
    "bottlenecks": one_bed_more,
    "online": online_stream,
}
