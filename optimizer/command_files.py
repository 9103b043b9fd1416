"""The files that a command reads and writes; what is wrong with one names it, once."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

from optimizer import InstanceError, Plan, Problem, read, read_plan

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import TypeVar

    T = TypeVar("T")


def named(path: Path, act: Callable[[], T]) -> T:
    """Do something with a file; an error that does not name it yet does so."""
    try:
        return act()
    except InstanceError as error:
        told = str(error)
        raise InstanceError(told if told.startswith(path.name) else f"{path.name}: {told}") from None


def instance_in(path: Path) -> Problem:
    """Read an instance."""
    return named(path, lambda: read(path))


def plan_in(path: Path) -> Plan:
    """Read a plan."""
    return named(path, lambda: read_plan(path))


def require_writable(path: Path | None) -> None:
    """Refuse a file that cannot be written, before any work is done for it."""
    if path is None:
        return
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "there is no such folder", str(path.parent))
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))


def give(text: str, path: Path | None) -> None:
    """Write a text where it was asked for; where that fails it is printed, because it may have taken an hour."""
    if path is None:
        print(text, end="")
        return
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        print(text, end="")
        raise OSError(error.errno, f"{error.strerror}; what was meant for it is printed instead", str(path)) from None
