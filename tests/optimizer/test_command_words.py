"""What a command prints of a run can be read without knowing how numbers are stored."""

from __future__ import annotations

import math

import pytest

from optimizer import Level, Plan, Progress, Total
from optimizer.command_words import Teller, level_table


def test_a_bound_reads_as_a_number_or_as_not_known() -> None:
    levels = (Level("T1", 0, -0.0, True), Level("P", 7, 6.5, False), Level("D", 9, -math.inf, False))
    totals = (Total({"P": 1000.0, "D": 1.0}, 7009.0, -math.inf),)
    lines = [line.split() for line in level_table(Plan((), levels=levels, totals=totals))]
    assert lines[1:] == [
        ["T1", "0", "bound", "0", "proven"],
        ["P", "7", "bound", "6.500"],
        ["D", "9", "bound", "none", "known"],
        ["1000", "P", "+", "1", "D", "=", "7009", "bound", "none", "known"],
    ]


def test_progress_says_what_is_reached_beside_its_bound_and_no_line_twice(capsys: pytest.CaptureFixture[str]) -> None:
    tell, values = Teller(), (1, 5, 9, 4, 0, 23, 8649, 19)
    for seconds, bound in ((1.0, 12.0), (2.0, 12.0), (3.0, 9.0)):
        tell(Progress("places", seconds, values, (1.0, 5.0, bound, 4.0, -0.0, math.inf, 8649.0, 18.0)))
    assert [line.split(" s  ")[1] for line in capsys.readouterr().err.splitlines()] == [
        "places        T1 1  T2 5  T3 9/12  T4 4  K 0  P 23/?  D 8649  S 19/18",
        "places        T1 1  T2 5  T3 9  T4 4  K 0  P 23/?  D 8649  S 19/18",
    ]
