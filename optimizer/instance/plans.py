"""Plans to and from JSON."""

import json
import math
from pathlib import Path
from typing import Any

from optimizer.errors import InstanceError
from optimizer.instance.fields import Fields, integer, many, number, text, truth
from optimizer.instance.sources import parsed
from optimizer.instance.writing import lines
from optimizer.plan import LEVELS, Assignment, Level, Plan, Total, Unplaced
from optimizer.rules import Reason, Rule


def write_plan(plan: Plan) -> str:
    """Write a plan as JSON, one assignment to a line.

    Parameters
    ----------
    plan
        The plan.

    Returns
    -------
    str
        The text; a bound that is not known is null, and prices are left out.
    """
    assignments = [
        {"request": a.request, "space": a.space, "first": a.first, "nights": a.nights} for a in plan.assignments
    ]
    unplaced = [{"request": u.request, "reasons": [_reason(r) for r in u.reasons]} for u in plan.unplaced]
    parts = [
        f'"assignments": {lines(assignments)}',
        f'"unplaced": {lines(unplaced)}',
        f'"levels": {lines([_level(level) for level in plan.levels])}',
        *([f'"totals": {lines([_total(total) for total in plan.totals])}'] if plan.totals else []),
        f'"seconds": {json.dumps(round(plan.seconds, 3))}',
        f'"seed": {plan.seed}',
    ]
    return "{" + ",\n".join(parts) + "\n}\n"


def _reason(reason: Reason) -> dict[str, str]:
    rule = {"rule": str(reason.rule)}
    return rule if reason.subject is None else rule | {"subject": reason.subject}


def _level(level: Level) -> dict[str, Any]:
    return {"name": level.name, "value": level.value, "bound": _number(level.bound), "proven": level.proven}


def _total(total: Total) -> dict[str, Any]:
    weights = {name: _number(weight) for name, weight in total.weights.items()}
    return {"weights": weights, "value": _number(total.value), "bound": _number(total.bound)}


def _number(value: float) -> float | None:
    """Write whole numbers as such, and what is not known as null."""
    if not math.isfinite(value):
        return None
    return int(value) if float(value).is_integer() else value


def read_plan(source: str | Path) -> Plan:
    """Read a plan from a file, or from text that begins with a brace.

    Parameters
    ----------
    source
        The path of a file, or the JSON text itself.

    Returns
    -------
    Plan
        The plan, without prices. Whether it fits an instance is for the checker to say.

    Raises
    ------
    InstanceError
        With the line and the field, and what would be right.
    """
    return parsed(source, plan_from)


def plan_from(value: Any, path: str = "") -> Plan:
    """Build a plan from what stands in a file."""
    fields = Fields(value, path)
    plan = Plan(
        assignments=fields.take("assignments", many(_assignment)),
        unplaced=fields.maybe("unplaced", many(_unplaced), ()),
        levels=fields.maybe("levels", many(_read_level), ()),
        totals=fields.maybe("totals", many(_read_total), ()),
        seconds=fields.maybe("seconds", number, 0.0),
        seed=fields.maybe("seed", integer, 0),
    )
    fields.end()
    return plan


def _assignment(value: Any, path: str) -> Assignment:
    fields = Fields(value, path)
    request, space = fields.take("request", text), fields.take("space", text)
    assignment = Assignment(request, space, fields.take("first", integer), fields.take("nights", integer))
    fields.end()
    return assignment


def _unplaced(value: Any, path: str) -> Unplaced:
    fields = Fields(value, path)
    unplaced = Unplaced(fields.take("request", text), fields.maybe("reasons", many(_read_reason), ()))
    fields.end()
    return unplaced


def _read_reason(value: Any, path: str) -> Reason:
    fields = Fields(value, path)
    rule = fields.take("rule", text)
    if rule not in tuple(Rule):
        raise InstanceError(f"must be one of {', '.join(Rule)}", f"{path}.rule")
    reason = Reason(Rule(rule), fields.maybe("subject", text, None))
    fields.end()
    return reason


def _read_level(value: Any, path: str) -> Level:
    fields = Fields(value, path)
    name, at_value = fields.take("name", _level_name), fields.take("value", integer)
    bound = fields.maybe("bound", number, math.inf)
    level = Level(name, at_value, bound, fields.take("proven", truth))
    fields.end()
    return level


def _level_name(value: Any, path: str) -> str:
    if value not in LEVELS:
        raise InstanceError(f"must be one of {', '.join(LEVELS)}", path)
    return str(value)


def _read_total(value: Any, path: str) -> Total:
    fields = Fields(value, path)
    weights = fields.take("weights", _weights)
    total = Total(weights, fields.take("value", number), fields.maybe("bound", number, -math.inf))
    fields.end()
    return total


def _weights(value: Any, path: str) -> dict[str, float]:
    fields = Fields(value, path)
    weights = {name: weight for name in LEVELS if (weight := fields.maybe(name, number, 0.0))}
    fields.end()
    return weights
