"""What has happened before somebody begins her task, done by the real commands of whoever did it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from shelters.access.actor import OPERATOR
from shelters.capacity.models import House
from shelters.clock import now, today
from shelters.links.commands import make_link, token_of_link
from shelters.placement.answers import accept_proposal
from shelters.placement.models import Proposal
from shelters.placement.waiting import wait_for_place
from shelters.planning.coming import tell_when_due
from shelters.planning.quarters import ended_quarters
from shelters.planning.ranges import month_after
from shelters.requests.commands import refer
from shelters.requests.models import Request
from shelters.retention.models import PastCase
from shelters.sealing.locks import Typed
from shelters.stays.commands import record_arrival
from shelters.stays.models import Stay
from tests.scene import Scene, house_draft, place, room_draft
from tests.world import PASSPHRASE


async def filed(scene: Scene) -> Request:
    """File a request of Mexico's committee."""
    return await scene.file()


async def long_unconfirmed(scene: Scene) -> None:
    """Let the last time that Ceiba was confirmed be two days ago."""
    async with scene.acting(OPERATOR) as (session, _):
        (await session.get_one(House, scene.ceiba.id)).confirmed_at = now() - timedelta(days=2)


async def held(scene: Scene) -> Proposal:
    """Choose Ceiba for a request; its host has not answered."""
    return await scene.choose(await scene.file())


async def _accepted(scene: Scene, typed: Typed | None, **nights: Any) -> Stay:
    proposal = await scene.choose(await scene.file(nights=nights))
    async with scene.acting(scene.world.host) as (session, actor):
        return await accept_proposal(session, actor, scene.keyring, proposal.id, typed)


async def accepted(scene: Scene) -> Stay:
    """Let Ceiba accept for tonight, and hand its arrival sheet over."""
    return await _accepted(scene, Typed(PASSPHRASE))


async def accepted_without_sheet(scene: Scene) -> Stay:
    """Let Ceiba accept for tonight, and keep its sheet for later."""
    return await _accepted(scene, None)


async def accepted_for_later(scene: Scene) -> Stay:
    """Let Ceiba accept for a night that has not come."""
    day = today() + timedelta(days=3)
    return await _accepted(scene, Typed(PASSPHRASE), earliest=day, latest=day)


async def arrived(scene: Scene) -> Stay:
    """Let a party live in Ceiba."""
    stay = await accepted(scene)
    async with scene.acting(scene.world.host) as (session, actor):
        return await record_arrival(session, actor, stay.id)


async def _linked(scene: Scene, proposal: Proposal | None) -> str:
    async with scene.acting(scene.world.steward) as (session, actor):
        link = await make_link(session, actor, "a session of hers", scene.ceiba.id, proposal.id if proposal else None)
    return f"/l/{token_of_link('a session of hers', link.id)}"


async def linked(scene: Scene) -> str:
    """Let a steward make a link that asks whether what is free in Ceiba is right."""
    return await _linked(scene, None)


async def linked_to_proposal(scene: Scene) -> str:
    """Let a steward make a link that asks Ceiba for its answer to a proposal."""
    return await _linked(scene, await held(scene))


async def unmet(scene: Scene) -> None:
    """Let eight women from Puebla find no house in the last quarter for their wheelchairs, and six from Oaxaca."""
    quarter = ended_quarters(1)[0]
    filed_at = datetime.combine(quarter.first, time(12), UTC)
    for origin, number in (("Puebla, Puebla", 8), ("Oaxaca de Juárez, Oaxaca", 6)):
        for _ in range(number):
            case = {"needs": {"wheelchair": "required"}, "origin": place(origin)}
            request = await scene.file(urgency=2, case=case)
            async with scene.acting(scene.world.committee) as (session, actor):
                await wait_for_place(session, actor, scene.keyring, request.id)
                (await refer(session, actor, request.id)).filed_at = filed_at


async def six_houses(scene: Scene) -> None:
    """Let there be four more houses in Oaxaca, as one alone would not be counted."""
    for number in range(1, 5):
        await scene.add(scene.world.mx.id, house_draft(code_name=f"Amate {number} (inventada)"), room_draft())


async def erased_months(scene: Scene, months: int = 10) -> None:
    """Let sixteen cases of each of the last months have been erased: half from Oaxaca, half from Quetzaltenango."""
    async with scene.acting(OPERATOR) as (session, _):
        for back in range(1, months + 1):
            month = month_after(today().replace(day=1), -back)
            for number in range(16):
                zone = ("MX-OAX", "GT-09")[number % 2]
                session.add(
                    PastCase(
                        network_id=scene.world.mx.id,
                        month=month,
                        nights=3,
                        urgency=2,
                        household="alone",
                        outcome="closed",
                        asked=month,
                        asked_in=zone,
                        need="none",
                        fate="met",
                        rule="",
                    )
                )


async def told(scene: Scene) -> None:
    """Let what is coming have been told from ten months, and let there be six houses."""
    await six_houses(scene)
    await erased_months(scene)
    async with scene.acting(OPERATOR) as (session, _):
        await tell_when_due(session, scene.keyring)
