"""Each line of SECURITY.md names the tests that show it, and they are there."""

import re
from pathlib import Path

_ROW = re.compile(r"^\| (?!lost|---)(.+) \|$", re.MULTILINE)
_NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def test_each_line_of_what_a_loss_yields_names_a_test_that_is_there(root: Path) -> None:
    rows = _ROW.findall((root / "SECURITY.md").read_text())
    assert len(rows) >= 12
    for row in rows:
        named = _NAMED.findall(row)
        assert named, row
        for path, name in named:
            file = root / path
            assert file.is_file(), path
            assert re.search(rf"^(?:async )?def {name}\(", file.read_text(), re.MULTILINE), f"{path}::{name}"
