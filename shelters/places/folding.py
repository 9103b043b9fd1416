"""The plain form of a name, by which "Tlaxiaco" and "TLAXÍACO " are the same."""

from __future__ import annotations

import re
import unicodedata


def folded(text: str) -> str:
    """Drop accents, capitals and punctuation; words stand one space apart."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return " ".join(re.findall(r"\w+", bare.casefold()))
