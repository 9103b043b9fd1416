"""Bound and incumbent over time, for one contest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib as mpl

mpl.use("Agg")
from matplotlib import pyplot as plt

from tests.bench.contestant import OURS

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.axes import Axes

    from tests.bench.contest import Entry

TIERS = range(4)
POINTS = 5


def plot_contest(entries: list[Entry], title: str, path: Path) -> None:
    """Draw families placed and points lost over seconds, ours as lines and the peers' ends as marks."""
    ours = next(entry for entry in entries if entry.contestant == OURS)
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True, figsize=(8, 7), layout="constrained")
    _lines(upper, ours, "families placed", (0, 1, 2, 3))
    _lines(lower, ours, "points of unmet preferences", (POINTS,))
    for entry in entries:
        if entry.levels and entry is not ours:
            placed = sum(entry.levels[f"T{tier + 1}"] for tier in TIERS)
            upper.plot(max(entry.seconds, 0.01), placed, "x", label=f"{entry.contestant} at its end")
            lower.plot(max(entry.seconds, 0.01), entry.levels["P"], "x")
    upper.set_title(title)
    upper.legend(fontsize="small")
    lower.set_xscale("log")
    lower.set_xlabel("seconds of solving")
    figure.savefig(path, dpi=110)
    plt.close(figure)


def _lines(axes: Axes, ours: Entry, name: str, levels: tuple[int, ...]) -> None:
    times = [max(step[0], 0.01) for step in ours.trace]
    values = [sum(step[2][level] for level in levels) for step in ours.trace]
    axes.step([*times, ours.seconds], [*values, values[-1]] if values else [], where="post", label="abrigo, plan")
    known = [(time, step[3]) for time, step in zip(times, ours.trace, strict=True)]
    known = [(time, bounds) for time, bounds in known if all(bounds[level] is not None for level in levels)]
    if known:
        bounds = [sum(bound[level] for level in levels) for _, bound in known]
        axes.step(
            [*(time for time, _ in known), ours.seconds],
            [*bounds, bounds[-1]],
            "--",
            where="post",
            label="abrigo, bound",
        )
    axes.set_ylabel(name)
