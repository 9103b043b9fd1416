"""Codes of requests: forty random bits and a check digit, with nothing about the case inside."""

from __future__ import annotations

import secrets

from shelters.errors import N_, InvalidInputError

# Crockford's alphabet: no I, L, O, U, which are misheard and misread.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0"})
_SYMBOLS = 8
# x^5 + x^2 + 1 makes the 32 symbols a field, in which one wrong symbol or two swapped neighbours always show.
_FIELD = 0b100101


def new_code() -> str:
    """Draw a code such as `7K3F-Q9TM-C`."""
    symbols = "".join(secrets.choice(ALPHABET) for _ in range(_SYMBOLS))
    return _written(symbols + check_symbol(symbols))


def check_symbol(symbols: str) -> str:
    """Compute the check symbol of the eight random ones."""
    total = 0
    for symbol in symbols:
        total = _times_x(total ^ ALPHABET.index(symbol))
    return ALPHABET[total]


def read_code(typed: str) -> str:
    """Read a code as people type it, refusing one that cannot be right."""
    if not typed.strip():
        raise InvalidInputError("code", N_("Escribe el código."))
    symbols = "".join(typed.upper().translate(_MISREAD).replace("-", " ").split())
    if (
        len(symbols) != _SYMBOLS + 1
        or not set(symbols) <= set(ALPHABET)
        or check_symbol(symbols[:_SYMBOLS]) != symbols[_SYMBOLS]
    ):
        raise InvalidInputError("code", N_("Ese código no existe. Revisa sus nueve letras y números."))
    return _written(symbols)


def _times_x(value: int) -> int:
    value <<= 1
    return value ^ _FIELD if value & 0b100000 else value


def _written(symbols: str) -> str:
    return f"{symbols[:4]}-{symbols[4:8]}-{symbols[8]}"
