"""Where the next houses should open: what places most of those who find no place, over many drawn futures."""

from optimizer.siting.candidates import Budget, Candidate
from optimizer.siting.choosing import Plan, Siting, choose
from optimizer.siting.demand import Family, unmet_of
from optimizer.siting.filling import Filled, filled

__all__ = ["Budget", "Candidate", "Family", "Filled", "Plan", "Siting", "choose", "filled", "unmet_of"]
