"""The tables of the documents, as the code has them; `make docs` writes them anew."""

import re
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import partial
from typing import Any

from shelters.access.actor import Role
from shelters.access.policy import POLICY
from shelters.audit.actions import Action
from shelters.capacity import safety
from shelters.placement import states as proposals
from shelters.requests import states as requests
from shelters.settings import PREFIX, Settings
from shelters.stays import collective_states as collectives
from shelters.stays import states as stays
from shelters.transitions import Act
from tests.structure.conftest import ROOT
from tests.tours.every import EVERY
from tests.tours.task import Task


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Write a Markdown table."""
    titles = list(head)
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def settings_table() -> str:
    """List every setting: its name in the environment, its default, what it does."""
    fields = Settings.model_fields.items()
    rows = (
        (f"`{PREFIX}{name.upper()}`", "" if field.default is None else f"`{field.default}`", field.description or "")
        for name, field in fields
    )
    return table(("setting", "default", "what it sets"), rows)


def permissions_table() -> str:
    """List every permission: what it lets one do, and on which things each role may."""
    rows = (
        (f"`{permission}`", rule.words, *(_reach(rule.who.get(role)) for role in Role))
        for permission, rule in POLICY.items()
    )
    return table(("permission", "what it lets one do", *(role.value for role in Role)), rows)


def _reach(reach: object) -> str:
    return "–" if reach is None else str(getattr(reach, "__name__", reach)).replace("_", " ")


def actions_table() -> str:
    """List every action of the audit record, one line for each thing."""
    things: dict[str, list[str]] = {}
    for action in Action:
        things.setdefault(action.value.split(":")[0], []).append(f"`{action.value}`")
    return table(("thing", "recorded"), ((thing, " ".join(actions)) for thing, actions in things.items()))


def states_table(transitions: Mapping[Any, StrEnum], acts: Mapping[Any, Act]) -> str:
    """List every step of a thing: from where to where, who may take it, and what follows."""
    ways: dict[tuple[StrEnum, StrEnum], list[str]] = {}
    for (state, step), after in transitions.items():
        ways.setdefault((step, after), []).append(f"`{state}`")
    rows = (
        (f"`{step}`", " ".join(states), f"`{after}`", _by(acts[step]), "; ".join(acts[step].follows) or "–")
        for (step, after), states in ways.items()
    )
    return table(("step", "from", "to", "who may", "what follows"), rows)


def _by(act: Act) -> str:
    return " ".join(f"`{permission}`" for permission in act.by) or "nobody: it follows"


def tasks_table() -> str:
    """List what people come to do, as it is played in a browser."""
    rows = ((task.who.value, task.words, _budget(task)) for task in EVERY)
    return table(("who", "what she does", "in at most"), rows)


def _budget(task: Task) -> str:
    budgets = ((task.taps, "taps"), (task.inputs, "taps, choices and fields"))
    return ", ".join(f"{most} {what}" for most, what in budgets if most is not None)


TABLES: dict[tuple[str, str], Callable[[], str]] = {
    ("README.md", "settings"): settings_table,
    ("docs/permissions.md", "permissions"): permissions_table,
    ("docs/audit.md", "actions"): actions_table,
    ("docs/tasks.md", "tasks"): tasks_table,
    ("docs/states.md", "requests"): partial(states_table, requests.TRANSITIONS, requests.ACTS),
    ("docs/states.md", "proposals"): partial(states_table, proposals.TRANSITIONS, proposals.ACTS),
    ("docs/states.md", "stays"): partial(states_table, stays.TRANSITIONS, stays.ACTS),
    ("docs/states.md", "collectives"): partial(states_table, collectives.TRANSITIONS, collectives.ACTS),
    ("docs/states.md", "seats"): partial(states_table, collectives.SEAT_TRANSITIONS, collectives.SEAT_ACTS),
    ("docs/states.md", "safety"): partial(states_table, safety.TRANSITIONS, safety.ACTS),
}


def with_table(text: str, name: str, content: str) -> str:
    """Put a table between its two marks in a document."""
    marks = rf"(<!-- {name}: [^\n]* -->\n).*?(<!-- end -->)"
    return re.sub(marks, lambda match: f"{match[1]}{content}\n{match[2]}", text, count=1, flags=re.DOTALL)


def write() -> None:
    """Write every table into its document."""
    for (document, name), content in TABLES.items():
        path = ROOT / document
        path.write_text(with_table(path.read_text(), name, content()))


if __name__ == "__main__":
    write()
