"""Reading one field of a JSON object at a time, strictly: nothing unknown, nothing of the wrong kind."""

import json
from collections.abc import Callable, Iterable
from typing import Any, NoReturn, TypeVar

from optimizer.errors import InstanceError

T = TypeVar("T")
MOST = 1e300


class Fields:
    """The fields of one JSON object; each is taken once, and what is left over is an error."""

    def __init__(self, value: object, path: str) -> None:
        if not isinstance(value, dict):
            raise InstanceError("must be an object in braces", path)
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
    """Accept a whole number."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise InstanceError("must be a whole number", path)
    return value


def number(value: Any, path: str) -> float:
    """Accept a number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
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
    """Parse JSON; not-a-number, infinity and repeated keys are errors, and a syntax error names its line."""

    def no_constant(name: str) -> NoReturn:
        line = source[: source.find(name)].count("\n") + 1
        raise InstanceError(f"{name} is not a number that can be used", line=line)

    def no_repeats(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                raise InstanceError(f"the key {key!r} is written twice in one object; keep one")
            found[key] = value
        return found

    try:
        return json.loads(source, parse_constant=no_constant, object_pairs_hook=no_repeats)
    except json.JSONDecodeError as error:
        raise InstanceError(f"is not JSON: {error.msg}", line=error.lineno) from None
    except (RecursionError, ValueError) as error:
        if isinstance(error, InstanceError):
            raise
        raise InstanceError(f"cannot be read: {error}") from None
