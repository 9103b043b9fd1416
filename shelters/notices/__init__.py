"""Notices: a fixed sentence, sent to whoever wants one when something waits on her page, and nothing about what."""
