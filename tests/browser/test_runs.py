"""A run over all requests in a real browser: with scripts the page follows it, without them a link does."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from shelters.database.queue import work
from shelters.placement.jobs import Workshop, run_jobs
from shelters.placement.solving import Limits
from tests.browser import acts
from tests.browser.conftest import Visit
from tests.scene import Scene

LIMITS = Limits(seconds=5, memory_mb=1024, longest=60)


async def test_a_committee_watches_a_run_and_holds_what_it_proposes(visit: Visit, scene: Scene) -> None:
    await scene.file()
    committee = await visit()
    await acts.sign_in(committee, "ana")
    await committee.open("/runs")
    await committee.press("Calcular propuestas")
    await committee.reads("Espera su turno", "Visto a las")
    worker = asyncio.create_task(work(scene.engine, run_jobs(Workshop(scene.engine, scene.keyring, LIMITS))))
    proposed = committee.page.get_by_text("1 de 1 grupos tendrían lugar")
    if committee.scripts:
        await proposed.wait_for()
    while not await proposed.count():
        await committee.press("Actualizar")
        await asyncio.sleep(0.5)
    worker.cancel()
    with suppress(asyncio.CancelledError):
        await worker
    await committee.press("Apartar lo marcado")
    await committee.reads("Ya apartadas")
