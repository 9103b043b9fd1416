"""The append-only record of what was done, refused and opened."""
