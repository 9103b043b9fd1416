"""Many streams over several problems at once, in processes of their own."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import TYPE_CHECKING

from optimizer.replay.drawing import SEASON, drawn_like
from optimizer.replay.stream import Replay

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from optimizer.problem import Problem
    from optimizer.replay.outcome import Outcome

# Enough that progress is seen, and few enough that a process has something to do.
_BATCH = 5


@dataclass(frozen=True, slots=True)
class Draws:
    """How futures are drawn.

    Parameters
    ----------
    came
        The night on which each request became known, from 0 on; the same requests in every problem.
    many
        How many futures.
    seed
        The same seed draws the same futures.
    declining
        The share of proposals to which a house says no.
    season
        How many weeks before or after a week may stand in for it.
    rests
        The nights that the beds of a site rest after each stay, by its id.
    """

    came: tuple[int, ...]
    many: int = 200
    seed: int = 0
    declining: float = 0.0
    season: int = SEASON
    rests: Mapping[str, int] = field(default_factory=dict)


_Batch = list[tuple["Outcome", ...]]
_compiled: tuple[Draws, list[Replay]] | None = None


def replay_many(
    problems: Sequence[Problem],
    draws: Draws,
    processes: int = 1,
    on_progress: Callable[[int, int], None] | None = None,
) -> list[tuple[Outcome, ...]]:
    """Replay the same futures over each of several problems.

    Parameters
    ----------
    problems
        The houses as they are, and as they might be; all with the same requests. What is drawn for a house is the same
        in each problem in which it stands at the same position.
    draws
        How futures are drawn.
    processes
        How many processes share the work; with 1 it is done in this one.
    on_progress
        Called with the number of futures that are done, and of all.

    Returns
    -------
    list of tuple of Outcome
        For each future, one outcome for each problem; the same for any number of processes.
    """
    batches = [range(first, min(first + _BATCH, draws.many)) for first in range(0, draws.many, _BATCH)]
    found: dict[int, _Batch] = {}
    for first, outcomes in _done(problems, draws, batches, processes):
        found[first] = outcomes
        if on_progress is not None:
            on_progress(sum(map(len, found.values())), draws.many)
    return [outcome for first in sorted(found) for outcome in found[first]]


def _done(
    problems: Sequence[Problem], draws: Draws, batches: Sequence[range], processes: int
) -> Iterator[tuple[int, _Batch]]:
    """Give each batch as it is done, by its first future."""
    if processes == 1:
        compiled = draws, [Replay(problem, draws.declining, draws.rests) for problem in problems]
        yield from ((batch[0], _batch(batch, compiled)) for batch in batches)
        return
    # Started anew rather than forked: a server has threads.
    with ProcessPoolExecutor(processes, get_context("spawn"), _compile, (list(problems), draws)) as pool:
        futures = {pool.submit(_batch, batch): batch[0] for batch in batches}
        for future in as_completed(futures):
            yield futures[future], future.result()


def _compile(problems: Sequence[Problem], draws: Draws) -> None:
    global _compiled  # noqa: PLW0603 - once for each process, at its start
    _compiled = draws, [Replay(problem, draws.declining, draws.rests) for problem in problems]


def _batch(batch: range, compiled: tuple[Draws, list[Replay]] | None = None) -> _Batch:
    known = compiled or _compiled
    assert known is not None  # noqa: S101 - set when the process started
    draws, replays = known
    outcomes = []
    for number in batch:
        seed = draws.seed * 1_000_003 + number
        arrivals = drawn_like(draws.came, seed, draws.season)
        outcomes.append(tuple(replay.run(arrivals, seed) for replay in replays))
    return outcomes
