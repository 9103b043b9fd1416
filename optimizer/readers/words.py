"""Words of a text file, each with its line, taken one at a time; what does not fit is one error with line and field."""

from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from optimizer.errors import InstanceError

MOST_BYTES = 100_000_000


def lines_of(source: Path) -> list[str]:
    """Read the lines of a file that somebody else wrote."""
    try:
        if source.stat().st_size > MOST_BYTES:
            raise InstanceError(f"{source.name} is larger than {MOST_BYTES} bytes")
        return source.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise InstanceError(f"{source.name} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InstanceError(f"{source.name} is not UTF-8 text") from None


class Words:
    """The words of some numbered lines, in order."""

    def __init__(self, lines: Iterator[tuple[int, str]]) -> None:
        self._words = ((number, word) for number, line in lines for word in line.split())
        self.line: int | None = None

    def take(self, field: str) -> str:
        """Take the next word."""
        self.line, word = next(self._words, (self.line, None))
        if word is None:
            raise InstanceError("is missing; the text ends before it", field, self.line)
        return word

    def whole(self, field: str, least: int = 0, most: int = 10**9) -> int:
        """Take the next word as a whole number between two limits."""
        word = self.take(field)
        try:
            value = int(word)
        except ValueError:
            self.refuse(f"must be a whole number, not {word[:20]!r}", field)
        if not least <= value <= most:
            self.refuse(f"must be between {least} and {most}, not {value}", field)
        return value

    def end(self, field: str) -> None:
        """Refuse words that are left over."""
        line, word = next(self._words, (None, None))
        if word is not None:
            raise InstanceError(f"ends before {word[:20]!r}; remove what follows", field, line)

    def refuse(self, what: str, field: str) -> NoReturn:
        """Refuse the word that was taken last."""
        raise InstanceError(what, field, self.line)
