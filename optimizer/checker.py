"""Judges a plan against its instance from the raw JSON, with no code of the solver."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optimizer.checker_levels import level_violations, recomputed_levels, total_violations
from optimizer.checker_nights import night_violations
from optimizer.checker_shape import shape_violations
from optimizer.checker_stays import Pairing, foreign_violation, stay_violations
from optimizer.checker_values import Violation, settled
from optimizer.errors import InstanceError

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
        are too malformed to compute anything, or do not belong together.
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
    instance, plan = settled(instance), settled(plan)
    foreign = foreign_violation(instance, plan)
    if foreign:
        return Verdict((foreign,), {})
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
        Violations and level values.

    Raises
    ------
    InstanceError
        When a file is not JSON.
    OSError
        When a file cannot be read.
    """
    documents = []
    for path in (instance_path, plan_path):
        try:
            documents.append(json.loads(path.read_bytes()))
        except RecursionError:
            raise InstanceError(f"{path.name}: is nested too deeply") from None
        except ValueError as error:
            raise InstanceError(f"{path.name}: is not JSON: {error}") from None
    instance, plan = documents
    if not isinstance(plan, dict):
        return Verdict((Violation("format", plan_path.name, "is not an object"),), {})
    return check(instance, plan)
