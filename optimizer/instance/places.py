"""Find the line on which a field of a JSON text stands, for error messages only."""

import json
import re
from json import JSONDecodeError
from typing import Any

_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")
_SPACE = re.compile(r"[\s,:]*")
_DECODER = json.JSONDecoder()


def line_of(source: str, path: str) -> int | None:
    """Give the line of the field at ``path``, or of the nearest object around it."""
    at = _skip(source, 0)
    try:
        for index, key in _STEP.findall(path):
            found = _entry(source, at, int(index)) if index else _member(source, at, key)
            if found is None:
                break
            at = found
    except (JSONDecodeError, IndexError):
        return None
    return source.count("\n", 0, at) + 1


def _skip(source: str, at: int) -> int:
    matched = _SPACE.match(source, at)
    return matched.end() if matched else at


def _value(source: str, at: int) -> tuple[Any, int]:
    value, end = _DECODER.raw_decode(source, at)
    return value, _skip(source, end)


def _entry(source: str, at: int, index: int) -> int | None:
    if source[at] != "[":
        return None
    at = _skip(source, at + 1)
    for _ in range(index):
        if source[at] == "]":
            return None
        _, at = _value(source, at)
    return None if source[at] == "]" else at


def _member(source: str, at: int, key: str) -> int | None:
    if source[at] != "{":
        return None
    at = _skip(source, at + 1)
    while source[at] != "}":
        name, at = _value(source, at)
        if name == key:
            return at
        _, at = _value(source, at)
    return None
