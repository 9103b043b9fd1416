"""From a file or a text to what stands in it, with the line of whatever is wrong."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from optimizer.errors import InstanceError
from optimizer.instance.fields import load
from optimizer.instance.places import line_of

T = TypeVar("T")
FORMAT = "abrigo-instance/1"
MOST_BYTES = 2_000_000_000


def parsed(source: str | Path, build: Callable[[Any], T]) -> T:
    """Build something from a JSON file, or from text that begins with a brace."""
    content = content_of(source)
    try:
        return build(load(content))
    except InstanceError as error:
        if error.line is None and error.path:
            raise InstanceError(error.what, error.path, line_of(content, error.path)) from None
        raise


def content_of(source: str | Path) -> str:
    """Give the text of a file, or the text itself when it is JSON already."""
    if isinstance(source, str) and source.lstrip().startswith(("{", "[")):
        return source
    path = Path(source)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InstanceError(f"{path.name} is larger than {MOST_BYTES} bytes")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InstanceError(f"{path.name} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InstanceError(f"{path.name} is not UTF-8 text") from None
