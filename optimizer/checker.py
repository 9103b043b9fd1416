"""Judges a plan against its instance from the raw JSON, with no code of the solver."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optimizer.checker_levels import level_violations, recomputed_levels, total_violations
from optimizer.checker_nights import night_violations
from optimizer.checker_shape import Violation, shape_violations
from optimizer.checker_stays import Pairing, stay_violations

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Verdict", "Violation", "check", "check_files"]


@dataclass(frozen=True)
class Verdict:
    """What the checker found.

    Attributes
    ----------
    violations : tuple of Violation
        Every broken rule, in the order of the README's table; empty when the plan is right.
    levels : dict of str to int
        Value of each level T1..T4, K, P, D, S, recomputed from the instance. Empty when the files
        are too malformed to compute anything.
    """

    violations: tuple[Violation, ...]
    levels: dict[str, int]

    @property
    def right(self) -> bool:
        """Whether the plan breaks no rule."""
        return not self.violations


def check(instance: dict[str, Any], plan: dict[str, Any]) -> Verdict:
    """Re-verify every hard rule and recompute every level.

    Parameters
    ----------
    instance : dict
        A parsed `abrigo-instance/1` document.
    plan : dict
        A parsed plan; a whole instance document with the key `plan` is accepted as well.

    Returns
    -------
    Verdict
        Violations and level values. Wrong content never raises: it is a violation like any other.
    """
    if "assignments" not in plan and "plan" in plan:
        plan = plan["plan"]
    malformed = shape_violations(instance, plan)
    if malformed:
        return Verdict(tuple(malformed), {})
    pairing = Pairing(instance, plan)
    levels = recomputed_levels(pairing)
    found = [*stay_violations(pairing), *night_violations(pairing)]
    found += [*level_violations(plan, levels), *total_violations(plan, levels)]
    return Verdict(tuple(found), levels)


def check_files(instance_path: Path, plan_path: Path) -> Verdict:
    """Check a plan file against an instance file.

    Parameters
    ----------
    instance_path, plan_path : Path
        The two files.

    Returns
    -------
    Verdict
        Violations and level values; a file that is not JSON is a violation as well.

    Raises
    ------
    OSError
        When a file cannot be read.
    """
    documents = []
    for path in (instance_path, plan_path):
        try:
            documents.append(json.loads(path.read_bytes()))
        except RecursionError:
            return Verdict((Violation("format", path.name, "is nested too deeply"),), {})
        except ValueError as error:
            return Verdict((Violation("format", path.name, f"is not JSON: {error}"),), {})
    instance, plan = documents
    if not isinstance(plan, dict):
        return Verdict((Violation("format", plan_path.name, "is not an object"),), {})
    return check(instance, plan)
