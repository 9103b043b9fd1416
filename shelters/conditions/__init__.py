"""The check of a house's basic conditions: a short list, what is open and by when, and when the next one is due."""
