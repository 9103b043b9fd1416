"""Place parties in spaces: plain numbers in, a plan with proofs and reasons out."""

from optimizer.errors import InstanceError
from optimizer.instance import read, read_plan, write, write_plan
from optimizer.plan import Assignment, Level, Plan, Progress, Stop, Unplaced
from optimizer.problem import Avoid, Candidate, Pin, Problem, Request, Sharing, Site, Space
from optimizer.rules import RULES, Reason, Rule

__all__ = [
    "RULES",
    "Assignment",
    "Avoid",
    "Candidate",
    "InstanceError",
    "Level",
    "Pin",
    "Plan",
    "Problem",
    "Progress",
    "Reason",
    "Request",
    "Rule",
    "Sharing",
    "Site",
    "Space",
    "Stop",
    "Unplaced",
    "read",
    "read_plan",
    "write",
    "write_plan",
]
