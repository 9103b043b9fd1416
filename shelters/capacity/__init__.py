"""Houses, rooms and beds; what they offer, when they are closed, and whether the picture was confirmed."""
