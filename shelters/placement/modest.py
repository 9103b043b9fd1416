"""How a child process of the server behaves: it gives way, keeps to its memory, and leaves no image of itself."""

from __future__ import annotations

import json
import os
import resource
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

OUT_OF_MEMORY: Final = 71
_MEGABYTE: Final = 1 << 20


def be_modest(megabytes: int) -> None:
    """Give way to what people wait for, take no more than this, and be the first to go."""
    os.nice(10)
    # No image of what it knows is left on a disk.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (megabytes * _MEGABYTE, megabytes * _MEGABYTE))
    with suppress(OSError):
        # If the whole machine runs short, this is the process to end.
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def reply(line: dict[str, object]) -> None:
    """Answer with one line, at once."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
