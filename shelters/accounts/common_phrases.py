"""Phrases that are guessed first: known passwords, words in a row, keys that lie side by side; looked up offline."""

from __future__ import annotations

from typing import Final

from zxcvbn import zxcvbn

# As many guesses as the estimate takes a phrase to stand; with Argon2id and waiting between attempts this is decades.
_ENOUGH: Final = 10.0
# Beyond this the estimate itself takes long, and a phrase is long enough.
_LOOKED_AT: Final = 72
# What somebody tries first who knows where she is.
_OF_THIS_FIELD: Final = ["abrigo", "refugio", "defensora", "defensoras", "agenda", "solo para la demo"]


def is_common(phrase: str) -> bool:
    """Say whether a phrase is guessed within the first ten thousand million tries."""
    return float(zxcvbn(phrase[:_LOOKED_AT], user_inputs=_OF_THIS_FIELD)["guesses_log10"]) < _ENOUGH
