"""Each line of SECURITY.md and of the verification standard names the tests that show it, and they are there."""

import re
from pathlib import Path

_ROW = re.compile(r"^\| (?!lost|---)(.+) \|$", re.MULTILINE)
_REQUIREMENT = re.compile(r"^\| (V[\d.]+) \| [AB] \| [^|]+ \| (.+) \|$", re.MULTILINE)
_REQUIREMENTS = 108
_NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def test_each_line_of_what_a_loss_yields_names_a_test_that_is_there(root: Path) -> None:
    rows = _ROW.findall((root / "SECURITY.md").read_text())
    assert len(rows) >= 12
    for row in rows:
        assert _tests_named(root, row), row


def test_each_requirement_of_the_standard_names_a_test_or_says_why_not(root: Path) -> None:
    rows = _REQUIREMENT.findall((root / "docs" / "asvs.md").read_text())
    assert len(rows) == _REQUIREMENTS == len({number for number, _ in rows})
    for number, shown in rows:
        assert bool(_tests_named(root, shown)) is not shown.startswith(("does not apply: ", "left out: ")), number


def _tests_named(root: Path, row: str) -> int:
    """Count the tests that a row names; each of them must be there."""
    named = _NAMED.findall(row)
    for path, name in named:
        file = root / path
        assert file.is_file(), path
        assert re.search(rf"^(?:async )?def {name}\(", file.read_text(), re.MULTILINE), f"{path}::{name}"
    return len(named)
