"""R20: nothing of ours is a known pitfall without its reason, and what runs is what the locks name, byte for byte."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import Distribution, distributions
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from zipfile import ZipFile

from tests.security.lab import Figure, Lab

ROOT: Final = Path(__file__).parents[2]
OURS: Final = ("shelters", "web", "optimizer")
_NAME_OF_PIN: Final = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*])?==(\S+)", re.MULTILINE)
_REASON: Final = re.compile(r"# noqa: [^#]*\bS\d+[^#]* - \S+")
# What makes an environment, and we ourselves, who are in no lock.
_OF_THE_ENVIRONMENT: Final = {"pip", "setuptools", "abrigo"}
# Two pitfalls, for the control.
_CARELESS: Final = "import subprocess\n\ndef run(x):\n    eval(x)\n    subprocess.run(x, shell=True, check=True)\n"


def pitfalls(*paths: str | Path) -> tuple[int, list[str]]:
    """Count what ruff's rules of bandit find, whatever is excused, and name what no reason stands beside."""
    rules = ["--config", "pyproject.toml", "--ignore-noqa", "--select", "S", "--output-format", "json", "--exit-zero"]
    command = [sys.executable, "-m", "ruff", "check", *rules, *map(str, paths)]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 - our own tool
    found = json.loads(answer.stdout)
    return len(found), [_place(each) for each in found if not _explained(each)]


def _place(finding: Mapping[str, object]) -> str:
    location = finding["location"]
    assert isinstance(location, dict)
    return f"{finding['filename']}:{location['row']}: {finding['code']}"


def _explained(finding: Mapping[str, object]) -> bool:
    path, row = _place(finding).split(":")[:2]
    ends = finding["end_location"]
    assert isinstance(ends, dict)
    lines = Path(path).read_text().splitlines()[int(row) - 1 : int(ends["row"])]
    return any(_REASON.search(line) for line in lines)


@dataclass(frozen=True)
class Pin:
    """A package at a version, as a lock names it."""

    name: str
    version: str
    hashed: bool


def pins(text: str) -> list[Pin]:
    """Read a lock; where versions of Python differ, a package stands in it more than once."""
    blocks = re.findall(r"^\S+==.*(?:\n +.*)*", text, re.MULTILINE)
    found = ((_NAME_OF_PIN.match(block), "--hash=sha256:" in block) for block in blocks)
    return [Pin(_normal(match[1]), match[2], hashed) for match, hashed in found if match]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked() -> list[Pin]:
    """Read every lock."""
    return [pin for path in sorted((ROOT / "requirements").glob("*.txt")) for pin in pins(path.read_text())]


def without_hash(known: Iterable[Pin]) -> list[str]:
    """Name the pins that have no hash."""
    return [pin.name for pin in known if not pin.hashed]


def strangers(installed: Iterable[Distribution], in_locks: Iterable[Pin]) -> list[str]:
    """Name what is installed and in no lock at this version."""
    known = {(pin.name, pin.version) for pin in in_locks}
    here = {(_normal(each.name), each.version) for each in installed}
    return sorted(f"{name} {version}" for name, version in here - known if name not in _OF_THE_ENVIRONMENT)


def changed(installed: Iterable[Distribution]) -> tuple[int, list[str]]:
    """Count the files that came in the packages, and name those which are no longer as they came."""
    count, altered = 0, []
    for each in installed:
        for file in each.files or ():
            path = Path(str(file.locate()))
            # Programs in `bin` are written at set-up, for the Python of this machine.
            if file.hash is None or ".." in file.parts or not path.is_file():
                continue
            count += 1
            if _written(sha256(path.read_bytes()).digest()) != file.hash.value:
                altered.append(str(file))
    return count, altered


def _written(digest: bytes) -> str:
    return urlsafe_b64encode(digest).decode().rstrip("=")


def _installs(folder: Path, lock: str) -> bool:
    """Say whether pip, as set-up calls it, would take what this lock names from a folder."""
    (folder / "lock.txt").write_text(lock)
    flags = ["--require-hashes", "--dry-run", "--no-index", "--quiet", "--disable-pip-version-check"]
    where = ["--find-links", str(folder), "-r", str(folder / "lock.txt")]
    command = [sys.executable, "-m", "pip", "install", *flags, *where]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603 - a constant


def _unhashed_is_refused(folder: Path) -> bool:
    """The control: pip takes a package with its hash, and neither without it nor once the file has changed."""
    wheel, about = folder / "planted-1-py3-none-any.whl", "planted-1.dist-info"
    with ZipFile(wheel, "w") as archive:
        archive.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\nName: planted\nVersion: 1\n")
        archive.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{about}/RECORD", "")
    whole = f"planted==1 \\\n    --hash=sha256:{sha256(wheel.read_bytes()).hexdigest()}\n"
    bare = "planted==1\n"
    taken, refused = _installs(folder, whole), not _installs(folder, bare)
    with ZipFile(wheel, "a") as archive:
        archive.writestr("planted.py", "")
    seen = without_hash(pins(whole + bare)) == ["planted"]
    return taken and refused and seen and not _installs(folder, whole)


def _altered_is_found(folder: Path) -> bool:
    """The control: copy a small package, change one byte of it, and see whether that is found."""
    package = next(each for each in distributions() if _normal(each.name) == "segno")
    for file in (each for each in package.files or () if ".." not in each.parts):
        copy = folder / str(file)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(str(file.locate()), copy)
    (folder / "segno/__init__.py").write_bytes(b"#" + (folder / "segno/__init__.py").read_bytes())
    return changed(distributions(path=[str(folder)]))[1] == ["segno/__init__.py"]


def _careless_is_found(folder: Path) -> int:
    """The control: give the rules what they are there for."""
    (folder / "careless.py").write_text(_CARELESS)
    return len(pitfalls(folder / "careless.py")[1])


async def measured(_lab: Lab, *, every_file: bool = True) -> Figure:
    """Look at our own code, the locks and what is installed; without every file, at what a running Abrigo imports."""
    return looked_at(every_file=every_file)


def looked_at(*, every_file: bool = True) -> Figure:
    """Look at all of it, and then at what was spoilt on purpose."""
    found, unexplained = pitfalls(*OURS)
    known = locked()
    bare, foreign = without_hash(known), strangers(distributions(), known)
    small = {"argon2-cffi", "pynacl", "webauthn", "starlette", "asyncpg", "jinja2"}
    others = [each for each in distributions() if _normal(each.name) != "abrigo"]
    count, altered = changed(each for each in others if every_file or _normal(each.name) in small)
    with TemporaryDirectory() as folder:
        refused, noticed = _unhashed_is_refused(Path(folder)), _altered_is_found(Path(folder))
        careless = _careless_is_found(Path(folder))
    return Figure(
        "R20",
        f"{len(OURS)} packages of ours, {len(known)} pins, {count} installed files",
        "0 pitfalls without a reason, 0 pins without a hash, 0 packages of no lock, 0 altered files",
        f"{len(unexplained)} of {found} without a reason; {len(bare)} without a hash; {len(foreign)} of no lock; "
        f"{len(altered)} altered",
        f"no hash, or another file: {'refused' if refused else 'TAKEN'}; "
        f"a byte changed: {'found' if noticed else 'MISSED'}; 2 planted pitfalls: {careless} found",
        not (unexplained or bare or foreign or altered) and refused and noticed and careless == 2,
    )
