"""Writing down a check, that something is mended, and telling hosts when the next check is due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from shelters.access.actor import Actor
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.capacity.contents import house_key
from shelters.clock import now, today_somewhere
from shelters.conditions.models import Checked, Finding, HouseCheck, opened, seal_findings
from shelters.conditions.points import TERMS, VERSION, Point, Reply
from shelters.conditions.queries import house_to_check
from shelters.errors import N_, ConflictError, InvalidInputError
from shelters.news.commands import settle_about, tell_hosts
from shelters.news.kinds import NewsKind
from shelters.sealing.keyring import Keyring

# Twice a year: extinguishers and alarms are to be tried at least that often, and half a year of rain shows.
EVERY: Final = timedelta(days=182)


async def record_check(
    session: AsyncSession, actor: Actor, keyring: Keyring, house_id: UUID, replies: Mapping[str, str]
) -> HouseCheck:
    """Write down what somebody found who walked through a house with the list; every point has its answer."""
    house = await house_to_check(session, actor, house_id, lock=True)
    findings, check_id = _findings(replies, house.tonight), uuid4()
    check = HouseCheck(
        id=check_id,
        network_id=house.network_id,
        house_id=house.id,
        version=VERSION,
        checked_at=now(),
        checked_by=actor.person_id,
        due_on=house.tonight + EVERY,
        findings=seal_findings(house_key(keyring, house), check_id, house, findings),
    )
    session.add(check)
    record(session, actor, Action.HOUSE_CHECKED, house.id)
    await session.flush()
    await settle_about(session, house.id, NewsKind.CHECK_DUE)
    return check


def _findings(replies: Mapping[str, str], day: date) -> dict[Point, Finding]:
    missing = [point for point in Point if replies.get(point) not in list(Reply)]
    if missing:
        wrong = [InvalidInputError(point.value, N_("Di si es así, o para cuándo lo será.")) for point in missing]
        raise InvalidInputError.together(wrong)
    return {point: _finding(Reply(replies[point]), day) for point in Point}


def _finding(reply: Reply, day: date) -> Finding:
    if reply in TERMS:
        return Finding(met=False, by=day + TERMS[reply])
    return Finding(met=True if reply is Reply.MET else None)


async def mend(session: AsyncSession, actor: Actor, keyring: Keyring, house_id: UUID, point: str) -> HouseCheck:
    """Say that something which the last check found is mended."""
    house = await house_to_check(session, actor, house_id, lock=True)
    key = house_key(keyring, house)
    checks = select(HouseCheck).where(col(HouseCheck.house_id) == house.id)
    check = await session.scalar(checks.order_by(col(HouseCheck.checked_at).desc()).limit(1))
    waiting = dict(opened(key, check).open_on(house.tonight)) if check else {}
    if check is None or point not in waiting:
        raise ConflictError(N_("Eso ya no está pendiente. Vuelve a cargar la página."))
    checked: Checked = opened(key, check)
    mended = waiting[Point(point)].model_copy(update={"mended": house.tonight})
    check.findings = seal_findings(key, check.id, house, {**checked.findings, Point(point): mended})
    record(session, actor, Action.HOUSE_MENDED, house.id)
    await session.flush()
    return check


async def tell_of_due_checks(session: AsyncSession) -> None:
    """Tell the hosts of each house whose next check is due, once; the system acts."""
    later = aliased(HouseCheck)
    newer = select(later.id).where(
        col(later.house_id) == col(HouseCheck.house_id), col(later.checked_at) > col(HouseCheck.checked_at)
    )
    due = select(HouseCheck).where(col(HouseCheck.due_on) <= today_somewhere(), col(HouseCheck.told_at).is_(None))
    for check in await session.scalars(due.where(~newer.exists()).with_for_update()):
        check.told_at = now()
        await tell_hosts(session, NewsKind.CHECK_DUE, check.house_id, check.house_id)
    await session.flush()
