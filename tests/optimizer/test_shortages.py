"""Which kinds of room, zones and nights were short, and how many more one bed there would place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from optimizer import Plan, Problem, Request, Site, Space, shortages, solve, write, write_plan
from optimizer.__main__ import main


@pytest.fixture
def short() -> Problem:
    """Two parties of four want the one room of four, on nights 2 and 3; the room of one stays empty."""
    sites = (Site("casa", 14.6, -90.5, frozenset({"north"})), Site("otra", 14.6, -90.5, frozenset({"south"})))
    spaces = (Space("large", "casa", 4), Space("small", "otra", 1))
    asked = tuple(Request(name, 4, 2, (2, 2), 2) for name in ("ana", "bea"))
    return Problem(6, sites, spaces, asked)


def placed(plan: Plan) -> int:
    return len({stay.request for stay in plan.assignments})


def test_kinds_zones_and_nights_that_were_short_are_told(short: Problem) -> None:
    found = {(each.side, each.name) for each in shortages(short, solve(short))}
    assert ("kind", "4 beds, one party") in found
    assert ("site", "north") in found
    assert any(side == "night" and name in {"2", "3"} for side, name in found)
    assert not found & {("kind", "1 bed, one party"), ("site", "south"), ("night", "0"), ("night", "5")}


def test_one_more_room_of_a_kind_places_as_many_as_foretold(short: Problem) -> None:
    plan = solve(short)
    (kind,) = [each for each in shortages(short, plan) if each.side == "kind"]
    richer = replace(short, spaces=(*short.spaces, replace(short.spaces[0], id="another")))
    assert placed(solve(richer)) - placed(plan) == pytest.approx(kind.worth) == 1


def test_nothing_is_short_where_everyone_has_a_place(short: Problem) -> None:
    roomy = replace(short, requests=short.requests[:1])
    assert shortages(roomy, solve(roomy)) == []


def test_the_command_goes_on_from_a_plan_and_tells_rooms_holders_and_shortages(
    short: Problem, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in.json").write_text(write(short), encoding="utf-8")
    (tmp_path / "out.json").write_text(write_plan(solve(short)), encoding="utf-8")
    assert main(["bottlenecks", str(tmp_path / "in.json"), "--plan", str(tmp_path / "out.json")]) == 0
    printed = capsys.readouterr().out
    assert "large" in printed
    assert "held by ana" in printed
    assert "4 beds, one party" in printed
    assert "north" in printed


def test_the_command_says_so_where_nothing_is_short(
    short: Problem, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in.json").write_text(write(replace(short, requests=short.requests[:1])), encoding="utf-8")
    assert main(["bottlenecks", str(tmp_path / "in.json")]) == 0
    assert "nothing was short" in capsys.readouterr().out
