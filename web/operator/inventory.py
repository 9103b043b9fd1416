"""Bringing a real list of houses and rooms in from spreadsheets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from shelters.access.actor import OPERATOR
from shelters.accounts.queries import network_named
from shelters.capacity.spreadsheet import ImportRefusedError, import_inventory, template_csv
from web.operator.office import complaints, console, office, run


def import_inventory_files(
    files: Annotated[list[Path] | None, typer.Argument(help="houses.csv and rooms.csv, in this order.")] = None,
    network: Annotated[str, typer.Option(help="Name of the network that the houses belong to.")] = "",
    *,
    template: Annotated[bool, typer.Option("--template", help="Write empty houses.csv and rooms.csv here.")] = False,
) -> None:
    """Bring in a real list of houses and rooms: all or nothing, and the same files twice change nothing."""
    if template:
        return _write_templates()
    if not files or len(files) != 2 or not network:  # noqa: PLR2004 - a pair
        complaints.print("Escribe: abrigo import houses.csv rooms.csv --network 'Nombre de la red'", markup=False)
        raise typer.Exit(2)
    try:
        contents = [file.read_bytes() for file in files]
    except OSError:
        complaints.print("No se puede leer uno de los archivos. Revisa cómo se llaman y dónde están.")
        raise typer.Exit(2) from None
    run(lambda: _import(network, contents[0], contents[1]))
    return None


def _write_templates() -> None:
    for name, content in template_csv().items():
        target = Path(name)
        if target.exists():
            complaints.print(f"Ya existe {name}: muévelo o bórralo antes.", markup=False)
            raise typer.Exit(1)
        target.write_bytes(content)
        console.print(f"Escrito: {name}", markup=False)


async def _import(network: str, houses: bytes, rooms: bytes) -> None:
    async with office() as opened:
        try:
            async with opened.transaction() as session:
                owner = await network_named(session, network)
                report = await import_inventory(session, OPERATOR, opened.keyring, owner.id, houses, rooms)
        except ImportRefusedError as error:
            for row in error.rows:
                complaints.print(str(row), markup=False)
            raise
    for house, code in report.invitations.items():
        told = f"Invitación para la anfitriona de {house}: {code}"
        console.print(told, markup=False, highlight=False, soft_wrap=True)
    console.print(f"Nuevas: {report.added} · cambiadas: {report.changed} · iguales: {report.unchanged}")
