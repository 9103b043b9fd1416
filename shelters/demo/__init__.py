"""A region that is plainly invented: networks, houses, people and a year of stays, the same for the same seed."""
