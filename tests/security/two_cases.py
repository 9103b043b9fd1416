"""R24: two cases that differ only in what she needs, who comes and where from leave databases that read the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import text

from optimizer import Plan
from shelters.access.actor import OPERATOR
from shelters.placement.evacuations import Progress
from shelters.placement.everything import pose_everything, solve_posed
from shelters.placement.runs import keep_run
from shelters.placement.waiting import wait_for_place
from tests.emptying import emptying
from tests.scene import MOTHER_AND_TWO, Scene, make_scene, place
from tests.security.lab import Figure, Lab
from tests.security.unsealed import unsealed
from tests.shelters.placement.exposed import LIMITS, exposed, looked, placed

# As many beds and as many nights, and not a fact in common.
ONE: Final[dict[str, Any]] = {
    "party": MOTHER_AND_TWO,
    "origin": place("Puebla, Puebla"),
    "needs": {"psychosocial_care": "preferred"},
    "avoid": ({"kind": "place", "place": place("San Pedro Cholula"), "km": 20},),
}
OTHER: Final[dict[str, Any]] = {
    "party": (
        {"age": "18-59", "gender": "trans_woman", "relation": "self"},
        {"age": "60+", "gender": "woman", "relation": "elder"},
        {"age": "0-1", "gender": "woman", "relation": "child"},
        {"age": "18-59", "gender": "woman", "relation": "companion"},
    ),
    "origin": place("Mérida, Yucatán"),
    "languages": {"mam": "preferred"},
    "note": "Nota de otra",
}
# What no house of the scene has: for this there is no place, and each for her own reason.
LACKED: Final = {"one": {"needs": {"quiet_room": "required"}}, "other": {"languages": {"kek": "required"}}}

_TABLES: Final = text(
    "select format('%I.%I', schemaname, tablename) from pg_tables"
    " where schemaname in ('public', 'queue') and tablename <> 'alembic_version' order by 1"
)
# What is drawn at random or is a moment; of sealed bytes whatever could be read in them is kept.
_DRAWN: Final = (
    (re.compile(r"[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}"), "ID"),
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.\d]*(\+[\d:]+)?"), "MOMENT"),
    (re.compile(r'"(id|bed_id|job_id|seq|position|seconds|tie)": ?-?[\d.e-]+'), r'"\1": DRAWN'),
)
_BYTES: Final = re.compile(r"\\\\x((?:[0-9a-f]{2})*)")
_WORDS: Final = re.compile(rb"[ -~]{20,}")


async def lived(lab: Lab, facts: Mapping[str, Any], lacked: Mapping[str, Any]) -> Counter[str]:
    """Let a case wait, be matched with everybody, be placed and have to leave; give all that can be read of it."""
    await (await emptying(lab.superuser))()
    scene = await make_scene(lab.engine, lab.keyring)
    waiting = await scene.file(case=dict(facts) | dict(lacked))
    async with scene.acting(scene.world.committee) as (session, actor):
        await wait_for_place(session, actor, scene.keyring, waiting.id)
    stay = await placed(scene, case=dict(facts))
    await _matched(scene)
    (line,) = await looked(scene, await exposed(scene))
    assert line.progress is Progress.NO_PLACE
    return await readable(lab, {waiting.code, stay.code})


async def _matched(scene: Scene) -> Plan:
    async with scene.acting(OPERATOR) as (session, operator):
        solved = await solve_posed(await pose_everything(session, scene.keyring), LIMITS)
        await keep_run(session, operator, scene.keyring, solved)
    return solved.plan


async def readable(lab: Lab, codes: set[str]) -> Counter[str]:
    """Write down every row of every table without what is drawn, and with every word that its bytes hold."""
    async with lab.superuser.connect() as connection:
        rows = [
            f"{table} {row}"
            for table in await connection.scalars(_TABLES)
            for row in await connection.scalars(text(f"select to_jsonb(t)::text from {table} t"))  # noqa: S608 - ours
        ]
    return Counter(_plain(row, codes) for row in rows)


def _plain(row: str, codes: set[str]) -> str:
    for code in codes:
        row = row.replace(code, "CODE")
    row = _BYTES.sub(lambda found: str(_WORDS.findall(bytes.fromhex(found[1]))), row)
    for pattern, word in _DRAWN:
        row = pattern.sub(word, row)
    return row


async def differing(lab: Lab) -> tuple[int, int]:
    """Count the rows that tell the one case from the other, and all rows."""
    one, other = await lived(lab, ONE, LACKED["one"]), await lived(lab, OTHER, LACKED["other"])
    return ((one - other) + (other - one)).total(), one.total()


async def measured(lab: Lab) -> Figure:
    """Compare what the two leave; then once more with everything taken away that hides."""
    different, rows = await differing(lab)
    with unsealed():
        shown, _ = await differing(lab)
    return Figure(
        row="R24",
        what=f"{rows} rows left by a case that waited, was matched, placed and had to leave, beside those of another",
        demanded="0 rows that tell them apart",
        seen=f"{different} rows",
        control=f"without encryption, {shown} rows",
        holds=different == 0 and shown > 0,
    )
