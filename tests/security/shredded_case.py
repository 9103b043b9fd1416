"""R16: a case that was erased, looked for with the server's own keys in today's disk and in yesterday's backup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import text
from sqlmodel import col, select

from shelters.access.actor import OPERATOR
from shelters.circles.models import Secret
from shelters.database.transaction import transaction
from shelters.requests.commands import withdraw
from shelters.requests.notes import write_note
from shelters.requests.queries import place_of
from shelters.retention.epochs import rotate
from shelters.retention.erasing import erase_due_cases
from shelters.sealing.envelope import Place, epoch_mark
from shelters.sealing.following import FollowedKeyring
from shelters.sealing.keyring import Keyring, ensure_keyring, load_keyring
from tests.scene import Scene, make_scene
from tests.security.disk import contents, copy_of_disk, dump
from tests.security.lab import Figure, Lab

_SECRET: Final = "Lo que nadie debe poder leer después"
_NONCE: Final = 12
_KEY_LENGTH: Final = 12 + 32 + 16


@dataclass(frozen=True)
class Target:
    """Something sealed: where its data key and its content belong, and how long the content is."""

    key: Place
    content: Place
    length: int


async def prepared(lab: Lab) -> tuple[Scene, list[Target]]:
    """File a case with a secret in its note for matching and another in its notes, and end it."""
    ensure_keyring(lab.settings.keyring_file)
    scene = await make_scene(lab.engine, FollowedKeyring(lab.settings.keyring_file))
    request = await scene.file(case={"note": _SECRET})
    async with scene.acting(scene.world.committee) as (session, actor):
        await write_note(session, actor, scene.keyring, request.id, {"kind": "note", "text": _SECRET})
        await withdraw(session, actor, request.id)
    where = request.id, request.network_id
    targets = [Target(place_of(*where, "data_key"), place_of(*where, "case"), len(request.case.blob))]
    async with transaction(lab.engine, OPERATOR) as session:
        note = (await session.scalars(select(Secret).where(col(Secret.subject_id) == request.id))).one()
    targets.append(Target(note.place("data_key"), note.place("closed"), len(note.closed.blob)))
    return scene, targets


def recovered(targets: list[Target], keyring: Keyring, files: Iterable[tuple[str, bytes]]) -> set[int]:
    """Name what whoever has the files and the keyring can open, row or no row: any bytes anywhere may be a key."""
    raw = [content for name, file in files for content in _as_bytes(name, file)]
    opened = set()
    for number, target in enumerate(targets):
        keys = {
            key
            for epoch, wrapping in keyring.epochs.items()
            for content in raw
            for key in _decrypted(wrapping, epoch, target.key, _KEY_LENGTH, content)
        }
        if any(_opens(key, target, raw) for key in keys):
            opened.add(number)
    return opened


def _opens(key: bytes, target: Target, raw: list[bytes]) -> bool:
    length = target.length - len(epoch_mark(0))
    return any(True for content in raw for _ in _decrypted(key, 0, target.content, length, content))


def _as_bytes(name: str, file: bytes) -> Iterator[bytes]:
    """Give a file as it is, and where it is a dump each value that it writes in hexadecimal."""
    yield file
    if name.endswith(".sql"):
        yield b"|".join(bytes.fromhex(value.decode()) for value in re.findall(rb"\\\\x((?:[0-9a-f]{2})+)", file))


def _decrypted(key: bytes, epoch: int, place: Place, length: int, content: bytes) -> Iterator[bytes]:
    """Try every place in the bytes at which something sealed under an epoch could begin."""
    mark, cipher, data = epoch_mark(epoch), AESGCM(key), place.associated_data()
    at = content.find(mark)
    while at >= 0:
        blob = content[at + len(mark) : at + len(mark) + length]
        if len(blob) == length:
            with suppress(InvalidTag):
                yield cipher.decrypt(blob[:_NONCE], blob[_NONCE:], data)
        at = content.find(mark, at + 1)


async def erase(lab: Lab, scene: Scene) -> int:
    """Let the term go by, and erase what is due."""
    async with lab.superuser.begin() as connection:
        await connection.execute(text("update request set ended_at = now() - interval '400 days'"))
    async with transaction(lab.engine, OPERATOR) as session:
        return await erase_due_cases(session, OPERATOR, scene.keyring)


async def measured(lab: Lab) -> Figure:
    """Back up, erase, look with the keys that there are; end the epoch, and look again."""
    scene, targets = await prepared(lab)
    path = lab.settings.keyring_file
    with TemporaryDirectory(prefix="abrigo-shredded-") as folder:
        yesterday = [
            await dump(lab, Path(folder) / "yesterday.sql"),
            await copy_of_disk(lab, Path(folder) / "yesterday"),
        ]
        erased = await erase(lab, scene)
        before = {
            "backup": recovered(targets, load_keyring(path), contents(*yesterday)),
            "disk": recovered(targets, load_keyring(path), contents(await copy_of_disk(lab, Path(folder) / "before"))),
        }
        await rotate(lab.engine, path)
        today = await copy_of_disk(lab, Path(folder) / "today")
        after = {
            "backup": recovered(targets, load_keyring(path), contents(*yesterday)),
            "disk": recovered(targets, load_keyring(path), contents(today)),
        }
    number = len(targets)
    return Figure(
        row="R16",
        what=f"an erased case ({number} sealed things) in today's disk and log, and in yesterday's dump and copy",
        demanded="0 opened with today's keys",
        seen=f"disk {len(after['disk'])}, backup {len(after['backup'])} of {number}",
        control=f"epoch not ended: disk {len(before['disk'])}, backup {len(before['backup'])} of {number}",
        holds=erased == 1 and not after["disk"] | after["backup"] and len(before["backup"]) == number,
    )
