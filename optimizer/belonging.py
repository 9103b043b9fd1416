"""Whether a plan is about the requests of a problem at all."""

from optimizer.errors import InstanceError
from optimizer.plan import Plan
from optimizer.problem import Problem


def require_belonging(problem: Problem, plan: Plan) -> None:
    """Refuse a plan most of whose requests the problem does not have; a few may have been withdrawn since."""
    named = {each.request for each in plan.assignments} | {each.request for each in plan.unplaced}
    unknown = named - {each.id for each in problem.requests}
    if unknown and 2 * len(unknown) >= len(named):
        many = f"{len(unknown)} of {len(named)} requests are unknown"
        raise InstanceError(f"this plan does not belong to this instance: {many}")
