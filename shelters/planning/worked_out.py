"""What is told of a question: nothing of a past with few requests, and no figure that is a handful of families."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any, Final

from shelters.planning.counts import FEWEST
from shelters.planning.past import Past
from shelters.planning.questions import Question, kind_of
from shelters.planning.replays import Answer, Effort, Figure, Tell, replayed

# As for times within which nine of ten lie: of fewer requests in a year nothing is said.
ENOUGH: Final = 10 * FEWEST


async def worked_out(past: Past, question: Question, effort: Effort, tell: Tell) -> dict[str, Any] | None:
    """Give the answer to a question as it is stored; nothing where too few asked for a place."""
    if len(past.asking) < ENOUGH:
        return None
    return told(await replayed(past, question, effort, seed=seed_of(question), tell=tell)).stored()


def seed_of(question: Question) -> int:
    """Give each question years of its own: two that differ little are not to be subtracted from each other."""
    asked = f"{kind_of(question)}:{question.model_dump_json()}"
    return int.from_bytes(hashlib.sha256(asked.encode()).digest()[:4], "big")


def told(answer: Answer) -> Answer:
    """Give an answer in whole families, where fewer than five are none; means of many stay as they are."""
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
