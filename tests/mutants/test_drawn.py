"""What is changed is drawn by a seed, and one change that nobody noticed counts."""

from __future__ import annotations

import pytest

from tests.mutants.__main__ import drawn, tell

NAMES = [f"shelters.stays.nights.x_hold__mutmut_{number}" for number in range(50)]


def test_the_same_seed_draws_the_same_changes() -> None:
    assert drawn(NAMES, 10, 1) == drawn(list(reversed(NAMES)), 10, 1)
    assert drawn(NAMES, 10, 1) != drawn(NAMES, 10, 2)
    assert drawn(NAMES, 100, 1) == sorted(NAMES)


@pytest.mark.parametrize(("status", "ends"), [("killed", 0), ("timeout", 0), ("survived", 1), ("no tests", 1)])
def test_what_no_test_noticed_lowers_the_score(status: str, ends: int, capsys: pytest.CaptureFixture[str]) -> None:
    found = dict.fromkeys(NAMES[:5], "killed") | {NAMES[6]: status}
    assert tell(found, 0.85) == ends
    assert (NAMES[6] in capsys.readouterr().out) is bool(ends)
