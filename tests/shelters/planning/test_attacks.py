"""Counts of attacks come in whole or not at all, hold nobody, and are read by planners alone."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from shelters.clock import today
from shelters.errors import InvalidInputError, NotAllowedError
from shelters.planning.attack_reading import AttackKind, Counted, read_attacks
from shelters.planning.attacks import LAGS, AttackCount, _lags, attacks, replace_attacks
from shelters.planning.ranges import month_after
from tests.scene import Scene

HEAD = "zona,mes,tipo,cuántas\n#adm1+code,#date,#event+type,#indicator+num\n"
GOOD = HEAD + "MX-OAX,2026-03,threat,7\nGT-09,2026-04,killing,0\n"


def problems(csv: str) -> list[tuple[str, dict[str, object]]]:
    with pytest.raises(InvalidInputError) as refused:
        read_attacks(csv)
    return [(one.message, one.values) for one in refused.value.each()]


def test_counts_are_read_by_their_tags_whatever_the_order_the_mark_and_the_heading() -> None:
    whole = [
        Counted("MX-OAX", date(2026, 3, 1), AttackKind.THREAT, 7),
        Counted("GT-09", date(2026, 4, 1), AttackKind.KILLING, 0),
    ]
    assert read_attacks(GOOD) == whole
    assert read_attacks("\ufeff#date;#indicator+num;#adm1+code;#event+type\n2026-03-01;7;mx-oax;threat\n"
                        "\n2026-04;0;GT-09;Killing") == whole  # fmt: skip


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("Oaxaca,2026-03,threat,7", "zona"),
        ("MX-OAX,marzo,threat,7", "mes"),
        ("MX-OAX,2026-13,threat,7", "mes"),
        (f"MX-OAX,{today():%Y-%m},threat,7", "mes"),
        ("MX-OAX,2026-03,Ana,7", "tipo"),
        ("MX-OAX,2026-03,threat,siete", "número"),
        ("MX-OAX,2026-03,threat,-1", "número"),
    ],
)
def test_a_bad_line_is_named_with_its_field(row: str, field: str) -> None:
    ((message, values),) = problems(GOOD + row)
    assert field in message
    assert values["line"] == 5


def test_every_bad_line_is_named_at_once() -> None:
    found = problems(HEAD + "XX-1,2026-03,threat,7\nMX-OAX,2026-03,threat,7\nMX-OAX,2026-03,threat,8\nMX-OAX,2026\n")
    assert [values["line"] for _, values in found] == [3, 5, 6]


@pytest.mark.parametrize("tag", ["#contact+name", "#description", "nombre", ""])
def test_a_column_that_could_name_somebody_is_refused_unread(tag: str) -> None:
    ((message, values),) = problems(f"#adm1+code,#date,#event+type,#indicator+num,{tag}\nMX-OAX,2026-03,threat,7,Ana\n")
    assert "no se admite" in message
    assert "Ana" not in str(values)


@pytest.mark.parametrize("csv", ["", "zona,mes\nMX-OAX,2026-03", "#date,#adm1+code\n2026-03,MX-OAX", HEAD])
def test_what_has_no_tags_or_no_counts_is_refused(csv: str) -> None:
    assert problems(csv)


async def test_a_source_replaces_what_it_said_of_the_same_months_and_nothing_else(scene: Scene) -> None:
    async with scene.acting(scene.world.planner) as (session, actor):
        await replace_attacks(session, actor, "Registro A", GOOD)
        await replace_attacks(session, actor, "Registro B", GOOD)
        await replace_attacks(session, actor, "Registro A", HEAD + "MX-OAX,2026-03,smear,9\n")
        await session.flush()
        in_order = select(AttackCount).order_by(col(AttackCount.source), col(AttackCount.month))
        rows = (await session.scalars(in_order)).all()
    told = [(row.source, row.month.month, row.kind, row.number) for row in rows]
    assert told[:2] == [("Registro A", 3, "smear", 9), ("Registro A", 4, "killing", 0)]
    assert [source for source, *_ in told[2:]] == ["Registro B"] * 2


async def test_nobody_but_planners_fills_or_reads_it(scene: Scene) -> None:
    async with scene.acting(scene.world.planner) as (session, actor):
        await replace_attacks(session, actor, "Registro", GOOD)
    for person in (scene.world.committee, scene.world.host, scene.world.steward):
        async with scene.acting(person) as (session, actor):
            for act in (replace_attacks(session, actor, "Registro", GOOD), attacks(session, actor)):
                with pytest.raises(NotAllowedError):
                    await act
            assert not (await session.execute(text("select * from attack_count"))).all()


async def test_few_attacks_are_not_told(scene: Scene) -> None:
    async with scene.acting(scene.world.planner) as (session, actor):
        await replace_attacks(session, actor, "Registro", GOOD + "MX-CHP,2026-04,threat,3\nMX-CHP,2026-04,smear,9\n")
        found = await attacks(session, actor)
    assert found.table.total == 19
    chiapas = dict(zip(found.table.rows, found.table.cells, strict=True))["MX-CHP"]
    assert chiapas == (None, None)


def test_a_lag_finds_what_follows_and_says_nothing_of_few_months() -> None:
    months = [month_after(date(2024, 1, 1), number) for number in range(24)]
    waves = [30 + 20 * (number * 7 % 5) for number in range(24)]
    attacked = dict(zip(months, waves, strict=True))
    asked = {month_after(month, 2): number for month, number in attacked.items()}
    lags = {lag.months: lag for lag in _lags(attacked, asked)}
    assert set(lags) == set(LAGS)
    assert lags[2].correlation == 1.0
    assert max(lags.values(), key=lambda lag: lag.correlation or -1).months in {2, -3}
    few = _lags(dict(list(attacked.items())[:7]), asked)
    assert {lag.correlation for lag in few} == {None}
