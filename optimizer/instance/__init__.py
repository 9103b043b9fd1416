"""The ``abrigo-instance/1`` files: read strictly, written back the same."""

from optimizer.instance.plans import read_plan, write_plan
from optimizer.instance.reading import read
from optimizer.instance.writing import write

__all__ = ["read", "read_plan", "write", "write_plan"]
