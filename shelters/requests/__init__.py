"""Requests for a place: the party, its needs, the nights, the dangers, and where the request stands."""
