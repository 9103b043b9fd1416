"""The operator's work on the server's keys: ending an epoch, so that what was erased stays erased in old copies too."""

from __future__ import annotations

import typer

from shelters.retention.epochs import Rotation, rotate
from web.operator.office import console, office, run

app = typer.Typer(help="The server's keyring: rotate its epoch.", no_args_is_help=True)


@app.callback()
def keys() -> None:
    """Keep `rotate` a word of its own, though it is the only one."""


@app.command("rotate")
def rotate_epoch() -> None:
    """Wrap every data key under a new epoch while the server works on, and destroy the old one."""

    async def work() -> Rotation:
        async with office() as opened:
            return await rotate(opened.engine, opened.settings.keyring_file)

    done = run(work)
    console.print(f"Época {done.epoch}: {done.rewrapped} llaves envueltas de nuevo; la anterior ya no existe.")
    console.print("Una copia del archivo de llaves de antes abre las copias de la base de antes: destrúyela también.")
