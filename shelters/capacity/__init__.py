"""Houses, rooms and beds; what they offer, when they are closed, and whether the picture was confirmed."""

# Whoever touches these tables, the edge can say in words what the database refused.
from shelters.capacity import conflicts as conflicts
