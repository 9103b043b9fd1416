"""Old lines lose their hour, older ones go, and what is left still verifies; young ones nobody can remove."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import DOOR, OPERATOR
from shelters.audit.actions import Action
from shelters.audit.chain import link_loose, record_key
from shelters.audit.commands import record
from shelters.audit.keeping import head_of, keep_record, last_anchor
from shelters.audit.models import AuditRecord
from shelters.audit.thinning import Thinned, thin_record
from shelters.audit.verify import Fault, Verdict, verify
from shelters.clock import now
from shelters.database.transaction import transaction
from shelters.settings import Settings

TERM = timedelta(days=120)
# Days ago, oldest first: two past their term, two old enough to lose their hour, two young.
AGES = (300, 121, 119, 31, 29, 0)


async def of_ages(engine: AsyncEngine, *ages: int) -> None:
    """Write lines as old as that, at an hour that is not midnight."""
    noon = datetime.combine(now().date(), time(12, 34, 56), UTC)
    async with transaction(engine, OPERATOR) as session:
        for age in ages:
            session.add(AuditRecord(at=noon - timedelta(days=age), role="host", action="stay:arrived", details={}))
            await session.flush()
        await link_loose(session)


async def thinned(engine: AsyncEngine) -> Thinned:
    """Thin as the server does each minute."""
    async with transaction(engine, OPERATOR) as session:
        return await thin_record(session, TERM)


async def verified(engine: AsyncEngine) -> Verdict:
    """Verify what is left."""
    async with transaction(engine, OPERATOR) as session:
        return await verify(session, record_key(session))


async def hours(engine: AsyncEngine) -> list[int]:
    """Give the hour of each line that is left, oldest first."""
    async with transaction(engine, OPERATOR) as session:
        moments = await session.scalars(text("select at from audit_record order by seq"))
        return [at.astimezone(UTC).hour for at in moments]


async def test_old_lines_keep_their_day_older_ones_go_and_the_rest_verifies(engine: AsyncEngine) -> None:
    await of_ages(engine, *AGES)
    assert await thinned(engine) == Thinned(reduced=4, removed=2)
    assert await hours(engine) == [0, 0, 12, 12]
    verdict = await verified(engine)
    assert (verdict.lines, verdict.faults, verdict.head.position) == (4, [], 6)


async def test_thinning_again_finds_nothing_to_do(engine: AsyncEngine) -> None:
    await of_ages(engine, *AGES)
    await thinned(engine)
    assert await thinned(engine) == Thinned(0, 0)


async def test_a_chain_that_lost_all_its_lines_goes_on_where_it_was_cut(engine: AsyncEngine) -> None:
    await of_ages(engine, 300, 299)
    assert (await thinned(engine)).removed == 2
    async with transaction(engine, DOOR) as session:
        record(session, DOOR, Action.SIGN_IN_REFUSED, None)
    verdict = await verified(engine)
    assert (verdict.lines, verdict.faults, verdict.head.position) == (1, [], 3)


async def test_a_forged_cut_is_found(engine: AsyncEngine, superuser: AsyncEngine) -> None:
    await of_ages(engine, *AGES)
    await thinned(engine)
    async with superuser.begin() as connection:
        await connection.execute(text("update audit_checkpoint set made_at = made_at - interval '1 day'"))
    assert (await verified(engine)).faults == [(2, Fault.CHECKPOINT)]


@pytest.mark.parametrize(
    "call", ["abrigo_record_remove(6)", "abrigo_record_remove(4)", "abrigo_record_to_days(now() - interval '29 days')"]
)
async def test_the_database_itself_refuses_to_thin_what_is_young(engine: AsyncEngine, call: str) -> None:
    await of_ages(engine, 300, 121, 119, 60, 29, 0)
    with pytest.raises(DBAPIError, match="is kept for"):
        async with transaction(engine, OPERATOR) as session:
            await session.execute(text(f"select {call}"))
    assert (await verified(engine)).lines == len(AGES)


async def test_the_end_is_written_down_elsewhere_once_a_day(
    engine: AsyncEngine, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "anchors"
    chosen = settings.model_copy(update={"anchor_file": file})
    async with transaction(engine, OPERATOR) as session:
        await keep_record(session, chosen)
    assert last_anchor(file) is None, "an empty record has no end"
    await of_ages(engine, 1, 0)
    for _ in range(2):
        async with transaction(engine, OPERATOR) as session:
            await keep_record(session, chosen)
    async with transaction(engine, OPERATOR) as session:
        head = await head_of(session)
    assert file.read_text() == f"{now().date().isoformat()} {head}\n"
    assert last_anchor(file) == head
