"""The table that is printed, and what it says about who is ahead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.bench.contestant import OURS
from tests.bench.peers import SOLVERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench.contest import Entry
    from tests.bench.rows import Row

HEAD = f"{'':12} {'limit':>6} {'spent':>7} {'T1/T2/T3/T4':>21} {'placed':>6} {'K':>4} {'P':>7} {'D':>8}  proven / bound"


def contest_lines(row: Row, entries: list[Entry]) -> Iterator[str]:
    """Write one contest: a line for each contestant, then who is ahead."""
    yield f"\n== {row.name}: {row.about}"
    yield HEAD
    for entry in entries:
        yield from _entry_lines(entry)
    ours = next((entry for entry in entries if entry.contestant == OURS), None)
    if ours is None or not ours.levels:
        return
    behind = [entry.contestant for entry in entries if entry is not ours and ours.beats(entry)]
    if behind:
        yield f"   behind ours on T1..T4, K, P: {', '.join(behind)}"
    solvers = [entry for entry in entries if entry is not ours and entry.contestant in SOLVERS]
    if solvers and all(ours.beats(entry) for entry in entries if entry is not ours):
        times = min(entry.limit for entry in solvers) / ours.limit
        yield f"   EVERY peer is behind, the solvers among them with {times:g} times our time"
    ahead = [entry.contestant for entry in entries if entry is not ours and entry.beats(ours)]
    if ahead:
        yield f"   AHEAD of ours: {', '.join(ahead)}"
    yield from _known_line(row, ours)


def _entry_lines(entry: Entry) -> Iterator[str]:
    start = f"{entry.contestant:12} {entry.limit:5.0f}s {entry.seconds:6.1f}s"
    if not entry.levels:
        yield f"{start}  no plan: {entry.note}"
        return
    levels = entry.levels
    tiers = [levels[f"T{tier}"] for tier in (1, 2, 3, 4)]
    counts = "/".join(str(count) for count in tiers)
    numbers = f"{counts:>21} {sum(tiers):6} {levels['K']:4} {levels['P']:7} {levels['D']:8}"
    yield f"{start} {numbers}  {_proof(entry)}{entry.note} [{entry.megabytes} MB]"
    for violation in entry.violations[:3]:
        yield f"   WRONG: {violation}"


def _proof(entry: Entry) -> str:
    open_levels = [
        f"{name} {'?' if bound is None else f'{bound:g}'}"
        for name, bound in entry.bounds.items()
        if name not in entry.proven
    ]
    parts = [" ".join(entry.proven)] if entry.proven else []
    if open_levels:
        parts.append(f"bound {', '.join(open_levels[:3])}")
    return " / ".join(parts) + (" " if parts else "")


def _known_line(row: Row, ours: Entry) -> Iterator[str]:
    if row.best_known is not None:
        away = 100 * (ours.levels["P"] - row.best_known) / row.best_known
        yield f"   best known P {row.best_known}: ours is {away:+.2f} % away, {len(ours.violations)} violations"


def question_lines(name: str, answer: dict[str, Any]) -> Iterator[str]:
    """Write a row that is no contest."""
    yield f"\n== {name}"
    for what, value in answer.items():
        yield f"   {what}: {value}"
