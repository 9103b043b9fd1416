"""What is told of a question: nothing of a past with few requests, and no figure that is a handful of families."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from shelters.planning.counts import FEWEST
from shelters.planning.past import Past
from shelters.planning.questions import Question, Spending, kind_of
from shelters.planning.replays import Effort, Tell, replayed
from shelters.planning.siting import sited
from shelters.planning.told import told

# As for times within which nine of ten lie: of fewer requests in a year nothing is said.
ENOUGH: Final = 10 * FEWEST


async def worked_out(past: Past, question: Question, effort: Effort, tell: Tell) -> dict[str, Any] | None:
    """Give the answer to a question as it is stored; nothing where too few asked for a place."""
    if len(past.asking) < ENOUGH:
        return None
    if isinstance(question, Spending):
        return (await sited(past, question, effort, seed=seed_of(question), tell=tell)).stored()
    return told(await replayed(past, question, effort, seed=seed_of(question), tell=tell)).stored()


def seed_of(question: Question) -> int:
    """Give each question years of its own: two that differ little are not to be subtracted from each other."""
    asked = f"{kind_of(question)}:{question.model_dump_json()}"
    return int.from_bytes(hashlib.sha256(asked.encode()).digest()[:4], "big")
