"""Readers of the field's own benchmark formats; each gives a ``Problem`` with explicit candidates."""

from optimizer.readers.admission import read_admission
from optimizer.readers.assignment import read_assignment

READERS = {"gap": read_assignment, "pas": read_admission}
"""Readers by the short name of the format: generalised assignment, patient admission scheduling."""

__all__ = ["READERS", "read_admission", "read_assignment"]
