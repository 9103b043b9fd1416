"""Serving: the server itself, and the demo that sets everything up first."""

from __future__ import annotations

import asyncio
import shutil
from contextlib import suppress
from typing import Annotated, Final

import typer
import uvicorn

from shelters.accounts.queries import any_network
from shelters.database.engine import Engine
from shelters.database.queue import Work
from shelters.database.queue import work as work_on
from shelters.demo.networks import ACCOUNTS, PASSPHRASE
from shelters.demo.sizes import Size
from shelters.errors import NotReadyError
from shelters.notices.relay import Relay
from shelters.notices.rounds import Post, notice_jobs
from shelters.placement.due import due_jobs
from shelters.placement.evacuating import evacuation_jobs
from shelters.placement.jobs import Workshop, run_jobs
from shelters.placement.making_room import room_jobs
from shelters.placement.rematch import watch_for_places
from shelters.planning.study_jobs import StudyRoom, study_jobs
from shelters.sealing.following import FollowedKeyring
from shelters.sealing.keyring import Keyring
from shelters.settings import Settings, settings
from web.application import create_app
from web.language import say
from web.notices import notice_in
from web.operator.chores import chores_of
from web.operator.data import fill, prepare
from web.operator.office import complaints, console, office, open_engine, run
from web.operator.outbound import places_of, stay_within

# Seconds that answers underway may take when the server is told to stop.
_LAST_ANSWERS: Final = 3


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
) -> None:
    """Serve the pages."""
    try:
        _serve(settings(), host, port)
    except NotReadyError as error:
        complaints.print(say(error.message, **error.values), style="red", markup=False)
        raise typer.Exit(1) from None


def _serve(chosen: Settings, host: str | None, port: int | None) -> None:
    engine = open_engine(chosen)
    app = create_app(chosen, engine, FollowedKeyring(chosen.keyring_file))
    app.state.chores += chores_of(engine, app.state.keyring, chosen)
    shop = Workshop.of(engine, app.state.keyring, chosen)
    due = due_jobs(engine, app.state.keyring, chosen.hold_hours)
    post = post_of(engine, app.state.keyring, chosen)
    jobs = {**due, **(_solving(shop, chosen) if chosen.run_here else {}), **notice_jobs(post)}
    app.state.workers.append(lambda: work_on(engine, jobs))
    stay_within(places_of(chosen))
    if chosen.run_here:
        app.state.workers.append(lambda: watch_for_places(engine, app.state.keyring, chosen.hold_hours))
    # No access log: who looked at what is nobody's to keep. No proxy headers: a client may say anything of itself.
    uvicorn.run(
        app,
        host=host or chosen.host,
        port=chosen.port if port is None else port,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        # Pages that listen for changes never finish by themselves.
        timeout_graceful_shutdown=_LAST_ANSWERS,
        # The loop that the tests run on; another would be taken where it happens to be installed.
        loop="asyncio",
        log_level="warning",
    )


def _solving(shop: Workshop, chosen: Settings) -> dict[str, Work]:
    studies = study_jobs(StudyRoom.of(shop.engine, shop.keyring, chosen))
    return {**run_jobs(shop), **evacuation_jobs(shop), **room_jobs(shop, chosen.hold_hours), **studies}


def post_of(engine: Engine, keyring: Keyring, chosen: Settings) -> Post | None:
    """Say how notices go out; not at all where no relay is set."""
    relay = Relay.of(chosen)
    return Post(engine, keyring, relay, notice_in, chosen.relay_minutes) if relay else None


def work() -> None:
    """Solve runs, do what is due and look for places that opened; any number of these may run beside the server."""

    async def do() -> None:
        async with office() as opened, asyncio.TaskGroup() as working:
            shop = Workshop.of(opened.engine, opened.keyring, opened.settings)
            due = due_jobs(opened.engine, opened.keyring, opened.settings.hold_hours)
            notices = notice_jobs(post_of(opened.engine, opened.keyring, opened.settings))
            stay_within(places_of(opened.settings))
            working.create_task(work_on(opened.engine, {**due, **_solving(shop, opened.settings), **notices}))
            working.create_task(watch_for_places(opened.engine, opened.keyring, opened.settings.hold_hours))

    with suppress(KeyboardInterrupt):
        run(do)


def demo(
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    size: Annotated[Size, typer.Option(help="How big the invented region is.")] = Size.REGION,
    seed: Annotated[int, typer.Option(help="The same seed draws the same region.")] = 1,
    *,
    reset: Annotated[bool, typer.Option("--reset", help="Delete the demo's data and start over.")] = False,
) -> None:
    """Set up an invented region in the embedded database, and serve it."""
    chosen = settings()
    if chosen.database_url:
        complaints.print("La demo usa la base incluida. Quita ABRIGO_DATABASE_URL para probarla.")
        raise typer.Exit(1)
    if reset:
        shutil.rmtree(chosen.data, ignore_errors=True)
    run(lambda: _set_up(chosen, size, seed))
    _tell(chosen, port)
    _serve(chosen, None, port)


async def _set_up(chosen: Settings, size: Size, seed: int) -> None:
    await prepare(chosen)
    async with office(chosen) as opened:
        async with opened.transaction() as session:
            started = await any_network(session)
        if not started:
            await fill(opened, size, seed)


def _tell(chosen: Settings, port: int | None) -> None:
    console.print(f"\nAbre  http://{chosen.host}:{chosen.port if port is None else port}\n", highlight=False)
    for account in ACCOUNTS:
        console.print(f"  {account.name:<18} {account.role.value:<10} {account.country}", highlight=False)
    console.print(f"\nFrase de paso de todas: {PASSPHRASE}", highlight=False)
    console.print("Código de ahora, en otra terminal: abrigo code NOMBRE\nCtrl+C para terminar.\n", highlight=False)
