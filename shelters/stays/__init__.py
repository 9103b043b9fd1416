"""Holds and stays on beds, and what happens in the nights of a stay."""
