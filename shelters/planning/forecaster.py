"""A forecast in a process of its own: monthly counts come in on standard input, what they tell goes out as a line.

`shelters.planning.coming` starts it and gives it a number: megabytes. What it loads to reckon would stay in a server.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict

from shelters.placement.modest import OUT_OF_MEMORY, be_modest, reply
from shelters.planning.forecasting import forecast, shared


def main(arguments: Sequence[str]) -> int:
    """Tell what stands on standard input."""
    be_modest(int(arguments[0]))
    try:
        asked = json.loads(sys.stdin.read())
        told = forecast(asked["all"])
        if told is None:
            reply({"forecast": None})
        else:
            parts = {name: asdict(shared(each, told.way)) for name, each in asked["parts"].items()}
            reply({"forecast": asdict(told), "parts": parts})
    except MemoryError:
        return OUT_OF_MEMORY
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
