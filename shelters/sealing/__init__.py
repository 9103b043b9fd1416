"""Cryptography only: the server keyring, envelopes, and columns that never decrypt by themselves."""
