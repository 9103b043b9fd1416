"""Place parties in spaces: plain numbers in, a plan with proofs and reasons out."""

from typing import TYPE_CHECKING

from optimizer.beside import beside
from optimizer.bottlenecks import Bottleneck, bottlenecks
from optimizer.changes import Change, Relaxation, smallest_changes
from optimizer.errors import InstanceError
from optimizer.instance import read, read_plan, write, write_plan
from optimizer.keeping import keeping
from optimizer.options import Option, options
from optimizer.plan import Assignment, Level, Plan, Progress, Stop, Total, Unplaced
from optimizer.problem import Avoid, Candidate, Pin, Problem, Request, Sharing, Site, Space
from optimizer.rules import RULES, Reason, Rule
from optimizer.shortages import Shortage, Side, shortages
from optimizer.why_not import Refusal, why_not

if TYPE_CHECKING:
    from optimizer.solving import solve

__all__ = [
    "RULES",
    "Assignment",
    "Avoid",
    "Bottleneck",
    "Candidate",
    "Change",
    "InstanceError",
    "Level",
    "Option",
    "Pin",
    "Plan",
    "Problem",
    "Progress",
    "Reason",
    "Refusal",
    "Relaxation",
    "Request",
    "Rule",
    "Sharing",
    "Shortage",
    "Side",
    "Site",
    "Space",
    "Stop",
    "Total",
    "Unplaced",
    "beside",
    "bottlenecks",
    "keeping",
    "options",
    "read",
    "read_plan",
    "shortages",
    "smallest_changes",
    "solve",
    "why_not",
    "write",
    "write_plan",
]


def __getattr__(name: str) -> object:
    """Load `solve` when it is first asked for: what it stands on takes seconds, and only who solves needs it."""
    if name != "solve":
        message = f"module 'optimizer' has no attribute {name!r}"
        raise AttributeError(message)
    from optimizer.solving import solve  # noqa: PLC0415 - as said

    globals()[name] = solve
    return solve
