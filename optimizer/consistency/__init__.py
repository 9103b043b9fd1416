"""What must hold of a problem before anything is decided; what does not is one error."""

from optimizer.consistency.parts import check_problem

__all__ = ["check_problem"]
