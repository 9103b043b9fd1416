"""The operator's work on data: the schema, the keys, and an invented region."""

from __future__ import annotations

from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from shelters.database.schema import migrate
from shelters.demo.sizes import Size
from shelters.sealing.keyring import ensure_keyring
from shelters.sealing.record_key import ensure_record_key
from shelters.settings import Settings, settings
from web.operator.office import Office, console, office, run

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator


async def prepare(chosen: Settings) -> None:
    """Bring schema and keys up to date; what exists is kept."""
    await migrate(chosen)
    ensure_keyring(chosen.keyring_file)
    ensure_record_key(chosen.record_key_path)


def migrate_database() -> None:
    """Bring the database's schema up to date, and make the keys where there are none."""
    run(lambda: prepare(settings()))
    console.print("La base está al día.")


@contextmanager
def shown_progress() -> Iterator[Callable[[str, int, int], None]]:
    """Show long work as a bar for each of its parts."""
    bars: dict[str, TaskID] = {}
    columns = (TextColumn("{task.description:<16}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as progress:

        def tell(part: str, done: int, total: int) -> None:
            if part not in bars:
                bars[part] = progress.add_task(part, total=total)
            progress.update(bars[part], completed=done, total=total)

        yield tell


async def fill(work: Office, size: Size, seed: int) -> None:
    """Fill an empty database with an invented region, showing how far it is."""
    # Whoever serves does not wait until all that invents is loaded.
    from shelters.demo.region import fill_region  # noqa: PLC0415
    from shelters.demo.shown import show_more  # noqa: PLC0415

    with shown_progress() as tell:
        async with work.transaction() as session:
            await fill_region(session, work.keyring, size, seed, progress=tell)
        await show_more(work.engine, work.keyring)


@asynccontextmanager
async def stored_or_invented(size: Size | None) -> AsyncIterator[Office]:
    """Open the database, or an invented region that is gone afterwards."""
    if size is None:
        async with office() as opened:
            yield opened
        return
    with TemporaryDirectory(prefix="abrigo-", ignore_cleanup_errors=True) as folder:
        invented = Settings(data=Path(folder), database_url=None, key_file=None)
        await prepare(invented)
        async with office(invented) as opened:
            await fill(opened, size, 1)
            yield opened


def demo_data(
    size: Annotated[Size, typer.Option(help="How big the region is.")] = Size.REGION,
    seed: Annotated[int, typer.Option(help="The same seed draws the same region.")] = 1,
) -> None:
    """Fill an empty database with an invented region and its past year."""

    async def work() -> None:
        async with office() as opened:
            await fill(opened, size, seed)

    run(work)
    console.print("La región inventada está lista.")
