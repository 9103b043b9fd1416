"""What can be typed after `python -m optimizer`, and the help that teaches it."""

from __future__ import annotations

import argparse
import math
import re
from collections.abc import Callable
from pathlib import Path

from optimizer.generate import SIZES
from optimizer.readers import READERS

ABOUT = """\
Who sleeps where, decided once for everyone, with proofs and reasons.

Try it in one minute:
  python -m optimizer generate small --seed 1 -o in.json
  python -m optimizer solve in.json -o out.json --seconds 10
  python -m optimizer check in.json out.json
  python -m optimizer options in.json q0000 --plan out.json
  python -m optimizer why in.json q0003 --plan out.json
  python -m optimizer bottlenecks in.json --plan out.json
"""
CODES = """\
exit codes: 0 done · 1 the plan is wrong (check) · 2 wrong use, or a file that cannot be used
The format of the files is described in optimizer/README.md.
"""
SOLVE = """\
Places everyone at once. Levels are decided in order (parties by tier, promises, points, kilometres, waste) and
never traded; each is reported with a bound that no plan can pass, and called proven where the plan reaches it.
In a crisis, an instance too large to write down every stay, points and kilometres are one level: a point is worth
1,000 km, and the sum is reported with a bound of its own.
Ctrl-C ends the search and writes the best plan so far, with honest bounds; a second one ends without a plan.
Progress is a line for each step: the value of every level, and after a stroke the bound it has not reached (? where
none is known yet).
"""
CHECK = """\
Verifies every hard rule and computes every level again, sharing no code with the solver. Prints one line for each
level, then one for each broken rule. Ends with code 1 if there is any.
"""
GENERATE = (
    "Makes a seeded instance; everything in it is invented. The same size and seed give the same bytes.\n\nsizes:\n"
)
SIMULATE = """\
Replays a stream: each request is decided on the night its window opens, knowing nothing of later ones, and is never
refused while any place is free for it. Prints how many each policy placed, and the ratio to the hindsight bound: the
most that anyone could place who knew the whole stream.
"""
OPTIONS = """\
The best places for one request, each in another site, best first. With --plan, everyone else is taken to be where
that plan puts them; without it, only what is taken or pinned in the instance counts.
"""
WHY = """\
Why a request cannot have the other places: how many spaces each rule shuts; the smallest changes that would open
some (start_window: nights later; not_free: shortest length; too_far: kilometres; longest_stay: nights; kept: tier);
and, with --spaces, every space with all the rules that it fails.
"""
BOTTLENECKS = """\
Where a run was tight: for each space the nights, how many more requests one bed more there (or one room, where it is
for one party) would place, to first order, and who holds it; then the same by kind of room, by attribute of the sites
and by night. A plan file carries no prices, so the run goes on from that plan for some seconds; without --plan it
begins anew. Ctrl-C ends it with what is known by then.
"""
READ = """\
Turns an instance of the field's own benchmarks into ours, with an explicit list of candidates:
  gap  generalised assignment (Chu & Beasley, Yagiura et al.): jobs to agents, one night
  pas  patient admission scheduling (Demeester et al.): patients to rooms, one class of person a night
"""


def parser() -> argparse.ArgumentParser:
    """Build the parser of the whole command line."""
    top = argparse.ArgumentParser(
        prog="python -m optimizer",
        description=ABOUT,
        epilog=CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _solve(_command(commands, "solve", "place everyone at once", SOLVE))
    _check(_command(commands, "check", "verify a plan, independently of the solver", CHECK))
    sizes = "\n".join(f"  {name:13} {size.about}" for name, size in SIZES.items())
    _generate(_command(commands, "generate", "make an instance to try things on", GENERATE + sizes))
    _read(_command(commands, "read", "turn a benchmark of the field into an instance", READ))
    _simulate(_command(commands, "simulate", "decide a stream of requests one by one", SIMULATE))
    _options(_command(commands, "options", "the best places for one request", OPTIONS))
    _why(_command(commands, "why", "why one request cannot have the other places", WHY))
    _bottlenecks(_command(commands, "bottlenecks", "where one more bed would place most", BOTTLENECKS))
    return top


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, summary: str, about: str
) -> argparse.ArgumentParser:
    return commands.add_parser(
        name, help=summary, description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not (math.isfinite(seconds) and seconds > 0):
        raise argparse.ArgumentTypeError(f"{text!r} is not a positive number of seconds")
    return seconds


def _whole(least: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        # A long row of digits is refused by `int` itself.
        if not re.fullmatch(r"-?\d{1,18}", text) or int(text) < least:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of {least} or more")
        return int(text)

    return parse


def _instance(command: argparse.ArgumentParser) -> None:
    command.add_argument("instance", type=Path, metavar="IN", help="instance file (abrigo-instance/1)")


def _seed(command: argparse.ArgumentParser) -> None:
    command.add_argument("--seed", type=_whole(0), default=0, help="same input and seed, same answer (default: 0)")


def _output(command: argparse.ArgumentParser) -> None:
    command.add_argument("-o", "--output", type=Path, metavar="OUT", help="file to write (default: print it)")


def _solve(command: argparse.ArgumentParser) -> None:
    _instance(command)
    _output(command)
    _seed(command)
    command.add_argument("--seconds", type=_seconds, default=60.0, help="most seconds to search (default: 60)")
    command.add_argument("--start", type=Path, metavar="PLAN", help="an earlier plan to begin from")
    command.add_argument("--quiet", action="store_true", help="no progress on standard error")


def _check(command: argparse.ArgumentParser) -> None:
    _instance(command)
    command.add_argument("plan", type=Path, metavar="OUT", help="plan file, as solve writes it")
    command.add_argument("--all", action="store_true", help="every broken rule, not only the first 20 of each")


def _generate(command: argparse.ArgumentParser) -> None:
    command.add_argument("size", choices=SIZES, metavar="SIZE", help="one of the sizes below")
    _output(command)
    _seed(command)
    command.add_argument("--stream", type=_whole(0), default=0, help="other requests for the same sites (default: 0)")


def _read(command: argparse.ArgumentParser) -> None:
    command.add_argument("format", choices=READERS, metavar="FORMAT", help="one of the formats above")
    command.add_argument("file", type=Path, metavar="FILE", help="the file as it was published")
    _output(command)


def _simulate(command: argparse.ArgumentParser) -> None:
    _instance(command)
    command.add_argument(
        "--past", type=Path, action="append", default=[], metavar="FILE", help="an earlier stream to learn from"
    )
    command.add_argument("--seconds", type=_seconds, default=60.0, help="most seconds for each linear program")


def _options(command: argparse.ArgumentParser) -> None:
    _instance(command)
    command.add_argument("request", metavar="REQUEST", help="id of the request")
    command.add_argument("--count", type=_whole(1), default=3, help="how many (default: 3)")
    command.add_argument("--plan", type=Path, metavar="OUT", help="where everyone else is")


def _why(command: argparse.ArgumentParser) -> None:
    _instance(command)
    command.add_argument("request", metavar="REQUEST", help="id of the request")
    command.add_argument("--plan", type=Path, metavar="OUT", help="where everyone else is")
    command.add_argument("--spaces", action="store_true", help="list every space")


def _bottlenecks(command: argparse.ArgumentParser) -> None:
    _instance(command)
    _seed(command)
    command.add_argument("--plan", type=Path, metavar="OUT", help="the plan to go on from")
    command.add_argument("--seconds", type=_seconds, default=20.0, help="most seconds to go on (default: 20)")
    command.add_argument("--count", type=_whole(1), default=10, help="how many of each (default: 10)")
