"""What of an answer may be told: whole families, and none where they are fewer than five."""

from __future__ import annotations

from dataclasses import replace

from shelters.planning.counts import FEWEST
from shelters.planning.replays import Answer, Figure


def told(answer: Answer) -> Answer:
    """Give an answer in whole families, where fewer than five are none; means of many are rounded."""
    return replace(
        answer,
        asked=_whole(answer.asked),
        placed=_whole(answer.placed),
        more=_whole(answer.more),
        by_urgency=tuple(map(_whole, answer.by_urgency)),
        km=_rounded(answer.km, 1),
        waited=_rounded(answer.waited, 2),
    )


def _whole(figure: Figure) -> Figure:
    return Figure(*(float(round(each)) if abs(round(each)) >= FEWEST else 0.0 for each in _each(figure)))


def _rounded(figure: Figure, digits: int) -> Figure:
    return Figure(*(round(each, digits) for each in _each(figure)))


def _each(figure: Figure) -> tuple[float, float, float]:
    return figure.middle, figure.low, figure.high
