"""Reading one field of a JSON object at a time, strictly: nothing unknown, nothing of the wrong kind."""

import json
import math
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from optimizer.errors import InstanceError

T = TypeVar("T")
MOST = 1e300


class _Repeating(dict[str, Any]):
    """An object in which some key is written twice."""

    key = ""


class Fields:
    """The fields of one JSON object; each is taken once, and what is left over is an error."""

    def __init__(self, value: object, path: str) -> None:
        if not isinstance(value, dict):
            raise InstanceError("must be an object in braces", path)
        if isinstance(value, _Repeating):
            where = f"{path}.{value.key}" if path else value.key
            raise InstanceError("is written twice in one object; keep one", where)
        self._values: dict[str, Any] = dict(value)
        self._path = path

    def path(self, name: str) -> str:
        """Write the path of a field."""
        return f"{self._path}.{name}" if self._path else name

    def take(self, name: str, parse: Callable[[Any, str], T]) -> T:
        """Take a field that must be there."""
        if name not in self._values:
            raise InstanceError("is missing", self.path(name))
        return parse(self._values.pop(name), self.path(name))

    def maybe(self, name: str, parse: Callable[[Any, str], T], default: T) -> T:
        """Take a field that may be left out or null."""
        value = self._values.pop(name, None)
        return default if value is None else parse(value, self.path(name))

    def ignore(self, *names: str) -> None:
        """Accept fields that are for people (a title, a source) and not for the solver."""
        for name in names:
            self._values.pop(name, None)

    def end(self) -> None:
        """Refuse what nobody took."""
        for name in self._values:
            raise InstanceError("is not a field of this format; correct its spelling or remove it", self.path(name))


def text(value: Any, path: str) -> str:
    """Accept a text."""
    if not isinstance(value, str) or not value:
        raise InstanceError("must be a text that is not empty", path)
    return value


def integer(value: Any, path: str) -> int:
    """Accept a whole number, however it is written: 4 and 4.0 are the same in JSON."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise InstanceError("must be a whole number", path)
    return value


def whole_points(value: Any, path: str) -> int:
    """Accept a whole number of points or kilometres, and say what to do with fractions."""
    if isinstance(value, float) and math.isfinite(value) and not value.is_integer():
        raise InstanceError("must be a whole number; multiply all of them by 10 or 100 where some have decimals", path)
    return integer(value, path)


def number(value: Any, path: str) -> float:
    """Accept a number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:  # noqa: PLR0124 - not a number
        raise InstanceError("must be a number", path)
    if abs(value) > MOST:
        raise InstanceError("is too large a number", path)
    return float(value)


def truth(value: Any, path: str) -> bool:
    """Accept true or false."""
    if not isinstance(value, bool):
        raise InstanceError("must be true or false", path)
    return value


def many(parse: Callable[[Any, str], T], length: int | None = None) -> Callable[[Any, str], tuple[T, ...]]:
    """Accept a list, of a given length where one is given."""

    def parse_list(value: Any, path: str) -> tuple[T, ...]:
        if not isinstance(value, list):
            raise InstanceError("must be a list in brackets", path)
        if length is not None and len(value) != length:
            raise InstanceError(f"must have {length} entries, not {len(value)}", path)
        return tuple(parse(entry, f"{path}[{at}]") for at, entry in enumerate(value))

    return parse_list


def names(value: Any, path: str) -> frozenset[str]:
    """Accept a list of texts, as a set."""
    return frozenset(many(text)(value, path))


def load(source: str) -> Any:
    """Parse JSON; what is not a number, or written twice, is refused where it is read, which knows its place."""

    def pairs_of(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                found = _Repeating(found)
                found.key = key
            found[key] = value
        return found

    try:
        return json.loads(source, object_pairs_hook=pairs_of)
    except json.JSONDecodeError as error:
        raise InstanceError(f"is not JSON: {error.msg}", line=error.lineno) from None
    except (RecursionError, ValueError) as error:
        raise InstanceError(f"cannot be read: {error}") from None
